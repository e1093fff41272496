import { Ext, Float, type Wire, WireMap } from "@parallax/protocol";
import fc from "fast-check";

/** Any MessagePack value, of little depth; integers as the decoder gives them, `number` while they are safe. */
export const { anyWire } = fc.letrec<{ anyWire: Wire }>((tie) => ({
	anyWire: fc.oneof(
		{ maxDepth: 3 },
		fc.constant(null),
		fc.boolean(),
		fc.maxSafeInteger(),
		fc.bigInt({ min: BigInt(Number.MAX_SAFE_INTEGER) + 1n, max: 2n ** 64n - 1n }),
		fc.bigInt({ min: -(2n ** 63n), max: BigInt(Number.MIN_SAFE_INTEGER) - 1n }),
		fc.string({ unit: "binary" }),
		fc.uint8Array(),
		fc.double().map((value) => new Float(value)),
		fc.tuple(fc.constantFrom(1, 2, -1, 9), fc.uint8Array({ maxLength: 20 })).map(([type, data]) => new Ext(type, data)),
		fc.array(tie("anyWire"), { maxLength: 4 }),
		fc
			.array(fc.tuple(fc.oneof(fc.string(), tie("anyWire")), tie("anyWire")), { maxLength: 4 })
			.map((entries) => new WireMap(entries)),
	),
}));

/** The message with one of its values, the `pick`-th in reading order, replaced. */
export function replaceValue(message: Wire, pick: number, replacement: Wire): Wire {
	let left = pick;
	function visit(value: Wire): Wire {
		if (left-- === 0) return replacement;
		if (value instanceof WireMap) return new WireMap(value.entries.map(([k, v]) => [k, visit(v)] as const));
		return Array.isArray(value) ? value.map(visit) : value;
	}
	return visit(message);
}
