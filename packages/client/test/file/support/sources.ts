import { DateTime } from "@parallax/protocol";
import { SourceError, type SourceFile, type SourceFolder, type SourceNode } from "../../../src/file/transfer/source.ts";

/** A tree as a test writes it: text or bytes are files, the rest are folders. */
export interface Tree {
	readonly [name: string]: string | Uint8Array | SourceNode | Tree;
}

export const MODIFIED = DateTime.parse("2020-02-02T02:02:02Z");

export function folderOf(tree: Tree, name = "source"): SourceFolder {
	return {
		kind: "folder",
		name,
		async *entries() {
			for (const [each, content] of Object.entries(tree)) yield nodeOf(each, content);
		},
	};
}

export function fileOf(name: string, content: string | Uint8Array, modified = MODIFIED): SourceFile {
	const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
	return {
		kind: "file",
		name,
		size: BigInt(bytes.length),
		modified,
		async *content() {
			// Not the pieces that blocks are made of.
			for (let from = 0; from < bytes.length; from += 300_000) yield bytes.subarray(from, from + 300_000);
		},
	};
}

/** A file that cannot be read to its end. */
export function brokenFile(name: string, content: Uint8Array, readable: number): SourceFile {
	const file = fileOf(name, content);
	return {
		...file,
		async *content() {
			yield content.subarray(0, readable);
			throw new SourceError("the disk is broken");
		},
	};
}

function nodeOf(name: string, content: Tree[string]): SourceNode {
	if (typeof content === "string" || content instanceof Uint8Array) return fileOf(name, content);
	return isNode(content) ? content : folderOf(content, name);
}

function isNode(content: SourceNode | Tree): content is SourceNode {
	return typeof content["kind"] === "string";
}
