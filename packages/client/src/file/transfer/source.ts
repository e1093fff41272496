import type { DateTime } from "@parallax/protocol";

/** What is imported: a tree of a disk, of a browser's picker, of an archive… Names are as they are there, be they good for a workspace or not. */
export type SourceNode = SourceFile | SourceFolder | SourceOddity;

export interface SourceFile {
	readonly kind: "file";
	readonly name: string;
	/** In bytes, as far as is known before it is read. */
	readonly size: bigint;
	readonly modified: DateTime;
	/**
	 * Its bytes, from the first to the last, in pieces of any length that nobody changes afterwards. May be asked for again.
	 * @throws SourceError
	 */
	content(): AsyncIterable<Uint8Array>;
}

export interface SourceFolder {
	readonly kind: "folder";
	readonly name: string;
	/** What it has, in the same order each time. May be asked for again. @throws SourceError */
	entries(): AsyncIterable<SourceNode>;
}

/** Neither a file nor a folder, or something that cannot be looked at. */
export interface SourceOddity {
	readonly kind: "oddity";
	readonly name: string;
	readonly problem: string;
}

/** A part of the source cannot be read; `message` says why, to a person. The rest may be. */
export class SourceError extends Error {
	constructor(message: string, cause?: unknown) {
		super(message, { cause });
		this.name = "SourceError";
	}
}
