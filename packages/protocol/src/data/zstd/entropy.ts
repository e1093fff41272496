import { DecodeError } from "../../errors.ts";

/** The entropy coders of zstd (RFC 8878 §4): FSE and Huffman tables, and the bit streams that they read. */

const corrupt = () => new DecodeError("not a valid zstd stream");

/** Index of the highest bit set; `value` is not zero. */
export function highestBit(value: number): number {
	return 31 - Math.clz32(value);
}

/** Bits read from the end of a byte string towards its start; the highest bit set of the last byte marks the end. */
export class BackwardBits {
	readonly #bytes: Uint8Array;
	/** Bits not read yet; below zero once more were asked for than there are. */
	left: number;

	constructor(bytes: Uint8Array) {
		const last = bytes[bytes.length - 1];
		if (!last) throw corrupt();
		this.#bytes = bytes;
		this.left = (bytes.length - 1) * 8 + highestBit(last);
	}

	/** The next `count` bits, at most 25; zeros stand for those before the start. */
	read(count: number): number {
		this.left -= count;
		return this.#at(this.left, count);
	}

	/** The same, without moving. */
	peek(count: number): number {
		return this.#at(this.left - count, count);
	}

	#at(position: number, count: number): number {
		if (count === 0) return 0;
		if (position < 0) {
			const known = count + position;
			return known <= 0 ? 0 : this.#at(0, known) << -position;
		}
		const bytes = this.#bytes;
		const at = position >>> 3;
		const word =
			((bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8) | ((bytes[at + 2] ?? 0) << 16) | ((bytes[at + 3] ?? 0) << 24)) >>>
			(position & 7);
		return word & (2 ** count - 1);
	}
}

/** A finite state machine: for each state, the symbol it stands for and how to reach the next one. */
export interface FseTable {
	readonly accuracy: number;
	readonly symbols: Uint8Array;
	readonly bits: Uint8Array;
	readonly bases: Uint16Array;
}

/** One symbol, always. */
export function constantTable(symbol: number): FseTable {
	return { accuracy: 0, symbols: Uint8Array.of(symbol), bits: new Uint8Array(1), bases: new Uint16Array(1) };
}

/** Table of a distribution: how often each symbol comes, -1 meaning less than once (RFC 8878 §4.1.1). */
export function fseTable(counts: readonly number[], accuracy: number): FseTable {
	const size = 1 << accuracy;
	const symbols = new Uint8Array(size);
	const next = new Uint16Array(counts.length);
	let high = size;
	for (const [symbol, count] of counts.entries()) {
		if (count === -1) symbols[--high] = symbol;
		next[symbol] = Math.abs(count);
	}
	const step = (size >>> 1) + (size >>> 3) + 3;
	let position = 0;
	for (const [symbol, count] of counts.entries())
		for (let i = 0; i < count; i++) {
			symbols[position] = symbol;
			do position = (position + step) & (size - 1);
			while (position >= high);
		}
	if (position !== 0) throw corrupt();
	const bits = new Uint8Array(size);
	const bases = new Uint16Array(size);
	for (let state = 0; state < size; state++) {
		const symbol = symbols[state] as number;
		const x = next[symbol] as number;
		next[symbol] = x + 1;
		bits[state] = accuracy - highestBit(x);
		bases[state] = (x << (bits[state] as number)) - size;
	}
	return { accuracy, symbols, bits, bases };
}

/** A table at the start of `bytes`, and how many bytes it takes. */
export function readFseTable(bytes: Uint8Array, maxAccuracy: number, maxSymbol: number): [FseTable, number] {
	let position = 0;
	function peek(count: number): number {
		const at = position >>> 3;
		const word = (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8) | ((bytes[at + 2] ?? 0) << 16);
		return (word >>> (position & 7)) & ((1 << count) - 1);
	}
	const accuracy = peek(4) + 5;
	position += 4;
	if (accuracy > maxAccuracy) throw corrupt();
	let remaining = 1 << accuracy;
	const counts: number[] = [];
	while (remaining > 0) {
		if (counts.length > maxSymbol || position > bytes.length * 8) throw corrupt();
		const width = highestBit(remaining + 1) + 1;
		const threshold = (1 << width) - 1 - (remaining + 1);
		const low = peek(width - 1);
		let value = peek(width);
		if (low < threshold) {
			value = low;
			position += width - 1;
		} else {
			position += width;
			if (value >= 1 << (width - 1)) value -= threshold;
		}
		const count = value - 1;
		remaining -= Math.abs(count);
		counts.push(count);
		if (count !== 0) continue;
		let repeat: number;
		do {
			repeat = peek(2);
			position += 2;
			for (let i = 0; i < repeat; i++) counts.push(0);
		} while (repeat === 3 && counts.length <= maxSymbol);
	}
	const used = (position + 7) >>> 3;
	if (remaining < 0 || counts.length > maxSymbol + 1 || used > bytes.length) throw corrupt();
	return [fseTable(counts, accuracy), used];
}

/** For each value of the next `maxBits` bits, the symbol that they start with and its width. */
export interface HuffmanTable {
	readonly maxBits: number;
	readonly symbols: Uint8Array;
	readonly bits: Uint8Array;
}

const MAX_HUFFMAN_BITS = 11;

/** A tree description at the start of `bytes` (RFC 8878 §4.2.1), and how many bytes it takes. */
export function readHuffmanTable(bytes: Uint8Array): [HuffmanTable, number] {
	const header = bytes[0] ?? 0;
	if (header >= 128) {
		const count = header - 127;
		const size = 1 + ((count + 1) >>> 1);
		if (size > bytes.length) throw corrupt();
		const weights = Array.from({ length: count }, (_, i) => {
			const pair = bytes[1 + (i >>> 1)] as number;
			return i % 2 === 0 ? pair >>> 4 : pair & 15;
		});
		return [huffmanTable(weights), size];
	}
	if (header === 0 || 1 + header > bytes.length) throw corrupt();
	return [huffmanTable(readWeights(bytes.subarray(1, 1 + header))), 1 + header];
}

/** Weights written by two interleaved FSE states. */
function readWeights(bytes: Uint8Array): number[] {
	const [table, used] = readFseTable(bytes, 6, 255);
	const bits = new BackwardBits(bytes.subarray(used));
	const states = [bits.read(table.accuracy), bits.read(table.accuracy)];
	if (bits.left < 0) throw corrupt();
	const weights: number[] = [];
	for (let turn = 0; ; turn ^= 1) {
		if (weights.length > 254) throw corrupt();
		const state = states[turn] as number;
		weights.push(table.symbols[state] as number);
		states[turn] = (table.bases[state] as number) + bits.read(table.bits[state] as number);
		if (bits.left < 0) {
			weights.push(table.symbols[states[turn ^ 1] as number] as number);
			return weights;
		}
	}
}

function huffmanTable(weights: number[]): HuffmanTable {
	const sum = weights.reduce((total, weight) => total + (weight > 0 ? 1 << (weight - 1) : 0), 0);
	if (sum === 0) throw corrupt();
	const maxBits = highestBit(sum) + 1;
	const rest = (1 << maxBits) - sum;
	if (maxBits > MAX_HUFFMAN_BITS || (rest & (rest - 1)) !== 0) throw corrupt();
	weights.push(highestBit(rest) + 1);
	// The two longest codes differ by their last bit only: they come in pairs.
	const longest = weights.filter((weight) => weight === 1).length;
	if (longest < 2 || longest % 2 !== 0) throw corrupt();
	const symbols = new Uint8Array(1 << maxBits);
	const bits = new Uint8Array(1 << maxBits);
	let at = 0;
	for (let weight = 1; weight <= maxBits; weight++)
		for (const [symbol, own] of weights.entries()) {
			if (own !== weight) continue;
			const end = at + (1 << (weight - 1));
			symbols.fill(symbol, at, end);
			bits.fill(maxBits + 1 - weight, at, end);
			at = end;
		}
	if (at !== 1 << maxBits) throw corrupt();
	return { maxBits, symbols, bits };
}

/** Fills `output` from one stream, which must hold exactly that. */
export function readHuffmanStream(table: HuffmanTable, bytes: Uint8Array, output: Uint8Array): void {
	const bits = new BackwardBits(bytes);
	for (let i = 0; i < output.length; i++) {
		const index = bits.peek(table.maxBits);
		output[i] = table.symbols[index] as number;
		bits.left -= table.bits[index] as number;
	}
	if (bits.left !== 0) throw corrupt();
}
