const utf8 = new TextEncoder();

/** Most messages fit. */
const INITIAL_SIZE = 64 * 1024;

/** A buffer that has grown beyond this is not kept for the next message. */
const KEPT_SIZE = 1024 * 1024;

/** Bytes that are written already are not copied from this size on, but make a part of their own. */
const PART_SIZE = 16 * 1024;

/** Copying fewer bytes than this one by one is quicker than `set`. */
const SHORT = 24;

/** Those of the extensions whose first byte tells their length. */
const FIXED_SIZES: readonly number[] = [1, 2, 4, 8, 16];

/**
 * Appends MessagePack to a buffer that doubles when full. Everything takes its shortest form (types.md §1.1).
 * A container is its header, then its items: it is for the caller to write as many as it announced.
 */
export class Writer {
	#bytes = new Uint8Array(INITIAL_SIZE);
	#view = new DataView(this.#bytes.buffer);
	#length = 0;
	/** Where what belongs to no part yet begins. */
	#start = 0;
	#parts: Uint8Array[] = [];

	nil(): void {
		this.#u8(0xc0);
	}

	boolean(value: boolean): void {
		this.#u8(value ? 0xc3 : 0xc2);
	}

	/** @throws RangeError when the value is no integer, or takes more than 64 bits. */
	integer(value: number | bigint): void {
		if (typeof value === "number") this.#number(value);
		else if (value >= BigInt(Number.MIN_SAFE_INTEGER) && value <= BigInt(Number.MAX_SAFE_INTEGER)) {
			this.#number(Number(value));
		} else if (value < -(2n ** 63n) || value >= 2n ** 64n) {
			throw new RangeError("Beyond the 64 bits of a MessagePack integer");
		} else {
			this.#u8(value < 0n ? 0xd3 : 0xcf);
			this.#u64(value);
		}
	}

	/** As float 64. */
	float(value: number): void {
		this.#u8(0xcb);
		const at = this.#reserve(8);
		this.#view.setFloat64(at, value);
	}

	text(text: string): void {
		if (text.length < 0x100 && this.#ascii(text)) return;
		const bytes = utf8.encode(text);
		if (bytes.length < 32) this.#u8(0xa0 | bytes.length);
		else this.#header(bytes.length, 0xd9, 0xda, 0xdb);
		this.#copy(bytes);
	}

	/** As `raw`: large ones must not change before the message has been sent. */
	bin(bytes: Uint8Array): void {
		this.#header(bytes.length, 0xc4, 0xc5, 0xc6);
		this.raw(bytes);
	}

	/** The bytes that `hex` spells, two digits each. */
	binOfHex(hex: string): void {
		this.#header(hex.length / 2, 0xc4, 0xc5, 0xc6);
		this.#hex(hex);
	}

	ext(type: number, data: Uint8Array): void {
		this.#extHeader(type, data.length);
		this.#copy(data);
	}

	/** An extension whose data are the bytes that `hex` spells. */
	extOfHex(type: number, hex: string): void {
		this.#extHeader(type, hex.length / 2);
		this.#hex(hex);
	}

	/** An extension whose data are the 64 bits of `value`. */
	extOfI64(type: number, value: bigint): void {
		this.#extHeader(type, 8);
		this.#u64(value);
	}

	arrayHeader(items: number): void {
		this.#shortHeader(items, 0x90, 0xdc, 0xdd);
	}

	mapHeader(entries: number): void {
		this.#shortHeader(entries, 0x80, 0xde, 0xdf);
	}

	/** Bytes that are MessagePack already; they must not change before the message has been sent. */
	raw(bytes: Uint8Array): void {
		if (bytes.length < PART_SIZE) this.#copy(bytes);
		else {
			this.#endPart();
			this.#parts.push(bytes);
		}
	}

	/** What was written since the last `finish`, in parts that follow each other: one, unless there was a large `raw`. */
	finish(): readonly Uint8Array[] {
		this.#endPart();
		const parts = this.#parts;
		this.#parts = [];
		this.#length = 0;
		this.#start = 0;
		if (this.#bytes.length > KEPT_SIZE) this.#use(new Uint8Array(INITIAL_SIZE));
		return parts;
	}

	#endPart(): void {
		if (this.#length > this.#start) this.#parts.push(this.#bytes.slice(this.#start, this.#length));
		this.#start = this.#length;
	}

	#copy(bytes: Uint8Array): void {
		const { length } = bytes;
		const at = this.#reserve(length);
		if (length > SHORT) this.#bytes.set(bytes, at);
		else for (let i = 0; i < length; i++) this.#bytes[at + i] = bytes[i] as number;
	}

	#reserve(count: number): number {
		const start = this.#length;
		const end = start + count;
		if (end > this.#bytes.length) {
			const grown = new Uint8Array(Math.max(end, this.#bytes.length * 2));
			grown.set(this.#bytes.subarray(0, start));
			this.#use(grown);
		}
		this.#length = end;
		return start;
	}

	#use(bytes: Uint8Array<ArrayBuffer>): void {
		this.#bytes = bytes;
		this.#view = new DataView(bytes.buffer);
	}

	#u8(value: number): void {
		const at = this.#reserve(1);
		this.#bytes[at] = value;
	}

	#u16(value: number): void {
		const at = this.#reserve(2);
		this.#view.setUint16(at, value);
	}

	#u32(value: number): void {
		const at = this.#reserve(4);
		this.#view.setUint32(at, value);
	}

	#u64(value: bigint): void {
		const at = this.#reserve(8);
		this.#view.setBigUint64(at, BigInt.asUintN(64, value));
	}

	#number(value: number): void {
		if (!Number.isSafeInteger(value)) throw new RangeError("Not an integer that MessagePack can carry exactly");
		if (value < 0) {
			if (value >= -0x20) this.#u8(value & 0xff);
			else if (value >= -0x80) {
				this.#u8(0xd0);
				this.#u8(value & 0xff);
			} else if (value >= -0x8000) {
				this.#u8(0xd1);
				this.#u16(value & 0xffff);
			} else if (value >= -0x8000_0000) {
				this.#u8(0xd2);
				this.#u32(value >>> 0);
			} else {
				this.#u8(0xd3);
				this.#u64(BigInt(value));
			}
		} else if (value < 0x80) this.#u8(value);
		else if (value < 0x100) {
			this.#u8(0xcc);
			this.#u8(value);
		} else if (value < 0x1_0000) {
			this.#u8(0xcd);
			this.#u16(value);
		} else if (value < 0x1_0000_0000) {
			this.#u8(0xce);
			this.#u32(value);
		} else {
			this.#u8(0xcf);
			this.#u64(BigInt(value));
		}
	}

	/** Writes a short text of ASCII alone, and tells so; writes nothing of any other. Much quicker than `TextEncoder`. */
	#ascii(text: string): boolean {
		const before = this.#length;
		const { length } = text;
		if (length < 32) this.#u8(0xa0 | length);
		else this.#header(length, 0xd9, 0xda, 0xdb);
		const at = this.#reserve(length);
		for (let i = 0; i < length; i++) {
			const code = text.charCodeAt(i);
			if (code >= 0x80) {
				this.#length = before;
				return false;
			}
			this.#bytes[at + i] = code;
		}
		return true;
	}

	#hex(hex: string): void {
		const size = hex.length / 2;
		const at = this.#reserve(size);
		for (let i = 0; i < size; i++)
			this.#bytes[at + i] = (digit(hex.charCodeAt(2 * i)) << 4) | digit(hex.charCodeAt(2 * i + 1));
	}

	#extHeader(type: number, length: number): void {
		const fixed = FIXED_SIZES.indexOf(length);
		if (fixed >= 0) this.#u8(0xd4 + fixed);
		else this.#header(length, 0xc7, 0xc8, 0xc9);
		this.#u8(type & 0xff);
	}

	#shortHeader(length: number, fix: number, code16: number, code32: number): void {
		if (length < 16) this.#u8(fix | length);
		else if (length < 0x1_0000) {
			this.#u8(code16);
			this.#u16(length);
		} else {
			this.#u8(code32);
			this.#u32(length);
		}
	}

	#header(length: number, code8: number, code16: number, code32: number): void {
		if (length < 0x100) {
			this.#u8(code8);
			this.#u8(length);
		} else if (length < 0x1_0000) {
			this.#u8(code16);
			this.#u16(length);
		} else {
			this.#u8(code32);
			this.#u32(length);
		}
	}
}

/** The value of a hexadecimal digit, from its ASCII code: ids are lowercase and were parsed before they come here. */
function digit(code: number): number {
	return code < 0x3a ? code - 0x30 : code - 0x57;
}
