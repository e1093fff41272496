import { DecodeError } from "../errors.ts";
import { readMap } from "../schema/containers.ts";
import { type Fields, type ObjectOf, readTag, union } from "../schema/struct.ts";
import type { Infer, Type } from "../schema/type.ts";

/** Most bytes of MessagePack that an object may have (types.md §3.3). Local policy, far beyond any honest object. */
export const SizeLimit = {
	/** Certificates, keys bundles, payloads, device files. */
	object: 8 * 1024 * 1024,
	/** Manifests: about 90 bytes per block of a file. */
	manifest: 256 * 1024 * 1024,
} as const;

/** A `Type` whose values tell what they are by their `type` key, so that no object is ever taken for another (types.md §3.1). */
export interface DataType<T> extends Type<T> {
	readonly types: readonly string[];
	/** Most bytes of MessagePack, once decompressed. */
	readonly maxSize: number;
}

export interface DataOptions<T> {
	readonly maxSize?: number;
	/** Rules between fields. @throws DecodeError when one is broken. */
	readonly invariants?: (value: T) => void;
}

type DataOf<Tag extends string, F extends Fields> = { readonly type: Tag } & ObjectOf<F>;

/** One kind of data object: `fields` beside `type`, which is `tag`. */
export function dataType<const Tag extends string, const F extends Fields>(
	tag: Tag,
	fields: F,
	options: DataOptions<DataOf<Tag, F>> = {},
): DataType<DataOf<Tag, F>> {
	const { shape, write, decode } = union("type", { [tag]: fields }) as unknown as Type<DataOf<Tag, F>>;
	const { maxSize = SizeLimit.object, invariants } = options;
	return withInvariants({ shape, write, decode, types: [tag], maxSize }, invariants);
}

/** Any of several kinds of data object. */
export function anyOf<const M extends readonly DataType<unknown>[]>(...members: M): DataType<Infer<M[number]>> {
	type Value = Infer<M[number]>;
	const byTag = new Map(members.flatMap((member) => member.types.map((tag) => [tag, member] as const)));
	const find = (tag: string) => byTag.get(tag) as DataType<Value> | undefined;
	const variants = members.flatMap(({ shape }) => (shape.kind === "union" ? Object.entries(shape.variants) : []));
	return {
		shape: { kind: "union", discriminant: "type", variants: Object.fromEntries(variants) },
		types: [...byTag.keys()],
		maxSize: Math.max(...members.map((member) => member.maxSize)),
		write(writer, value) {
			const { type } = value as { readonly type: string };
			const member = find(type);
			if (!member) throw new TypeError(`Not one of ${[...byTag.keys()].join(", ")}`);
			member.write(writer, value);
		},
		decode(wire) {
			const member = find(readTag(readMap(wire), "type"));
			if (!member) throw new DecodeError("unknown type");
			return member.decode(wire);
		},
	};
}

/** The same data, with more rules between its fields: checked when read, and before it is written. */
export function withInvariants<T>(type: DataType<T>, invariants: ((value: T) => void) | undefined): DataType<T> {
	if (!invariants) return type;
	return {
		...type,
		write(writer, value) {
			invariants(value);
			type.write(writer, value);
		},
		decode(wire) {
			const value = type.decode(wire);
			invariants(value);
			return value;
		},
	};
}
