import { DecodeError } from "../errors.ts";
import { Float, type Wire } from "../msgpack/wire.ts";
import type { Type } from "./type.ts";

export const Bool: Type<boolean> = {
	shape: { kind: "boolean" },
	write: (writer, value) => writer.boolean(value),
	decode(wire) {
		if (typeof wire !== "boolean") throw new DecodeError("expected a boolean");
		return wire;
	},
};

export const Text: Type<string> = {
	shape: { kind: "string" },
	write: (writer, value) => writer.text(value),
	decode: readString,
};

export const Bytes: Type<Uint8Array> = {
	shape: { kind: "bytes" },
	write: (writer, value) => writer.bin(value),
	decode: readBytes,
};

/** Written as float 64, read from any float or integer (types.md §1.1). */
export const Double: Type<number> = {
	shape: { kind: "float" },
	write: (writer, value) => writer.float(value),
	decode(wire) {
		if (wire instanceof Float) return wire.value;
		if (typeof wire === "number" || typeof wire === "bigint") return Number(wire);
		throw new DecodeError("expected a number");
	},
};

/** An integer read as `bigint`: for the 64-bit kinds, which a `number` cannot hold. */
function bigInteger(name: string, min: bigint, max: bigint): Type<bigint> {
	return {
		shape: { kind: "integer", name, min, max },
		write: (writer, value) => writer.integer(value),
		decode: (wire) => readInteger(wire, min, max),
	};
}

function smallInteger(name: string, min: number, max: number): Type<number> {
	return {
		shape: { kind: "integer", name, min: BigInt(min), max: BigInt(max) },
		write: (writer, value) => writer.integer(value),
		decode: (wire) => Number(readInteger(wire, BigInt(min), BigInt(max))),
	};
}

export const Integer = bigInteger("Integer", -(2n ** 63n), 2n ** 63n - 1n);
export const Size = bigInteger("Size", 0n, 2n ** 64n - 1n);
export const Index = bigInteger("Index", 0n, 2n ** 64n - 1n);
export const NonZeroInteger = bigInteger("NonZeroInteger", 1n, 2n ** 64n - 1n);
export const Version = smallInteger("Version", 0, 2 ** 32 - 1);
export const NonZeroU8 = smallInteger("NonZeroU8", 1, 255);

export function readString(wire: Wire): string {
	if (typeof wire !== "string") throw new DecodeError("expected a text");
	return wire;
}

export function readBytes(wire: Wire): Uint8Array {
	if (!(wire instanceof Uint8Array)) throw new DecodeError("expected bytes");
	return wire;
}

function readInteger(wire: Wire, min: bigint, max: bigint): bigint {
	if (typeof wire !== "number" && typeof wire !== "bigint") throw new DecodeError("expected an integer");
	const value = BigInt(wire);
	if (value < min || value > max) throw new DecodeError(`expected an integer from ${min} to ${max}`);
	return value;
}
