import { strict as assert } from "node:assert";
import { describe, test } from "node:test";
import * as protocol from "@parallax/protocol";
import {
	ChildManifest,
	CommonCertificate,
	type DataType,
	DateTime,
	DecodeError,
	DeviceCertificate,
	DeviceFile,
	DeviceID,
	DeviceLabel,
	decodeBare,
	decodeMsgpack,
	decodeV0,
	encodeAs,
	encodeBare,
	encodeV0,
	FileManifest,
	InviteShamirRecoveryData,
	LocalChildManifest,
	type LocalFileManifest,
	RevokedUserCertificate,
	ServerUrl,
	ShamirRecoveryBriefCertificate,
	ShamirRecoveryShareData,
	UserID,
	VerifyKey,
	VlobID,
	type Wire,
	WireMap,
} from "@parallax/protocol";
import fc from "fast-check";
import { toWire } from "./support/toWire.ts";

const author = DeviceID.parse("de".repeat(16));
const alice = UserID.parse("a1".repeat(16));
const bob = UserID.parse("b0".repeat(16));
const timestamp = DateTime.parse("2026-11-24T12:00:00.000001Z");
const id = VlobID.parse("f1".repeat(16));
const parent = VlobID.parse("f0".repeat(16));

const revoked: RevokedUserCertificate = { type: "revoked_user_certificate", author, timestamp, user_id: alice };

describe("framing", () => {
	test("an object reads back from its frame", () => {
		const framed = encodeV0(RevokedUserCertificate, revoked);
		assert.equal(framed[0], 0);
		assert.deepEqual(decodeV0(RevokedUserCertificate, framed), revoked);
		assert.deepEqual(decodeV0(CommonCertificate, framed), revoked);
	});

	test("an object of one type is never taken for another", () => {
		const framed = encodeV0(RevokedUserCertificate, revoked);
		assert.throws(() => decodeV0(protocol.UserUpdateCertificate, framed), DecodeError);
		assert.throws(() => decodeV0(protocol.RealmCertificate, framed), DecodeError);
	});

	test("another format, an empty input and an object beyond the limit are refused", () => {
		const framed = encodeV0(RevokedUserCertificate, revoked);
		assert.throws(() => decodeV0(RevokedUserCertificate, Uint8Array.of(1, ...framed.subarray(1))), DecodeError);
		assert.throws(() => decodeV0(RevokedUserCertificate, new Uint8Array()), DecodeError);
		assert.throws(() => decodeV0(RevokedUserCertificate, framed, 50), DecodeError);
	});

	test("a type without fields is still an object of its type", () => {
		const framed = encodeV0(InviteShamirRecoveryData, { type: "invite_shamir_recovery_data" });
		assert.deepEqual(decodeV0(InviteShamirRecoveryData, framed), { type: "invite_shamir_recovery_data" });
	});
});

describe("device certificate", () => {
	const certificate: DeviceCertificate = {
		type: "device_certificate",
		purpose: "STANDARD",
		author: null,
		timestamp,
		user_id: alice,
		device_id: author,
		device_label: DeviceLabel.parse("laptop"),
		verify_key: VerifyKey.fromBytes(new Uint8Array(32)),
		algorithm: "ED25519",
	};

	test("made before purposes existed, it is of a standard device", () => {
		const { entries } = toWire(DeviceCertificate, certificate) as WireMap;
		const without = new WireMap(entries.filter(([key]) => key !== "purpose"));
		assert.deepEqual(DeviceCertificate.decode(without), certificate);
		const nil = new WireMap(entries.map(([key, value]) => [key, key === "purpose" ? null : value]));
		assert.deepEqual(DeviceCertificate.decode(nil), certificate);
	});
});

describe("shamir recovery", () => {
	function brief(threshold: number, ...weights: readonly number[]): ShamirRecoveryBriefCertificate {
		const recipients = [
			bob,
			...Array.from({ length: weights.length }, (_, i) => UserID.fromBytes(new Uint8Array(16).fill(i))),
		];
		const per_recipient_shares = new Map(weights.map((weight, i) => [recipients[i] as UserID, weight]));
		return {
			type: "shamir_recovery_brief_certificate",
			author,
			timestamp,
			user_id: alice,
			threshold,
			per_recipient_shares,
		};
	}
	const roundTrip = (value: ShamirRecoveryBriefCertificate) =>
		decodeV0(ShamirRecoveryBriefCertificate, encodeV0(ShamirRecoveryBriefCertificate, value));

	test("takes from one to all of at most 255 shares", () => {
		for (const value of [brief(1, 1), brief(3, 1, 2), brief(255, 255), brief(255, 200, 55)])
			assert.deepEqual(roundTrip(value), value);
	});

	test("refuses a threshold that nobody reaches, none at all, and more shares than there are points", () => {
		for (const value of [brief(2, 1), brief(1), brief(0, 1), brief(1, 0), brief(1, 200, 56), brief(1, 256)])
			assert.throws(() => roundTrip(value), DecodeError);
	});

	test("a share of more than 255 parts is refused", () => {
		const share = Uint8Array.of(1, 2) as protocol.ShamirShare;
		const weighted_share = Array.from({ length: 256 }, () => share);
		assert.throws(() =>
			encodeV0(ShamirRecoveryShareData, { type: "shamir_recovery_share_data", author, timestamp, weighted_share }),
		);
	});
});

describe("file manifest", () => {
	const digest = protocol.HashDigest.fromBytes(new Uint8Array(32));
	function file(size: bigint, blocksize: bigint, ...extents: readonly (readonly [bigint, bigint])[]): FileManifest {
		const blocks = extents.map(([offset, size], i) => ({
			id: protocol.BlockID.fromBytes(new Uint8Array(16).fill(i)),
			offset,
			size,
			digest,
		}));
		return {
			type: "file_manifest",
			author,
			timestamp,
			id,
			parent,
			version: 1,
			created: timestamp,
			updated: timestamp,
			size,
			blocksize,
			blocks,
		};
	}
	const accepts = (manifest: FileManifest) =>
		assert.deepEqual(ChildManifest.decode(toWire(ChildManifest, manifest)), manifest);
	const refuses = (manifest: FileManifest) => assert.throws(() => toWire(FileManifest, manifest), DecodeError);

	test("may have holes anywhere, and blocks that do not fill their span", () => {
		accepts(file(0n, 8n));
		accepts(file(1000n, 8n));
		accepts(file(110n, 512n, [100n, 10n]));
		accepts(file(40n, 8n, [2n, 6n], [17n, 3n]));
		accepts(file(2n ** 64n - 1n, 2n ** 64n - 1n, [2n ** 64n - 2n, 1n]));
	});

	test("has ordered blocks, at most one per span, inside it and inside the file", () => {
		refuses(file(16n, 8n, [8n, 8n], [0n, 8n]));
		refuses(file(16n, 16n, [0n, 8n], [8n, 8n]));
		refuses(file(16n, 8n, [4n, 8n]));
		refuses(file(7n, 8n, [0n, 8n]));
		refuses(file(2n ** 64n - 1n, 2n ** 63n, [2n ** 64n - 1n, 2n ** 64n - 1n]));
		refuses(file(0n, 7n));
		refuses(file(0n, 0n));
		refuses({ ...file(0n, 8n), parent: id });
	});

	test("kept locally: each chunk is a window on its data, inside its span", () => {
		function local(...blocks: readonly (readonly (readonly [bigint, bigint, bigint, bigint])[])[]): LocalFileManifest {
			return {
				type: "local_file_manifest",
				base: file(0n, 8n),
				parent,
				need_sync: true,
				updated: timestamp,
				size: 32n,
				blocksize: 8n,
				blocks: blocks.map((chunks) =>
					chunks.map(([start, stop, raw_offset, raw_size]) => ({
						id: protocol.ChunkID.parse("c1".repeat(16)),
						start,
						stop,
						raw_offset,
						raw_size,
						access: null,
					})),
				),
			};
		}
		const roundTrip = (manifest: LocalFileManifest) => LocalChildManifest.decode(toWire(LocalChildManifest, manifest));
		for (const manifest of [
			local(),
			local([
				[0n, 4n, 0n, 4n],
				[5n, 8n, 4n, 12n],
			]),
			local([], [[8n, 16n, 0n, 32n]]),
		])
			assert.deepEqual(roundTrip(manifest), manifest);
		for (const manifest of [
			local([]),
			local([[4n, 4n, 0n, 8n]]),
			local([[0n, 4n, 1n, 8n]]),
			local([[0n, 4n, 0n, 3n]]),
			local([[0n, 9n, 0n, 9n]]),
			local([], [[7n, 9n, 7n, 2n]]),
			local([
				[0n, 4n, 0n, 4n],
				[3n, 6n, 3n, 3n],
			]),
			local([], [], [], [], [[32n, 33n, 32n, 1n]]),
			{ ...local(), parent: id },
		])
			assert.throws(() => roundTrip(manifest), DecodeError);
	});
});

test("the address of a server is read with or without slash, and written with", () => {
	assert.equal(ServerUrl.parse("https://parsec.example.com"), "https://parsec.example.com/");
	assert.equal(ServerUrl.parse("https://parsec.example.com:443/?x=1"), "https://parsec.example.com/");
	assert.equal(ServerUrl.parse("http://127.0.0.1:6777/"), "http://127.0.0.1:6777/");
	for (const wrong of [
		"",
		"parsec.example.com",
		"parsec3://parsec.example.com",
		"https://example.com/path",
		"https:///",
	])
		assert.throws(() => ServerUrl.parse(wrong), DecodeError, wrong);
});

describe("hostile input", () => {
	const dataTypes = Object.entries(protocol as Readonly<Record<string, unknown>>).filter(
		(entry): entry is [string, DataType<unknown>] => Array.isArray((entry[1] as { types?: unknown } | null)?.types),
	);

	/** Wire values of the shapes that messages are made of, some of them under the names of fields. */
	const names = dataTypes.flatMap(([, { shape, types }]) =>
		shape.kind === "union" ? [...types, ...Object.values(shape.variants).flatMap(Object.keys)] : [],
	);
	const { value: wire } = fc.letrec<{ value: Wire }>((tie) => ({
		value: fc.oneof(
			{ maxDepth: 4, depthSize: "small" },
			fc.constant(null),
			fc.boolean(),
			fc.maxSafeInteger(),
			fc.string(),
			fc.constantFrom(...names),
			fc.uint8Array({ maxLength: 40 }),
			fc.uint8Array({ minLength: 16, maxLength: 16 }).map((data) => new protocol.Ext(2, data)),
			fc.uint8Array({ minLength: 8, maxLength: 8 }).map((data) => new protocol.Ext(1, data)),
			fc.double().map((value) => new protocol.Float(value)),
			fc.array(tie("value"), { maxLength: 5 }),
			fc.array(fc.tuple(tie("value"), tie("value")), { maxLength: 5 }).map((entries) => new WireMap(entries)),
		),
	}));

	function onlyDecodeError(decode: () => unknown): void {
		try {
			decode();
		} catch (error) {
			assert.ok(error instanceof DecodeError, `${error}`);
		}
	}

	test("every data type is covered", () => assert.ok(dataTypes.length > 40));

	for (const [name, type] of dataTypes)
		test(`${name}: nothing but DecodeError`, () => {
			fc.assert(
				fc.property(fc.uint8Array(), (bytes) => {
					onlyDecodeError(() => decodeV0(type, bytes));
					onlyDecodeError(() => decodeV0(type, Uint8Array.of(0, ...bytes)));
					onlyDecodeError(() => decodeBare(type, bytes));
				}),
			);
			// Maps that have the right type and the names of the fields, with values of any shape.
			const [tag = ""] = type.types;
			const fields = type.shape.kind === "union" ? Object.keys(type.shape.variants[tag] ?? {}) : [];
			const almost = fc
				.tuple(...fields.map(() => wire))
				.map(
					(values) => new WireMap([["type", tag], ...values.map((value, i) => [fields[i] as string, value] as const)]),
				);
			fc.assert(fc.property(fc.oneof(almost, wire), (value) => onlyDecodeError(() => type.decode(value))));
		});

	test("the clear part of a device file is bounded", () => {
		assert.throws(() => decodeBare(DeviceFile, new Uint8Array(DeviceFile.maxSize + 1)), DecodeError);
	});

	test("what is bare has no frame", () => {
		const bare = encodeBare(RevokedUserCertificate, revoked);
		assert.deepEqual(bare, encodeAs(RevokedUserCertificate, revoked));
		assert.ok(decodeMsgpack(bare) instanceof WireMap);
		assert.throws(() => decodeV0(RevokedUserCertificate, bare), DecodeError);
	});
});
