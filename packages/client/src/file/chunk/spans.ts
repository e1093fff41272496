import type { ChunkView } from "@parallax/protocol";

/** The chunks of one span of `blocksize` bytes of a file: at least one, in order, without overlap. */
export interface Span {
	/** `start / blocksize` of each of its chunks. */
	readonly index: bigint;
	readonly chunks: readonly ChunkView[];
}

interface Page {
	readonly number: bigint;
	readonly spans: readonly Span[];
}

/** Spans whose indexes have the same quotient share a page: what one change copies is a page, and the list of pages. */
const PAGE = 256n;

const EMPTY: readonly ChunkView[] = [];

/**
 * Content of a file, immutable and sparse: only the spans that hold something are kept, whatever the distance between
 * them; a remote manifest may have its only block at 2^60 (workspace-data.md §10.2).
 */
export class Spans {
	static readonly none = new Spans([]);
	private readonly pages: readonly Page[];

	private constructor(pages: readonly Page[]) {
		this.pages = pages;
	}

	/** From the chunks of the whole file, in order, each within one span. */
	static of(chunks: Iterable<ChunkView>, blocksize: bigint): Spans {
		const pages: { number: bigint; spans: { index: bigint; chunks: ChunkView[] }[] }[] = [];
		for (const chunk of chunks) {
			const index = chunk.start / blocksize;
			const number = index / PAGE;
			let page = pages.at(-1);
			if (page?.number !== number) {
				page = { number, spans: [] };
				pages.push(page);
			}
			const span = page.spans.at(-1);
			if (span?.index === index) span.chunks.push(chunk);
			else page.spans.push({ index, chunks: [chunk] });
		}
		return new Spans(pages);
	}

	/** Empty for a hole. */
	get(index: bigint): readonly ChunkView[] {
		const page = this.pages[firstFrom(this.pages, index / PAGE, ({ number }) => number)];
		if (page?.number !== index / PAGE) return EMPTY;
		const span = page.spans[firstFrom(page.spans, index, (each) => each.index)];
		return span?.index === index ? span.chunks : EMPTY;
	}

	/** The same but for one span; without chunks it becomes a hole. */
	with(index: bigint, chunks: readonly ChunkView[]): Spans {
		const number = index / PAGE;
		const at = firstFrom(this.pages, number, (page) => page.number);
		const found = this.pages[at]?.number === number;
		const spans = found ? (this.pages[at]?.spans ?? []) : [];
		const from = firstFrom(spans, index, (each) => each.index);
		const known = spans[from]?.index === index ? 1 : 0;
		const changed = spans.toSpliced(from, known, ...(chunks.length > 0 ? [{ index, chunks }] : []));
		return new Spans(
			this.pages.toSpliced(at, found ? 1 : 0, ...(changed.length > 0 ? [{ number, spans: changed }] : [])),
		);
	}

	/** Only the spans before `index`. */
	before(index: bigint): Spans {
		const number = index / PAGE;
		const at = firstFrom(this.pages, number, (page) => page.number);
		const whole = this.pages.slice(0, at);
		const page = this.pages[at];
		if (page?.number !== number) return new Spans(whole);
		const spans = page.spans.slice(
			0,
			firstFrom(page.spans, index, (each) => each.index),
		);
		return new Spans(spans.length > 0 ? [...whole, { number, spans }] : whole);
	}

	/** In order, those from `index` on. */
	*from(index: bigint): Generator<Span, void> {
		for (let at = firstFrom(this.pages, index / PAGE, ({ number }) => number); at < this.pages.length; at++) {
			for (const span of this.pages[at]?.spans ?? []) if (span.index >= index) yield span;
		}
	}

	/** In order. */
	[Symbol.iterator](): Generator<Span, void> {
		return this.from(0n);
	}

	/** Of the whole file, in order. */
	*chunks(): Generator<ChunkView, void> {
		for (const { chunks } of this) yield* chunks;
	}

	get last(): Span | undefined {
		return this.pages.at(-1)?.spans.at(-1);
	}

	/** How many spans hold something. */
	get count(): number {
		return this.pages.reduce((sum, { spans }) => sum + spans.length, 0);
	}
}

/** Where the first item whose key is `key` or more stands in a sorted list; its length when there is none. */
function firstFrom<T>(items: readonly T[], key: bigint, keyOf: (item: T) => bigint): number {
	let low = 0;
	let high = items.length;
	while (low < high) {
		const middle = (low + high) >> 1;
		const item = items[middle];
		if (item !== undefined && keyOf(item) < key) low = middle + 1;
		else high = middle;
	}
	return low;
}
