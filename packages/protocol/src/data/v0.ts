import { compress, decompress } from "#zstd";
import { DecodeError } from "../errors.ts";
import { decode } from "../msgpack/decode.ts";
import { encodeAs } from "../schema/type.ts";
import type { DataType } from "./dataType.ts";

/** The only version of the framing of data (types.md §3.1). */
const FORMAT = 0x00;

/** `0x00 || zstd(msgpack(value))`: what is signed, encrypted or stored (types.md §3.1). */
export function encodeV0<T>(type: DataType<T>, value: T): Uint8Array {
	const content = compress(encodeAs(type, value));
	const framed = new Uint8Array(1 + content.length);
	framed[0] = FORMAT;
	framed.set(content, 1);
	return framed;
}

/**
 * Reads what `encodeV0` writes, whoever wrote it.
 * @param maxSize most bytes that it may decompress to; that of the type by default (types.md §3.3).
 * @throws DecodeError
 */
export function decodeV0<T>(type: DataType<T>, framed: Uint8Array, maxSize: number = type.maxSize): T {
	if (framed[0] !== FORMAT) throw new DecodeError("unknown data format");
	return type.decode(decode(decompress(framed.subarray(1), maxSize)));
}

/** MessagePack alone, as `LocalDevice` and device files are written (device-files.md §1). */
export function encodeBare<T>(type: DataType<T>, value: T): Uint8Array {
	return encodeAs(type, value);
}

/** @throws DecodeError */
export function decodeBare<T>(type: DataType<T>, bytes: Uint8Array): T {
	if (bytes.length > type.maxSize) throw new DecodeError("the data is beyond the size limit");
	return type.decode(decode(bytes));
}
