import { type BigIntStats, constants } from "node:fs";
import { open, readdir, stat } from "node:fs/promises";
import { basename, resolve } from "node:path";
import { DateTime } from "@parallax/protocol";
import { SourceError, type SourceFile, type SourceFolder, type SourceNode } from "../source.ts";
import { reasonOf } from "./reason.ts";

/** How much of a file is read at once: a block of it. */
const PIECE = 524_288;

/**
 * A file or a folder of this computer, as something to import; links are followed.
 * @throws SourceError when nothing is there
 */
export async function diskSource(path: string): Promise<SourceNode> {
	return nodeAt(Buffer.from(path), basename(resolve(path)), []);
}

/** @param above the folders on the way, as `device:inode`: a link may lead back to one of them */
async function nodeAt(path: Buffer, name: string, above: readonly string[]): Promise<SourceNode> {
	let found: BigIntStats;
	try {
		found = await stat(path, { bigint: true });
	} catch (error) {
		throw new SourceError(`cannot stat file: ${reasonOf(error)}`, error);
	}
	if (found.isFile()) return file(path, name, found);
	if (!found.isDirectory()) return { kind: "oddity", name, problem: "unsupported file type" };
	const identity = `${found.dev}:${found.ino}`;
	if (above.includes(identity)) return { kind: "oddity", name, problem: "a link to a folder that it is in" };
	return folder(path, name, [...above, identity]);
}

function folder(path: Buffer, name: string, above: readonly string[]): SourceFolder {
	return {
		kind: "folder",
		name,
		async *entries() {
			let names: Buffer[];
			try {
				names = await readdir(path, { encoding: "buffer" });
			} catch (error) {
				throw new SourceError(`open error: ${reasonOf(error)}`, error);
			}
			for (const bytes of names.sort(Buffer.compare)) {
				const entry = bytes.toString();
				if (Buffer.compare(Buffer.from(entry), bytes) !== 0) {
					yield { kind: "oddity", name: entry, problem: "its name is not Unicode" };
					continue;
				}
				try {
					yield await nodeAt(Buffer.concat([path, SEPARATOR, bytes]), entry, above);
				} catch (error) {
					if (!(error instanceof SourceError)) throw error;
					yield { kind: "oddity", name: entry, problem: error.message };
				}
			}
		},
	};
}

const SEPARATOR = Buffer.from("/");

function file(path: Buffer, name: string, { size, mtimeNs }: BigIntStats): SourceFile {
	return {
		kind: "file",
		name,
		size,
		modified: DateTime.fromMicroseconds(mtimeNs / 1000n),
		async *content() {
			try {
				yield* read(path, size, mtimeNs);
			} catch (error) {
				if (error instanceof SourceError) throw error;
				throw new SourceError(`open error: ${reasonOf(error)}`, error);
			}
		},
	};
}

/** Whole pieces, and the rest. A file that somebody writes in meanwhile is told: half of it is of another time. */
async function* read(path: Buffer, size: bigint, mtimeNs: bigint): AsyncGenerator<Uint8Array, void> {
	// A pipe that took the place of the file would never end.
	const handle = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
	try {
		let offset = 0n;
		while (offset < size) {
			const left = size - offset;
			const piece = Buffer.allocUnsafeSlow(left < PIECE ? Number(left) : PIECE);
			let filled = 0;
			while (filled < piece.length) {
				const { bytesRead } = await handle.read(piece, filled, piece.length - filled, Number(offset) + filled);
				if (bytesRead === 0) throw new SourceError("it changed while it was read");
				filled += bytesRead;
			}
			offset += BigInt(filled);
			if (offset === size) await mustBeStill(handle, size, mtimeNs);
			yield piece;
		}
		if (size === 0n) await mustBeStill(handle, size, mtimeNs);
	} finally {
		await handle.close();
	}
}

async function mustBeStill(handle: Awaited<ReturnType<typeof open>>, size: bigint, mtimeNs: bigint): Promise<void> {
	const now = await handle.stat({ bigint: true });
	if (now.size !== size || now.mtimeNs !== mtimeNs) throw new SourceError("it changed while it was read");
}
