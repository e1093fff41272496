import { encoded } from "../msgpack/encode.ts";
import type { Wire } from "../msgpack/wire.ts";
import type { Writer } from "../msgpack/writer.ts";

/**
 * How one kind of value is written and read. Every message, certificate, manifest and file of the protocol is declared
 * once, as a tree of these; TypeScript types, encoder, decoder, validation and reference pages all come from that tree.
 */
export interface Type<T> {
	/** What this type is, for the reference pages and for tools that walk a schema. */
	readonly shape: Shape;
	/** Appends the value. Only refuses what the declared TypeScript type cannot express. */
	write(writer: Writer, value: T): void;
	/** @throws DecodeError when the value is not of this type. */
	decode(wire: Wire): T;
	/** What a struct does when the key of this type is absent; without it, absence is refused (types.md §1.4). */
	readonly absent?: Absent;
}

/** `"none"`: absent reads as nil, nil is always written. `"unset"`: absent reads as `undefined`, which is not written. */
export type Absent = "none" | "unset";

/** The MessagePack of one value. */
export function encodeAs<T>(type: Type<T>, value: T): Uint8Array {
	return encoded((writer) => type.write(writer, value));
}

/** A value written once, to be sent many times. */
export class Encoded<T> {
	/** Tells the compiler, and nobody else, what the bytes are. */
	declare protected readonly value: T;
	readonly bytes: Uint8Array;

	constructor(type: Type<T>, value: T) {
		this.bytes = encodeAs(type, value);
	}
}

export type Infer<S> = S extends Type<infer T> ? T : never;

// biome-ignore lint/suspicious/noExplicitAny: the type of a schema whose value type does not matter; `unknown` would refuse every concrete one.
export type AnyType = Type<any>;

/** A schema node as data. */
export type Shape =
	| { readonly kind: "boolean" | "string" | "bytes" | "float" | "datetime" }
	| { readonly kind: "integer"; readonly name: string; readonly min: bigint; readonly max: bigint }
	| { readonly kind: "text"; readonly name: string }
	| { readonly kind: "uuid"; readonly name: string }
	| { readonly kind: "binary"; readonly name: string; readonly secret: boolean }
	| { readonly kind: "enum"; readonly name: string; readonly literals: readonly string[] }
	| { readonly kind: "nullable"; readonly of: AnyType }
	| { readonly kind: "since"; readonly version: string; readonly of: AnyType }
	| { readonly kind: "list" | "set"; readonly of: AnyType }
	| { readonly kind: "tuple"; readonly of: readonly AnyType[] }
	| { readonly kind: "map"; readonly key: AnyType; readonly value: AnyType }
	| { readonly kind: "struct"; readonly fields: Readonly<Record<string, AnyType>> }
	| {
			readonly kind: "union";
			readonly discriminant: string;
			readonly variants: Readonly<Record<string, Readonly<Record<string, AnyType>>>>;
	  }
	| { readonly kind: "custom"; readonly name: string; readonly of: AnyType };
