import type { DateTime, EntryName } from "@parallax/protocol";

/** What is to be done with a file that has the name of one that is imported or exported, and is another one. Asked once, for all. */
export type ConflictChoice =
	/** An error of that file; the others are transferred. */
	| "fail"
	| "replace"
	/** Under another name: `report (2).txt`. */
	| "keep_both"
	| "skip";

/** Where files are exported to. Whatever is not possible there is told, for a person, as `refused`. */
export interface SinkFolder {
	/** Made unless it is there. */
	folder(name: EntryName): Promise<{ readonly kind: "ok"; readonly folder: SinkFolder } | Refused>;
	file(name: EntryName, file: ExportedFile, onConflict: ConflictChoice): Promise<SinkOutcome>;
	/** All that it was to get is there. */
	finish(modified: DateTime): Promise<void>;
}

export interface ExportedFile {
	readonly size: bigint;
	readonly modified: DateTime;
}

export interface Refused {
	readonly kind: "refused";
	readonly why: string;
}

export type SinkOutcome =
	| { readonly kind: "ok"; readonly file: SinkFile }
	/** It was exported before: same size, same date. */
	| { readonly kind: "complete" }
	| { readonly kind: "skipped" }
	| Refused;

/** A file on its way: nobody sees it under its name before it is whole. */
export interface SinkFile {
	/** How many bytes of it an earlier export has left, which may be those of another version. */
	readonly written: bigint;
	read(offset: bigint, length: number): Promise<Uint8Array>;
	write(offset: bigint, bytes: Uint8Array): Promise<void>;
	/** It has `size` bytes, all written: gives it its date and its name. */
	finish(size: bigint): Promise<{ readonly kind: "ok" } | Refused>;
	/** It is not whole; what was written is kept for another time. */
	leave(): Promise<void>;
}
