import { DecodeError } from "../../errors.ts";
import {
	BackwardBits,
	constantTable,
	type FseTable,
	fseTable,
	type HuffmanTable,
	readFseTable,
	readHuffmanStream,
	readHuffmanTable,
} from "./entropy.ts";
import type { Frame } from "./frames.ts";

const corrupt = () => new DecodeError("not a valid zstd stream");

/** What decompressed bytes are appended to: it grows with them, up to a limit, and serves as the window. */
export class Output {
	#bytes = new Uint8Array(1024);
	readonly #maxSize: number;
	size = 0;

	constructor(maxSize: number) {
		this.#maxSize = maxSize;
	}

	#reserve(count: number): number {
		const start = this.size;
		const end = start + count;
		if (end > this.#maxSize) throw new DecodeError("the decompressed data is beyond the size limit");
		if (end > this.#bytes.length) {
			const grown = new Uint8Array(Math.min(this.#maxSize, Math.max(end, this.#bytes.length * 2)));
			grown.set(this.#bytes.subarray(0, start));
			this.#bytes = grown;
		}
		this.size = end;
		return start;
	}

	append(bytes: Uint8Array): void {
		const start = this.#reserve(bytes.length);
		this.#bytes.set(bytes, start);
	}

	repeat(byte: number, count: number): void {
		const start = this.#reserve(count);
		this.#bytes.fill(byte, start, start + count);
	}

	/** Appends `count` bytes found `distance` back; they may overlap with what is appended. */
	copy(distance: number, count: number): void {
		const start = this.#reserve(count);
		const bytes = this.#bytes;
		if (distance >= count) bytes.copyWithin(start, start - distance, start - distance + count);
		else for (let i = start; i < start + count; i++) bytes[i] = bytes[i - distance] as number;
	}

	finish(): Uint8Array {
		return this.#bytes.slice(0, this.size);
	}
}

/** Extra bits of the codes of lengths of literals and matches, and what a code is worth with none (RFC 8878 §3.1.1.3.2.1.1). */
const LITERAL_BITS = codes(16, 1, 1, 1, 1, 2, 2, 3, 3, 4, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16);
const MATCH_BITS = codes(32, 1, 1, 1, 1, 2, 2, 3, 3, 4, 4, 5, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16);
const LITERAL_BASES = bases(LITERAL_BITS, 0);
const MATCH_BASES = bases(MATCH_BITS, 3);
const MAX_OFFSET_CODE = 31;

function codes(zeros: number, ...bits: readonly number[]): readonly number[] {
	return [...new Array<number>(zeros).fill(0), ...bits];
}

function bases(bits: readonly number[], first: number): readonly number[] {
	let base = first;
	return bits.map((count) => {
		const own = base;
		base += 2 ** count;
		return own;
	});
}

/** The tables in force where a block does not bring its own (RFC 8878 §3.1.1.3.2.2). */
const DEFAULT_LITERALS = fseTable(
	[4, 3, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 2, 3, 2, 1, 1, 1, 1, 1, -1, -1, -1, -1],
	6,
);
const DEFAULT_MATCHES = fseTable(
	[
		1, 4, 3, 2, 2, 2, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
		1, 1, 1, 1, 1, 1, 1, -1, -1, -1, -1, -1, -1, -1,
	],
	6,
);
const DEFAULT_OFFSETS = fseTable(
	[1, 1, 1, 1, 1, 1, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, -1, -1, -1, -1, -1],
	5,
);

/** Appends the content of one frame. @throws DecodeError */
export function decodeFrame(frame: Frame, output: Output): void {
	const start = output.size;
	const decoder = new FrameDecoder(output);
	for (const { kind, content, size } of frame.blocks) {
		if (kind === "raw") output.append(content);
		else if (kind === "repeat") output.repeat(content[0] as number, size);
		else decoder.block(content, size);
	}
	if (frame.contentSize !== null && output.size - start !== frame.contentSize)
		throw new DecodeError("a zstd frame does not hold what it announces");
}

/** What compressed blocks of one frame hand on to the next ones. */
class FrameDecoder {
	readonly #output: Output;
	readonly #start: number;
	#huffman: HuffmanTable | undefined;
	#literalTable: FseTable | undefined;
	#offsetTable: FseTable | undefined;
	#matchTable: FseTable | undefined;
	#recent: [number, number, number] = [1, 4, 8];

	constructor(output: Output) {
		this.#output = output;
		this.#start = output.size;
	}

	/** A compressed block, which may expand to at most `maxSize` bytes (RFC 8878 §3.1.1.3). */
	block(bytes: Uint8Array, maxSize: number): void {
		const [literals, used] = this.#literals(bytes, maxSize);
		const end = this.#output.size + maxSize;
		const rest = this.#sequences(bytes.subarray(used), literals, end);
		if (this.#output.size + rest.length > end) throw corrupt();
		this.#output.append(rest);
	}

	/** The literals section, and how many bytes it takes. */
	#literals(bytes: Uint8Array, maxSize: number): [Uint8Array, number] {
		const first = bytes[0] ?? 0;
		const kind = first & 3;
		const format = (first >>> 2) & 3;
		const header = (bytes[0] ?? 0) + (bytes[1] ?? 0) * 2 ** 8 + (bytes[2] ?? 0) * 2 ** 16 + (bytes[3] ?? 0) * 2 ** 24;
		if (kind < 2) {
			const headerSize = [1, 2, 1, 3][format] as number;
			const size = headerSize === 1 ? first >>> 3 : (header & (2 ** (headerSize * 8) - 1)) >>> 4;
			const end = headerSize + (kind === 0 ? size : 1);
			if (end > bytes.length || size > maxSize) throw corrupt();
			const content = bytes.subarray(headerSize, end);
			return [kind === 0 ? content : new Uint8Array(size).fill(content[0] as number), end];
		}
		const headerSize = [3, 3, 4, 5][format] as number;
		const width = [10, 10, 14, 18][format] as number;
		const whole = header + (bytes[4] ?? 0) * 2 ** 32;
		const size = Math.floor(whole / 16) % 2 ** width;
		const compressed = Math.floor(whole / 2 ** (4 + width)) % 2 ** width;
		const end = headerSize + compressed;
		if (end > bytes.length || size > maxSize) throw corrupt();
		let content = bytes.subarray(headerSize, end);
		if (kind === 2) {
			const [table, used] = readHuffmanTable(content);
			this.#huffman = table;
			content = content.subarray(used);
		}
		if (!this.#huffman) throw corrupt();
		const literals = new Uint8Array(size);
		if (format === 0) readHuffmanStream(this.#huffman, content, literals);
		else readFourStreams(this.#huffman, content, literals);
		return [literals, end];
	}

	/** Executes the sequences section; returns the literals left. The output does not grow beyond `limit`. */
	#sequences(bytes: Uint8Array, literals: Uint8Array, limit: number): Uint8Array {
		const first = bytes[0];
		if (first === undefined) throw corrupt();
		if (first === 0) {
			if (bytes.length !== 1) throw corrupt();
			return literals;
		}
		let at = 1;
		let count = first;
		if (first === 255) count = (bytes[1] ?? 0) + (bytes[2] ?? 0) * 256 + 0x7f00;
		else if (first >= 128) count = (first - 128) * 256 + (bytes[1] ?? 0);
		at += first === 255 ? 2 : first >= 128 ? 1 : 0;
		const modes = bytes[at++];
		if (modes === undefined || (modes & 3) !== 0) throw corrupt();

		function table(mode: number, known: FseTable, last: FseTable | undefined, accuracy: number, maxSymbol: number) {
			if (mode === 0) return known;
			if (mode === 1) {
				const symbol = bytes[at++];
				if (symbol === undefined || symbol > maxSymbol) throw corrupt();
				return constantTable(symbol);
			}
			if (mode === 3) {
				if (!last) throw corrupt();
				return last;
			}
			const [read, used] = readFseTable(bytes.subarray(at), accuracy, maxSymbol);
			at += used;
			return read;
		}
		const lengths = table(modes >>> 6, DEFAULT_LITERALS, this.#literalTable, 9, LITERAL_BITS.length - 1);
		const offsets = table((modes >>> 4) & 3, DEFAULT_OFFSETS, this.#offsetTable, 8, MAX_OFFSET_CODE);
		const matches = table((modes >>> 2) & 3, DEFAULT_MATCHES, this.#matchTable, 9, MATCH_BITS.length - 1);
		this.#literalTable = lengths;
		this.#offsetTable = offsets;
		this.#matchTable = matches;

		const output = this.#output;
		const bits = new BackwardBits(bytes.subarray(at));
		let lengthState = bits.read(lengths.accuracy);
		let offsetState = bits.read(offsets.accuracy);
		let matchState = bits.read(matches.accuracy);
		let used = 0;
		for (let i = 0; i < count; i++) {
			const offsetCode = offsets.symbols[offsetState] as number;
			const matchCode = matches.symbols[matchState] as number;
			const lengthCode = lengths.symbols[lengthState] as number;
			// An offset may have more bits than are read at once.
			const high = offsetCode > 16 ? bits.read(offsetCode - 16) * 2 ** 16 : 0;
			const offset = 2 ** offsetCode + high + bits.read(Math.min(offsetCode, 16));
			const match = (MATCH_BASES[matchCode] as number) + bits.read(MATCH_BITS[matchCode] as number);
			const length = (LITERAL_BASES[lengthCode] as number) + bits.read(LITERAL_BITS[lengthCode] as number);
			if (i < count - 1) {
				lengthState = (lengths.bases[lengthState] as number) + bits.read(lengths.bits[lengthState] as number);
				matchState = (matches.bases[matchState] as number) + bits.read(matches.bits[matchState] as number);
				offsetState = (offsets.bases[offsetState] as number) + bits.read(offsets.bits[offsetState] as number);
			}
			if (bits.left < 0 || used + length > literals.length || output.size + length + match > limit) throw corrupt();
			output.append(literals.subarray(used, used + length));
			used += length;
			const distance = this.#distance(offset, length);
			if (distance > output.size - this.#start) throw corrupt();
			output.copy(distance, match);
		}
		if (bits.left !== 0) throw corrupt();
		return literals.subarray(used);
	}

	/** Where a match starts: the three last distances have short names (RFC 8878 §3.1.1.5). */
	#distance(offset: number, literalLength: number): number {
		const [first, second, third] = this.#recent;
		if (offset > 3) {
			this.#recent = [offset - 3, first, second];
			return offset - 3;
		}
		const name = literalLength === 0 ? offset + 1 : offset;
		if (name === 1) return first;
		if (name === 2) {
			this.#recent = [second, first, third];
			return second;
		}
		const distance = name === 3 ? third : first - 1;
		if (distance === 0) throw corrupt();
		this.#recent = [distance, first, second];
		return distance;
	}
}

/** Four streams of a quarter each, after a table of the sizes of the first three (RFC 8878 §3.1.1.3.1.6). */
function readFourStreams(table: HuffmanTable, bytes: Uint8Array, output: Uint8Array): void {
	const quarter = (output.length + 3) >>> 2;
	let at = 6;
	for (let i = 0; i < 4; i++) {
		const size = i < 3 ? (bytes[i * 2] ?? 0) + (bytes[i * 2 + 1] ?? 0) * 256 : bytes.length - at;
		if (size < 0 || at + size > bytes.length || quarter * 3 > output.length) throw corrupt();
		const end = i < 3 ? quarter * (i + 1) : output.length;
		readHuffmanStream(table, bytes.subarray(at, at + size), output.subarray(quarter * i, end));
		at += size;
	}
}
