import { type EntryStat, statOf } from "../stat.ts";
import type { OpenedFile } from "./openedFile.ts";
import type { OpenOptions } from "./openedFiles.ts";

/** One opening of a file: what a descriptor is to a program. Close it. */
export class FileHandle {
	readonly #opened: OpenedFile;
	readonly #options: OpenOptions;
	readonly #whenClosed: (handle: FileHandle) => Promise<void>;
	#closing: Promise<void> | undefined;

	constructor(opened: OpenedFile, options: OpenOptions, whenClosed: (handle: FileHandle) => Promise<void>) {
		this.#opened = opened;
		this.#options = options;
		this.#whenClosed = whenClosed;
	}

	/** What is not stored yet included. */
	stat(): EntryStat {
		this.#check();
		return statOf(this.#opened.file, null);
	}

	/** The bytes of `[offset, offset + length)` that the file has; zeros where nothing was written. */
	read(offset: bigint, length: number): Promise<Uint8Array> {
		this.#check("read");
		return this.#opened.read(offset, BigInt(length));
	}

	/** Past the end it leaves a hole. Nothing written is no change. Gives how much was written: all of it. */
	write(offset: bigint, data: Uint8Array): Promise<number> {
		this.#check("write");
		return this.#opened.write(data, () => offset);
	}

	/** As `write`, but what would make the file longer is left out. Gives how much was written. */
	writeWithin(offset: bigint, data: Uint8Array): Promise<number> {
		this.#check("write");
		return this.#opened.write(
			data,
			() => offset,
			(file) => file.size,
		);
	}

	append(data: Uint8Array): Promise<number> {
		this.#check("write");
		return this.#opened.write(data, (file) => file.size);
	}

	resize(size: bigint, { onlyShorter = false } = {}): Promise<void> {
		this.#check("write");
		return this.#opened.resize(size, onlyShorter);
	}

	/** Everything written so far is on the disk of this device once settled. */
	flush(): Promise<void> {
		this.#check("write");
		return this.#opened.flush();
	}

	/** Stores what was written; the handle is of no use any more, even when that failed. */
	async close(): Promise<void> {
		this.#check();
		await this.end();
	}

	/** The same, also when whoever has it closes it at the moment. */
	end(): Promise<void> {
		this.#closing ??= this.#whenClosed(this);
		return this.#closing;
	}

	#check(use?: "read" | "write"): void {
		if (this.#closing) throw new Error("This file was closed");
		if (use && !this.#options[use]) throw new Error(`This file was not opened to ${use} it`);
	}
}
