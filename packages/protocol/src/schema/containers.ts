import { DecodeError } from "../errors.ts";
import { type Wire, WireMap } from "../msgpack/wire.ts";
import type { AnyType, Infer, Type } from "./type.ts";

/** `T | nil`: the key is always there (types.md §1.4, "nullable"). */
export function nullable<T>(of: Type<T>): Type<T | null> {
	return {
		shape: { kind: "nullable", of },
		write: (writer, value) => (value === null ? writer.nil() : of.write(writer, value)),
		decode: (wire) => (wire === null ? null : of.decode(wire)),
	};
}

/** `T | nil | absent`: nil is always written, absent reads as nil (types.md §1.4, "optional nullable" and "nil-as-value"). */
export function optionalNullable<T>(of: Type<T>): Type<T | null> {
	return { ...nullable(of), absent: "none" };
}

export interface AddedLater<T> extends Type<T> {
	readonly absent: "unset";
}

/** A field that peers older than `version` do not know: absent when unset, never nil in its place (types.md §1.4). */
export function since<T>(version: string, of: Type<T>): AddedLater<T> {
	return {
		shape: { kind: "since", version, of },
		write: (writer, value) => of.write(writer, value),
		decode: (wire) => of.decode(wire),
		absent: "unset",
	};
}

export function list<T>(of: Type<T>): Type<readonly T[]> {
	return {
		shape: { kind: "list", of },
		write(writer, items) {
			writer.arrayHeader(items.length);
			for (const item of items) of.write(writer, item);
		},
		decode: (wire) => readArray(wire).map((item, i) => DecodeError.within(`[${i}]`, () => of.decode(item))),
	};
}

/** Items in any order, duplicates collapsed. Only for items that JavaScript compares by value. */
export function set<T extends string | number | bigint>(of: Type<T>): Type<ReadonlySet<T>> {
	return {
		shape: { kind: "set", of },
		write(writer, items) {
			writer.arrayHeader(items.size);
			for (const item of items) of.write(writer, item);
		},
		decode: (wire) => new Set(readArray(wire).map((item, i) => DecodeError.within(`[${i}]`, () => of.decode(item)))),
	};
}

/** Keys keep their own wire form; a repeated key is accepted, the last one wins (types.md §1.3). */
export function map<K extends string | number | bigint, V>(key: Type<K>, value: Type<V>): Type<ReadonlyMap<K, V>> {
	return {
		shape: { kind: "map", key, value },
		write(writer, entries) {
			writer.mapHeader(entries.size);
			for (const [k, v] of entries) {
				key.write(writer, k);
				value.write(writer, v);
			}
		},
		decode: (wire) =>
			new Map(
				readMap(wire).entries.map(([k, v], i) =>
					DecodeError.within(`[${i}]`, () => [key.decode(k), value.decode(v)] as const),
				),
			),
	};
}

export function tuple<const S extends readonly AnyType[]>(...of: S): Type<{ readonly [I in keyof S]: Infer<S[I]> }> {
	type Values = { readonly [I in keyof S]: Infer<S[I]> };
	return {
		shape: { kind: "tuple", of },
		write(writer, values) {
			writer.arrayHeader(of.length);
			for (const [i, type] of of.entries()) type.write(writer, values[i]);
		},
		decode(wire) {
			const items = readArray(wire);
			if (items.length !== of.length) throw new DecodeError(`expected ${of.length} items`);
			return of.map((type, i) =>
				DecodeError.within(`[${i}]`, () => type.decode(items[i] as Wire)),
			) as unknown as Values;
		},
	};
}

export function readArray(wire: Wire): readonly Wire[] {
	if (!Array.isArray(wire)) throw new DecodeError("expected an array");
	return wire;
}

export function readMap(wire: Wire): WireMap {
	if (!(wire instanceof WireMap)) throw new DecodeError("expected a map");
	return wire;
}
