import assert from "node:assert/strict";
import { test } from "node:test";
import { deriveSecretKey, encrypt, newKeyDerivation, newSecretKey } from "@parallax/crypto";
import {
	ChildManifest,
	DateTime,
	DeviceID,
	decodeV0,
	type RealmRole,
	RootManifest,
	VerifyKey,
	VlobID,
	type VlobItem,
} from "@parallax/protocol";
import { loadVectors } from "../../../../../test/vectors/support.ts";
import type { Author } from "../../../src/file/remote/authors.ts";
import { judgeManifest } from "../../../src/file/remote/manifest.ts";
import { RealmKeys } from "../../../src/workspace/realmKeys.ts";

// The manifests that the official implementation made, as a server would give them.

interface ManifestCase {
	readonly name: string;
	readonly class: string;
	readonly verify_key: string;
	readonly expected_author: string;
	readonly expected_timestamp: string;
	readonly expected_id: string;
	readonly expected_version: number;
	readonly signed: string;
	readonly accept?: boolean;
}

const cases = loadVectors<ManifestCase>("manifests.json").filter(({ class: kind }) => kind !== "UserManifest");
const master = newKeyDerivation();
const keys = new RealmKeys([master], new Set(), newSecretKey());
const REALM = VlobID.parse("f0000000000000000000000000000008");

const isRoot = ({ name }: ManifestCase) => name.startsWith("folder.root");

function itemOf({
	expected_id,
	expected_author,
	expected_version,
	expected_timestamp,
	signed,
}: ManifestCase): VlobItem {
	const id = VlobID.parse(expected_id);
	const blob = encrypt(deriveSecretKey(master, id), Uint8Array.fromHex(signed));
	return [id, 1n, DeviceID.parse(expected_author), expected_version, DateTime.parse(expected_timestamp), blob];
}

function authorOf({ verify_key, expected_timestamp }: ManifestCase, role: RealmRole | null = "CONTRIBUTOR"): Author {
	const since = DateTime.parse(expected_timestamp);
	return {
		verifyKey: VerifyKey.fromBytes(Uint8Array.fromHex(verify_key)),
		since,
		revoked: null,
		roles: [{ since, role }],
	};
}

test("what the official implementation accepts is valid, and what it refuses malformed", () => {
	const seen = { valid: 0, malformed: 0 };
	for (const vector of cases) {
		const item = itemOf(vector);
		const judged = judgeManifest(item, isRoot(vector) ? item[0] : REALM, keys, authorOf(vector));
		// Version 0 is read as what was never uploaded: from a server, nobody would ever take it.
		if (vector.accept === false || vector.expected_version === 0) {
			assert.deepEqual(judged, { kind: "invalid", version: vector.expected_version, reason: "malformed" }, vector.name);
			seen.malformed++;
		} else {
			const content = Uint8Array.fromHex(vector.signed).subarray(64);
			const manifest = decodeV0(isRoot(vector) ? RootManifest : ChildManifest, content);
			assert.deepEqual(judged, { kind: "valid", manifest }, vector.name);
			seen.valid++;
		}
	}
	assert(seen.valid > 5 && seen.malformed > 3, JSON.stringify(seen));
});

test("a root is nothing but the root, and nothing else is", () => {
	for (const vector of cases.filter(({ accept }) => accept !== false)) {
		const item = itemOf(vector);
		const judged = judgeManifest(item, isRoot(vector) ? REALM : item[0], keys, authorOf(vector));
		assert.deepEqual(judged, { kind: "invalid", version: vector.expected_version, reason: "malformed" }, vector.name);
	}
});

test("each rule is told in its order", () => {
	const vector = cases.find(({ name }) => name === "folder.one-child");
	assert(vector);
	const [id, index, author, version, timestamp, blob] = itemOf(vector);
	const known = authorOf(vector);
	const judge = (item: VlobItem, by = known, having = keys) => {
		const judged = judgeManifest(item, REALM, having, by);
		return judged.kind === "valid" ? "valid" : judged.reason;
	};
	const before = DateTime.add(timestamp, -1n);
	const honest: VlobItem = [id, index, author, version, timestamp, blob];
	const reader = authorOf(vector, "READER");
	const otherKey = cases.find(({ verify_key }) => verify_key !== vector.verify_key)?.verify_key ?? "00".repeat(32);
	const corrupted = new RealmKeys([master], new Set([1n]), newSecretKey());

	assert.equal(judge(honest), "valid");
	assert.equal(judge([id, 2n, author, version, timestamp, new Uint8Array()]), "non_existent_key_index");
	assert.equal(judge([id, index, author, version, timestamp, new Uint8Array()], known, corrupted), "corrupted_key");
	assert.equal(judge([id, index, author, version, timestamp, blob.subarray(1)]), "cannot_decrypt");
	const unknown = judgeManifest(honest, REALM, keys, undefined);
	assert.deepEqual(unknown, { kind: "invalid", version, reason: "non_existent_author" });
	assert.equal(judge([id, index, author, version, before, blob]), "non_existent_author");
	assert.equal(judge(honest, { ...known, revoked: timestamp }), "revoked_author", "as of that very instant");
	assert.equal(judge(honest, { ...known, revoked: DateTime.add(timestamp, 1n) }), "valid", "not before");
	assert.equal(
		judge(honest, { ...reader, verifyKey: VerifyKey.fromBytes(Uint8Array.fromHex(otherKey)) }),
		"bad_signature",
	);
	assert.equal(judge([id, index, author, version + 1, timestamp, blob], reader), "cleartext_corrupted");
	assert.equal(judge([id, index, DeviceID.parse("0".repeat(32)), version, timestamp, blob]), "cleartext_corrupted");
	assert.equal(judge(honest, reader), "author_role_cannot_write");
	assert.equal(judge(honest, authorOf(vector, null)), "author_no_access_to_realm");
	assert.equal(judge(honest, { ...known, roles: [] }), "author_no_access_to_realm");
	const raised = [...reader.roles, { since: timestamp, role: "MANAGER" }] as const;
	assert.equal(judge(honest, { ...known, roles: raised }), "valid", "the last role that was given by then");
	const lowered = [...known.roles, { since: DateTime.add(timestamp, 1n), role: null }] as const;
	assert.equal(judge(honest, { ...known, roles: lowered }), "valid", "what is taken later is not taken now");
});
