import { Ext, Float, type Wire, WireMap } from "./wire.ts";

const utf8 = new TextEncoder();

/** Most messages fit: one buffer serves them all, one after the other, since encoding never waits. */
const scratch = new Uint8Array(64 * 1024);

/** Appends to a buffer that doubles when full. */
class Writer {
	#bytes = scratch;
	#view = new DataView(scratch.buffer);
	#length = 0;

	#reserve(count: number): number {
		const start = this.#length;
		const end = start + count;
		if (end > this.#bytes.length) {
			const grown = new Uint8Array(Math.max(end, this.#bytes.length * 2));
			grown.set(this.#bytes);
			this.#bytes = grown;
			this.#view = new DataView(grown.buffer);
		}
		this.#length = end;
		return start;
	}

	u8(value: number): void {
		const at = this.#reserve(1);
		this.#bytes[at] = value;
	}

	u16(value: number): void {
		const at = this.#reserve(2);
		this.#view.setUint16(at, value);
	}

	u32(value: number): void {
		const at = this.#reserve(4);
		this.#view.setUint32(at, value);
	}

	u64(value: bigint): void {
		const at = this.#reserve(8);
		this.#view.setBigUint64(at, BigInt.asUintN(64, value));
	}

	f64(value: number): void {
		const at = this.#reserve(8);
		this.#view.setFloat64(at, value);
	}

	/** Writes a text of ASCII alone, and tells so; writes nothing of any other. Much quicker than `TextEncoder` on short texts. */
	ascii(text: string): boolean {
		const start = this.#reserve(text.length);
		for (let i = 0; i < text.length; i++) {
			const code = text.charCodeAt(i);
			if (code >= 0x80) {
				this.#length = start;
				return false;
			}
			this.#bytes[start + i] = code;
		}
		return true;
	}

	raw(bytes: Uint8Array): void {
		const at = this.#reserve(bytes.length);
		this.#bytes.set(bytes, at);
	}

	/** Takes back the last bytes. */
	unwrite(count: number): void {
		this.#length -= count;
	}

	finish(): Uint8Array {
		return this.#bytes.slice(0, this.#length);
	}
}

/** Encodes one value, always in the shortest form (types.md §1.1). */
export function encode(value: Wire): Uint8Array {
	const writer = new Writer();
	write(writer, value);
	return writer.finish();
}

function write(w: Writer, value: Wire): void {
	if (value === null) w.u8(0xc0);
	else if (typeof value === "string") writeString(w, value);
	else if (typeof value === "boolean") w.u8(value ? 0xc3 : 0xc2);
	else if (typeof value === "number") writeInteger(w, value);
	else if (typeof value === "bigint") writeBigInteger(w, value);
	else if (value instanceof Uint8Array) {
		writeHeader(w, value.length, 0xc4, 0xc5, 0xc6);
		w.raw(value);
	} else if (value instanceof Float) {
		w.u8(0xcb);
		w.f64(value.value);
	} else if (value instanceof Ext) writeExt(w, value);
	else if (value instanceof WireMap) {
		writeShortHeader(w, value.entries.length, 0x80, 0xde, 0xdf);
		for (const [key, item] of value.entries) {
			write(w, key);
			write(w, item);
		}
	} else {
		writeShortHeader(w, value.length, 0x90, 0xdc, 0xdd);
		for (const item of value) write(w, item);
	}
}

function writeString(w: Writer, text: string): void {
	// Up to 31 bytes the header is one byte: names of fields, literals and most texts are so.
	if (text.length < 32) {
		w.u8(0xa0 | text.length);
		if (w.ascii(text)) return;
		w.unwrite(1);
	}
	const bytes = utf8.encode(text);
	if (bytes.length < 32) w.u8(0xa0 | bytes.length);
	else writeHeader(w, bytes.length, 0xd9, 0xda, 0xdb);
	w.raw(bytes);
}

function writeInteger(w: Writer, value: number): void {
	if (!Number.isSafeInteger(value)) throw new RangeError("Not an integer that MessagePack can carry exactly");
	if (value < 0) {
		if (value >= -0x20) w.u8(value & 0xff);
		else if (value >= -0x80) {
			w.u8(0xd0);
			w.u8(value & 0xff);
		} else if (value >= -0x8000) {
			w.u8(0xd1);
			w.u16(value & 0xffff);
		} else if (value >= -0x8000_0000) {
			w.u8(0xd2);
			w.u32(value >>> 0);
		} else {
			w.u8(0xd3);
			w.u64(BigInt(value));
		}
	} else if (value < 0x80) w.u8(value);
	else if (value < 0x100) {
		w.u8(0xcc);
		w.u8(value);
	} else if (value < 0x1_0000) {
		w.u8(0xcd);
		w.u16(value);
	} else if (value < 0x1_0000_0000) {
		w.u8(0xce);
		w.u32(value);
	} else {
		w.u8(0xcf);
		w.u64(BigInt(value));
	}
}

function writeBigInteger(w: Writer, value: bigint): void {
	if (value >= BigInt(Number.MIN_SAFE_INTEGER) && value <= BigInt(Number.MAX_SAFE_INTEGER)) {
		writeInteger(w, Number(value));
	} else if (value < -(2n ** 63n) || value >= 2n ** 64n) {
		throw new RangeError("Beyond the 64 bits of a MessagePack integer");
	} else {
		w.u8(value < 0n ? 0xd3 : 0xcf);
		w.u64(value);
	}
}

function writeExt(w: Writer, ext: Ext): void {
	const fixed = [1, 2, 4, 8, 16].indexOf(ext.data.length);
	if (fixed >= 0) w.u8(0xd4 + fixed);
	else writeHeader(w, ext.data.length, 0xc7, 0xc8, 0xc9);
	w.u8(ext.type & 0xff);
	w.raw(ext.data);
}

function writeShortHeader(w: Writer, length: number, fix: number, code16: number, code32: number): void {
	if (length < 16) w.u8(fix | length);
	else if (length < 0x1_0000) {
		w.u8(code16);
		w.u16(length);
	} else {
		w.u8(code32);
		w.u32(length);
	}
}

function writeHeader(w: Writer, length: number, code8: number, code16: number, code32: number): void {
	if (length < 0x100) {
		w.u8(code8);
		w.u8(length);
	} else if (length < 0x1_0000) {
		w.u8(code16);
		w.u16(length);
	} else {
		w.u8(code32);
		w.u32(length);
	}
}
