import { DecodeError } from "../errors.ts";
import { encode } from "../msgpack/encode.ts";
import type { Wire, WireMap } from "../msgpack/wire.ts";
import type { Writer } from "../msgpack/writer.ts";
import { readMap } from "./containers.ts";
import { Text } from "./primitives.ts";
import { type AnyType, Encoded, type Infer, type Type } from "./type.ts";

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
		write(writer, value) {
			writer.mapHeader(countFields(fields, value));
			writeFields(writer, fields, value);
		},
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
		write: (writer, value) => writer.text(value),
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

/** A type whose values are flat maps, which may be written within another map. */
export interface Union<T> extends Type<T> {
	/** Every field of this value, the discriminant first. */
	fieldsOf(value: T): Fields;
}

/** A flat map whose key `discriminant` tells which other fields there are (types.md §1.3). */
export function union<const D extends string, const V extends Variants>(
	discriminant: D,
	variants: V,
): Union<UnionOf<D, V>> {
	const whole = new Map(Object.entries(variants).map(([tag, fields]) => [tag, { [discriminant]: Text, ...fields }]));
	function fieldsOf(value: UnionOf<D, V>): Fields {
		const fields = whole.get(value[discriminant]);
		if (!fields) throw new TypeError(`Unknown variant of a union by ${discriminant}`);
		return fields;
	}
	return {
		shape: { kind: "union", discriminant, variants },
		fieldsOf,
		write(writer, value) {
			const fields = fieldsOf(value);
			writer.mapHeader(countFields(fields, value));
			writeFields(writer, fields, value);
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

/** A set of fields as its messages need it, made once for each declaration: they are far more often written than declared. */
interface Layout {
	readonly entries: readonly FieldLayout[];
	/** Those of type "added later". */
	readonly unsettable: readonly string[];
}

interface FieldLayout {
	readonly key: string;
	/** The key as it is written. */
	readonly written: Uint8Array;
	readonly type: AnyType;
	readonly mayBeUnset: boolean;
}

const layouts = new WeakMap<Fields, Layout>();

function layoutOf(fields: Fields): Layout {
	let layout = layouts.get(fields);
	if (!layout) {
		const entries = Object.entries(fields).map(([key, type]) => ({
			key,
			written: encode(key),
			type,
			mayBeUnset: type.absent === "unset",
		}));
		layout = { entries, unsettable: entries.filter(({ mayBeUnset }) => mayBeUnset).map(({ key }) => key) };
		layouts.set(fields, layout);
	}
	return layout;
}

/** How many entries `writeFields` writes. */
export function countFields(fields: Fields, value: object): number {
	const { entries, unsettable } = layoutOf(fields);
	const source = value as Readonly<Record<string, unknown>>;
	let count = entries.length;
	for (const key of unsettable) if (source[key] === undefined) count--;
	return count;
}

/** The entries of a map, in the order of their declaration, without its header. Any of them may be `Encoded` already. */
export function writeFields(writer: Writer, fields: Fields, value: object): void {
	const source = value as Readonly<Record<string, unknown>>;
	for (const { key, written, type, mayBeUnset } of layoutOf(fields).entries) {
		const item = source[key];
		if (mayBeUnset && item === undefined) continue;
		writer.raw(written);
		if (item instanceof Encoded) writer.raw(item.bytes);
		else type.write(writer, item);
	}
}

export function decodeFields(fields: Fields, map: WireMap): Record<string, unknown> {
	const result: Record<string, unknown> = {};
	for (const [key, wire] of map.entries) {
		if (typeof key !== "string" || !Object.hasOwn(fields, key)) continue;
		if (Object.hasOwn(result, key)) throw new DecodeError(`${key} is given twice`);
		result[key] = DecodeError.within(key, () => (fields[key] as AnyType).decode(wire));
	}
	for (const { key, type } of layoutOf(fields).entries) {
		if (Object.hasOwn(result, key) || type.absent === "unset") continue;
		if (type.absent !== "none") throw new DecodeError(`${key} is missing`);
		result[key] = type.decode(null);
	}
	return result;
}
