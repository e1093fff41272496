import { DecodeError } from "../errors.ts";
import { type Wire, WireMap } from "../msgpack/wire.ts";
import type { Shape, Type } from "../schema/type.ts";

/**
 * The same type, also read from the arrays that the first 3.0 betas wrote: the values in the order of the fields, `type`
 * first, fields introduced later missing at the end (device-files.md §1). Never written.
 */
export function alsoPositional<D extends Type<unknown>>(type: D): D {
	return { ...type, decode: (wire: Wire) => type.decode(named(type.shape, wire)) };
}

function named(shape: Shape, wire: Wire): Wire {
	if (shape.kind !== "union" || !Array.isArray(wire)) return wire;
	const [tag, ...values] = wire as readonly Wire[];
	const fields = typeof tag === "string" && Object.hasOwn(shape.variants, tag) ? shape.variants[tag] : undefined;
	if (!fields) throw new DecodeError("unknown type");
	const names = Object.keys(fields);
	if (values.length > names.length) throw new DecodeError("more values than fields");
	return new WireMap([
		[shape.discriminant, tag as string],
		...values.map((value, i) => [names[i] as string, value] as const),
	]);
}
