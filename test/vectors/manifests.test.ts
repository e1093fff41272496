import assert from "node:assert/strict";
import { test } from "node:test";
import { decryptObject, decryptSigned, encryptSigned, verifyKeyOf } from "@parallax/crypto";
import {
	ChildManifest,
	type DataType,
	DateTime,
	DecodeError,
	DeviceID,
	RootManifest,
	SecretKey,
	SigningKey,
	UserManifest,
	VerifyKey,
	VlobID,
} from "@parallax/protocol";
import { bytes, checkValue, type DataCase, type DataValue, dataTypeNamed } from "./dataSupport.ts";
import { loadVectors } from "./support.ts";

interface ManifestCase extends DataCase {
	readonly key: string;
	readonly signing_key_seed: string;
	readonly verify_key: string;
	readonly expected_author: string;
	readonly expected_timestamp: string;
	readonly expected_id: string;
	readonly expected_version: number;
	readonly signed: string;
	readonly hex: string;
	/** As a child of a workspace. */
	readonly accept?: boolean;
	readonly tolerance?: boolean;
}

const cases = loadVectors<ManifestCase>("manifests.json");
const roots = cases.filter(({ name }) => name === "folder.root.empty");
const others = cases.filter(({ name }) => name !== "folder.root.empty");
const as = (type: DataType<unknown>) => type as DataType<DataValue>;

function open(type: DataType<DataValue>, vector: ManifestCase): DataValue {
	return decryptSigned(
		type,
		bytes(vector.hex),
		new SecretKey(bytes(vector.key)),
		VerifyKey.fromBytes(bytes(vector.verify_key)),
		{
			author: DeviceID.parse(vector.expected_author),
			timestamp: DateTime.parse(vector.expected_timestamp),
			id: VlobID.parse(vector.expected_id),
			version: vector.expected_version,
		},
	);
}

test("manifests.json: every manifest is read and written as the official implementation does", () => {
	const accepted = others.filter(({ accept, tolerance }) => accept !== false && tolerance !== true);
	assert(accepted.length > 0);
	for (const vector of accepted) {
		const type = vector.class === "UserManifest" ? as(UserManifest) : as(ChildManifest);
		const value = open(type, vector);
		checkReread(type, value, vector);
	}
});

/** Hand-made cases hold things which are not written back: they are only compared by what they mean. */
function checkReread(type: DataType<DataValue>, value: DataValue, vector: ManifestCase): void {
	if (vector.accept === undefined) checkValue(type, value, vector);
	const key = new SecretKey(bytes(vector.key));
	const signingKey = new SigningKey(bytes(vector.signing_key_seed));
	const again = encryptSigned(type, value, signingKey, key);
	assert.deepEqual(decryptSigned(type, again, key, verifyKeyOf(signingKey)), value, vector.name);
}

test("manifests.json: broken layouts are refused", () => {
	const refused = others.filter(({ accept }) => accept === false);
	assert(refused.length > 0);
	for (const vector of refused) assert.throws(() => open(as(ChildManifest), vector), DecodeError, vector.name);
});

test("manifests.json: a root is read as a root, and never as a child; a child never as a root", () => {
	assert(roots.length > 0);
	for (const vector of roots) {
		checkValue(as(RootManifest), open(as(RootManifest), vector), vector);
		assert.throws(() => open(as(ChildManifest), vector), DecodeError);
	}
	const child = others.find(({ name }) => name === "folder.one-child");
	assert(child);
	assert.throws(() => open(as(RootManifest), child), DecodeError);
});

test("client-local-manifests.json: what a workspace stores and, since 3.10, the origin of files", async (t) => {
	const stored = loadVectors<ManifestCase & { encrypted?: string; encrypted_signed?: string }>(
		"client-local-manifests.json",
	);
	assert(stored.length > 0);
	for (const vector of stored)
		await t.test(vector.name, () => {
			const type = vector.name === "root" ? as(RootManifest) : dataTypeNamed(vector.class);
			if (vector.encrypted_signed !== undefined) {
				checkValue(type, open(type, { ...vector, hex: vector.encrypted_signed }), vector);
				return;
			}
			const value = decryptObject(type, bytes(vector.encrypted ?? ""), new SecretKey(bytes(vector.key)));
			checkValue(type, value, vector);
		});
});
