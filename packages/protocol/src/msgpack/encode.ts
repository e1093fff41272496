import { Ext, Float, type Wire, WireMap } from "./wire.ts";
import { Writer } from "./writer.ts";

/** Kept from one message to the next, its buffer with it. */
let idle: Writer | undefined;

/** The bytes that `write` appends, in parts that follow each other. May be used within itself. */
export function encodedParts(write: (writer: Writer) => void): readonly Uint8Array[] {
	const writer = idle ?? new Writer();
	// Not given back after an error, since what was written so far would come first in the next message.
	idle = undefined;
	write(writer);
	const parts = writer.finish();
	idle = writer;
	return parts;
}

/** {@link encodedParts} in one. */
export function encoded(write: (writer: Writer) => void): Uint8Array {
	return joined(encodedParts(write));
}

export function joined(parts: readonly Uint8Array[]): Uint8Array {
	const [first] = parts;
	if (parts.length === 1 && first) return first;
	const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
	let at = 0;
	for (const part of parts) {
		whole.set(part, at);
		at += part.length;
	}
	return whole;
}

/** Encodes one value, always in the shortest form (types.md §1.1). */
export function encode(value: Wire): Uint8Array {
	return encoded((writer) => writeWire(writer, value));
}

function writeWire(writer: Writer, value: Wire): void {
	if (value === null) writer.nil();
	else if (typeof value === "string") writer.text(value);
	else if (typeof value === "boolean") writer.boolean(value);
	else if (typeof value === "number" || typeof value === "bigint") writer.integer(value);
	else if (value instanceof Uint8Array) writer.bin(value);
	else if (value instanceof Float) writer.float(value.value);
	else if (value instanceof Ext) writer.ext(value.type, value.data);
	else if (value instanceof WireMap) {
		writer.mapHeader(value.entries.length);
		for (const [key, item] of value.entries) {
			writeWire(writer, key);
			writeWire(writer, item);
		}
	} else {
		writer.arrayHeader(value.length);
		for (const item of value) writeWire(writer, item);
	}
}
