import { DecodeError } from "../errors.ts";
import { Ext, Float, type Wire, WireMap } from "./wire.ts";

/** Deeper nesting than anything the protocol has (types.md §1.4 allows refusing beyond 64). */
const MAX_DEPTH = 64;

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/**
 * Decodes exactly one MessagePack value. Byte strings are copied out of `input`, unless they are `shared` with it: then it must
 * never change again, and lives as long as they do.
 * Memory stays proportional to the input: a container whose announced length cannot fit in what is left is refused at once.
 * @throws DecodeError on anything else than one complete value.
 */
export function decode(input: Uint8Array, strings: "copied" | "shared" = "copied"): Wire {
	const reader = new Reader(input, strings === "shared");
	const value = reader.value(0);
	if (!reader.finished) throw new DecodeError("bytes after the end of the message");
	return value;
}

/** Decodes the value at the start of `input`, whatever follows it: addresses are read so by every official program. */
export function decodeFirst(input: Uint8Array): Wire {
	return new Reader(input, false).value(0);
}

class Reader {
	readonly #bytes: Uint8Array;
	readonly #view: DataView;
	readonly #shares: boolean;
	#at = 0;

	constructor(bytes: Uint8Array, shares: boolean) {
		this.#bytes = bytes;
		this.#shares = shares;
		this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	}

	get finished(): boolean {
		return this.#at === this.#bytes.length;
	}

	#take(count: number): number {
		const at = this.#at;
		if (count > this.#bytes.length - at) throw new DecodeError("the message is cut short");
		this.#at = at + count;
		return at;
	}

	#u8(): number {
		return this.#view.getUint8(this.#take(1));
	}

	#u16(): number {
		return this.#view.getUint16(this.#take(2));
	}

	#u32(): number {
		return this.#view.getUint32(this.#take(4));
	}

	#string(length: number): string {
		const at = this.#take(length);
		try {
			return utf8.decode(this.#bytes.subarray(at, at + length));
		} catch {
			throw new DecodeError("a text is not valid UTF-8");
		}
	}

	#bin(length: number): Uint8Array {
		const at = this.#take(length);
		// Not a `slice` of the input, which of a `Buffer` would be no copy, and another `Buffer`.
		const view = new Uint8Array(this.#bytes.buffer, this.#bytes.byteOffset + at, length);
		return this.#shares ? view : view.slice();
	}

	#ext(length: number): Ext {
		const type = this.#view.getInt8(this.#take(1));
		return new Ext(type, this.#bin(length));
	}

	#array(length: number, depth: number): Wire[] {
		this.#fits(length);
		const items: Wire[] = [];
		for (let i = 0; i < length; i++) items.push(this.value(depth + 1));
		return items;
	}

	#map(length: number, depth: number): WireMap {
		this.#fits(length * 2);
		const entries: [Wire, Wire][] = [];
		for (let i = 0; i < length; i++) entries.push([this.value(depth + 1), this.value(depth + 1)]);
		return new WireMap(entries);
	}

	#fits(items: number): void {
		if (items > this.#bytes.length - this.#at) throw new DecodeError("the message is cut short");
	}

	value(depth: number): Wire {
		if (depth > MAX_DEPTH) throw new DecodeError("the message is nested too deeply");
		const code = this.#u8();
		if (code < 0x80) return code;
		if (code < 0x90) return this.#map(code & 0x0f, depth);
		if (code < 0xa0) return this.#array(code & 0x0f, depth);
		if (code < 0xc0) return this.#string(code & 0x1f);
		if (code >= 0xe0) return code - 0x100;
		switch (code) {
			case 0xc0:
				return null;
			case 0xc2:
				return false;
			case 0xc3:
				return true;
			case 0xc4:
				return this.#bin(this.#u8());
			case 0xc5:
				return this.#bin(this.#u16());
			case 0xc6:
				return this.#bin(this.#u32());
			case 0xc7:
				return this.#ext(this.#u8());
			case 0xc8:
				return this.#ext(this.#u16());
			case 0xc9:
				return this.#ext(this.#u32());
			case 0xca:
				return new Float(this.#view.getFloat32(this.#take(4)));
			case 0xcb:
				return new Float(this.#view.getFloat64(this.#take(8)));
			case 0xcc:
				return this.#u8();
			case 0xcd:
				return this.#u16();
			case 0xce:
				return this.#u32();
			case 0xcf:
				return integer(this.#view.getBigUint64(this.#take(8)));
			case 0xd0:
				return this.#view.getInt8(this.#take(1));
			case 0xd1:
				return this.#view.getInt16(this.#take(2));
			case 0xd2:
				return this.#view.getInt32(this.#take(4));
			case 0xd3:
				return integer(this.#view.getBigInt64(this.#take(8)));
			case 0xd4:
			case 0xd5:
			case 0xd6:
			case 0xd7:
			case 0xd8:
				return this.#ext(1 << (code - 0xd4));
			case 0xd9:
				return this.#string(this.#u8());
			case 0xda:
				return this.#string(this.#u16());
			case 0xdb:
				return this.#string(this.#u32());
			case 0xdc:
				return this.#array(this.#u16(), depth);
			case 0xdd:
				return this.#array(this.#u32(), depth);
			case 0xde:
				return this.#map(this.#u16(), depth);
			case 0xdf:
				return this.#map(this.#u32(), depth);
			default:
				throw new DecodeError("a byte that MessagePack reserves");
		}
	}
}

function integer(value: bigint): number | bigint {
	const narrow = Number(value);
	return Number.isSafeInteger(narrow) ? narrow : value;
}
