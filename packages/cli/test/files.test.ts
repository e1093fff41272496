import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { FileFailure, type FileFailureReason } from "@parallax/client";
import { DateTime, DecodeError, FsPath, SequesterServiceID } from "@parallax/protocol";
import fc from "fast-check";
import { byteCount } from "../src/arguments/shared.ts";
import { place } from "../src/file/place.ts";
import { readAhead } from "../src/file/readAhead.ts";
import { fileRefusal } from "../src/file/refusal.ts";
import { type Format, formatJson, type Json } from "../src/terminal/json.ts";
import { Listing } from "../src/terminal/listing.ts";
import { byteText, countText } from "../src/terminal/quantity.ts";

describe("where something is", () => {
	const typed = (text: string) => {
		const { workspace, path, asFolder } = place(text);
		return [workspace?.name ?? null, FsPath.format(path), asFolder];
	};

	test("is a path, in the workspace of --workspace or in the one before the colon", () => {
		assert.deepEqual(typed("/"), [null, "/", true]);
		assert.deepEqual(typed("/a/../b//c.txt"), [null, "/b/c.txt", false]);
		assert.deepEqual(typed("Contracts:/2026/"), ["Contracts", "/2026", true]);
		assert.deepEqual(typed("12:30: notes:/a:b"), ["12:30: notes", "/a:b", false]);
		const id = "3f2a".repeat(8);
		assert.equal(place(`${id}:/a`).workspace?.id, id);
	});

	test("is never a relative path", () => {
		for (const text of ["", "a", "a/b", "Contracts:", "Contracts:a", ":/a", "./a"])
			assert.throws(() => place(text), DecodeError, text);
	});
});

test("every reason why files cannot be worked with is told as what happened and what to do about it", () => {
	const service = SequesterServiceID.parse("a".repeat(32));
	const reasons: { readonly [K in FileFailureReason["kind"]]: Extract<FileFailureReason, { readonly kind: K }> } = {
		stopped: { kind: "stopped" },
		read_only: { kind: "read_only" },
		author_not_allowed: { kind: "author_not_allowed" },
		realm_archived: { kind: "realm_archived" },
		realm_deleted: { kind: "realm_deleted" },
		not_bootstrapped: { kind: "not_bootstrapped" },
		invalid_keys_bundle: { kind: "invalid_keys_bundle", detail: "malformed" },
		corrupted_key: { kind: "corrupted_key" },
		invalid_manifest: { kind: "invalid_manifest", detail: "bad_signature" },
		invalid_history: { kind: "invalid_history", detail: "too_recent" },
		invalid_block: { kind: "invalid_block", detail: "hash_digest_mismatch" },
		store_unavailable: { kind: "store_unavailable" },
		timestamp_out_of_ballpark: { kind: "timestamp_out_of_ballpark", server: DateTime.EPOCH, client: DateTime.EPOCH },
		rejected_by_sequester_service: { kind: "rejected_by_sequester_service", service, reason: null },
		sequester_service_unavailable: { kind: "sequester_service_unavailable", service },
		entry_too_large: { kind: "entry_too_large" },
		damaged_storage: { kind: "damaged_storage", detail: "root" },
		refused: { kind: "refused", status: "tea_pot" },
	};
	const told = Object.values(reasons).map((reason) => fileRefusal(new FileFailure(reason)));
	for (const { message, causes, next } of told) {
		assert.match(message, /^[A-Z].*[^.]$/);
		// The end of the sentence is added where it is shown.
		assert.match(next ?? "", /^[A-Z“].{20,}[^.]$/);
		for (const cause of causes) assert.match(cause, /^\S.*[^.]$/);
	}
	assert.equal(
		new Set(told.map(({ message }) => message)).size,
		told.length - 1,
		"two are about the same damaged keys",
	);
});

test("a number of bytes is typed as people say it", () => {
	assert.deepEqual(["0", "1500", "10k", "1.5M", "2GB", "1t"].map(byteCount), [
		0n,
		1500n,
		10_000n,
		1_500_000n,
		2_000_000_000n,
		1_000_000_000_000n,
	]);
	for (const typed of ["", "-1", "1.5", "0.0001k", "1e3", "10 k", "k", "1kk"])
		assert.throws(() => byteCount(typed), DecodeError, typed);
});

test("a number of bytes is shown with two digits at least, and never as 1000 of a unit", () => {
	assert.deepEqual([0, 999, 1000, 1049, 9949, 9950, 99_499, 999_499, 999_500, 20e9].map(byteText), [
		"0 B",
		"999 B",
		"1.0 kB",
		"1.0 kB",
		"9.9 kB",
		"10 kB",
		"99 kB",
		"999 kB",
		"1.0 MB",
		"20 GB",
	]);
	assert.deepEqual([countText(1, "entry", "entries"), countText(0, "file")], ["1 entry", "0 files"]);
});

test("a list that is written page by page is the same document as one that is written at once", () => {
	const values = fc.array(fc.array(fc.oneof(fc.string(), fc.record({ name: fc.string(), sizes: fc.array(fc.nat()) }))));
	fc.assert(
		fc.property(values, fc.constantFrom<Format>("json", "json-official"), (pages, format) => {
			let written = "";
			const write = (characters: string) => {
				written += characters;
			};
			const listing = new Listing<Json>(format, write, String, (value) => value);
			for (const page of pages) listing.add(page);
			listing.end();
			assert.equal(written, `${formatJson(pages.flat(), format === "json" ? "json" : "json-official")}\n`);
		}),
	);
});

test("a file is read piece by piece, from where to where one wants, though it becomes shorter meanwhile", async () => {
	const content = Uint8Array.from({ length: 9_000_000 }, (_, index) => index % 253);
	const file = {
		size: BigInt(content.length),
		length: content.length,
		async read(offset: bigint, length: number) {
			return content.subarray(Number(offset), Math.min(this.length, Number(offset) + length));
		},
	};
	const all = async (...range: readonly [bigint?, bigint?]) =>
		Buffer.concat(await Array.fromAsync(readAhead(file, ...range)));
	assert.equal(Buffer.compare(await all(), content), 0);
	assert.equal(Buffer.compare(await all(8_999_990n), content.subarray(8_999_990)), 0);
	assert.equal(Buffer.compare(await all(5n, 4_200_000n), content.subarray(5, 4_200_005)), 0);
	assert.equal((await all(9_000_000n)).length, 0);
	assert.equal((await all(10_000_000n, 5n)).length, 0);
	assert.equal((await all(0n, 0n)).length, 0);
	file.length = 5_000_000;
	assert.equal(Buffer.compare(await all(), content.subarray(0, 5_000_000)), 0);
});
