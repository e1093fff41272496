import { DecodeError } from "../errors.ts";
import { type Wire, WireMap } from "../msgpack/wire.ts";
import { readMap } from "./containers.ts";
import type { AnyType, Infer, Type } from "./type.ts";

export type Fields = Readonly<Record<string, AnyType>>;

type Unset = { readonly absent: "unset" };

/** The TypeScript object of a set of fields: an "added later" field is an optional property. */
export type ObjectOf<F extends Fields> = {
	readonly [K in keyof F as F[K] extends Unset ? never : K]: Infer<F[K]>;
} & {
	readonly [K in keyof F as F[K] extends Unset ? K : never]?: Infer<F[K]>;
};

/** A map with text keys. Unknown keys are ignored, a known key given twice is refused (types.md §1.4). */
export function struct<const F extends Fields>(fields: F): Type<ObjectOf<F>> {
	return {
		shape: { kind: "struct", fields },
		encode: (value) => new WireMap(encodeFields(fields, value)),
		decode: (wire) => decodeFields(fields, readMap(wire)) as ObjectOf<F>,
	};
}

/** One enumerated text among `literals`, compared exactly. */
export function enumeration<const L extends string>(
	name: string,
	...literals: readonly L[]
): Type<L> & { readonly literals: readonly L[] } {
	const known: ReadonlySet<string> = new Set(literals);
	return {
		literals,
		shape: { kind: "enum", name, literals },
		encode: (value) => value,
		decode(wire) {
			if (typeof wire !== "string" || !known.has(wire)) throw new DecodeError(`expected one of ${literals.join(", ")}`);
			return wire as L;
		},
	};
}

export type Variants = Readonly<Record<string, Fields>>;

export type UnionOf<D extends string, V extends Variants> = {
	[K in keyof V & string]: { readonly [P in D]: K } & ObjectOf<V[K]>;
}[keyof V & string];

/** A flat map whose key `discriminant` tells which other fields there are (types.md §1.3). */
export function union<const D extends string, const V extends Variants>(
	discriminant: D,
	variants: V,
): Type<UnionOf<D, V>> {
	return {
		shape: { kind: "union", discriminant, variants },
		encode(value) {
			const tag = (value as Readonly<Record<string, unknown>>)[discriminant] as string;
			const fields = variants[tag];
			if (!fields) throw new TypeError(`Unknown variant of a union by ${discriminant}`);
			return new WireMap([[discriminant, tag], ...encodeFields(fields, value)]);
		},
		decode(wire) {
			const entries = readMap(wire);
			const tag = readTag(entries, discriminant);
			const fields = Object.hasOwn(variants, tag) ? variants[tag] : undefined;
			if (!fields) throw new DecodeError(`unknown ${discriminant}`);
			return { [discriminant]: tag, ...decodeFields(fields, entries) } as UnionOf<D, V>;
		},
	};
}

/** The text under `key`, which must be there exactly once. */
export function readTag(map: WireMap, key: string): string {
	let found: Wire | undefined;
	for (const [name, value] of map.entries) {
		if (name !== key) continue;
		if (found !== undefined) throw new DecodeError(`${key} is given twice`);
		found = value;
	}
	if (typeof found !== "string") throw new DecodeError(`${key} is missing or not a text`);
	return found;
}

const knownEntries = new WeakMap<Fields, readonly (readonly [string, AnyType])[]>();

/** `Object.entries`, made once for each declaration: messages are encoded far more often than declared. */
function entriesOf(fields: Fields): readonly (readonly [string, AnyType])[] {
	let entries = knownEntries.get(fields);
	if (!entries) {
		entries = Object.entries(fields);
		knownEntries.set(fields, entries);
	}
	return entries;
}

export function encodeFields(fields: Fields, value: unknown): [string, Wire][] {
	const source = value as Readonly<Record<string, never>>;
	const entries: [string, Wire][] = [];
	for (const [key, type] of entriesOf(fields)) {
		const item = source[key];
		if (item === undefined && type.absent === "unset") continue;
		entries.push([key, type.encode(item as never)]);
	}
	return entries;
}

export function decodeFields(fields: Fields, map: WireMap): Record<string, unknown> {
	const result: Record<string, unknown> = {};
	for (const [key, wire] of map.entries) {
		if (typeof key !== "string" || !Object.hasOwn(fields, key)) continue;
		if (Object.hasOwn(result, key)) throw new DecodeError(`${key} is given twice`);
		result[key] = DecodeError.within(key, () => (fields[key] as AnyType).decode(wire));
	}
	for (const [key, type] of entriesOf(fields)) {
		if (Object.hasOwn(result, key) || type.absent === "unset") continue;
		if (type.absent !== "none") throw new DecodeError(`${key} is missing`);
		result[key] = type.decode(null);
	}
	return result;
}
