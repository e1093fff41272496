import assert from "node:assert/strict";
import { test } from "node:test";
import * as protocol from "@parallax/protocol";
import {
	ApiVersion,
	DateTime,
	DecodeError,
	DeviceID,
	DeviceLabel,
	decodeMsgpack,
	EmailAddress,
	encodeAs,
	HumanHandle,
	type Type,
	UserID,
} from "@parallax/protocol";
import { loadVectors } from "./support.ts";

interface StringCase {
	readonly type: string;
	readonly input: string;
	readonly accept: boolean;
	readonly normalized: string;
	readonly [other: string]: unknown;
}

const cases = loadVectors<StringCase>("strings.json");

/** The cases of one type; never none. */
function casesOf(type: string): readonly StringCase[] {
	const found = cases.filter((vector) => vector.type === type);
	assert.ok(found.length > 0, `no case of ${type}`);
	return found;
}

/** The value, or `undefined` when it is refused; any other error than the decoders' own fails the test. */
function attempt<T>(make: () => T): T | undefined {
	try {
		return make();
	} catch (error) {
		assert.ok(error instanceof DecodeError, String(error));
		return undefined;
	}
}

interface Parsed extends Type<string> {
	parse?(text: string): string;
	readonly literals?: readonly string[];
}

/** Types of ours that the official module names alike. */
function typeNamed(name: string): Parsed | undefined {
	return (protocol as unknown as Readonly<Record<string, Parsed | undefined>>)[name];
}

/** Two enumerations whose names in the official module differ from what goes over the wire (data/README.md). */
const WIRE_LITERALS: Readonly<Record<string, string>> = {
	BLAKE2B_XSALSA20_POLY1305: "BLAKE2_XSALSA20_POLY1305",
	RSASSA_PSS_SHA256: "RSASSA-PSS-SHA256",
};

/** Either answer is right for other forms of a UUID or date than the usual ones (data/README.md). */
function tolerated({ type, input }: StringCase): boolean {
	if (type.endsWith("ID") && type !== "OrganizationID")
		return !/^[0-9a-f]{32}$|^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(input);
	return type === "DateTime" && !/T.*Z$/.test(input);
}

const texts = Map.groupBy(
	cases.filter(({ type, input }) => typeof input === "string" && type !== "ApiVersion" && type !== "DateTime"),
	({ type }) => type,
);

/** OpenBao's authentications and the advised protections are texts of any value (types.md §2.11); the others are below. */
const OTHERS = [
	"AdvisoryDeviceFilePrimaryProtection",
	"AdvisoryDeviceFileProtection",
	"HumanHandle.label",
	"OpenBaoAuthType",
];

for (const [name, group] of texts) {
	const type = typeNamed(name);
	if (!type) continue;
	test(`${name}: ${group.length} texts are accepted, refused and normalized alike`, () => {
		for (const vector of group) {
			const input: string = type.literals ? (WIRE_LITERALS[vector.input] ?? vector.input) : vector.input;
			const value: string | undefined = attempt(() => (type.parse ? type.parse(input) : type.decode(input)));
			if (!tolerated(vector)) assert.equal(value !== undefined, vector.accept, JSON.stringify(vector.input));
			if (value === undefined || !vector.accept) continue;
			assert.equal(value, type.literals ? input : vector.normalized);
			assert.equal(type.decode(decodeMsgpack(encodeAs(type, value))), value);
		}
	});
}

test("no kind of text of the vectors is left out", () => {
	assert.deepEqual([...texts.keys()].filter((name) => !typeNamed(name)).sort(), OTHERS);
	assert.ok(texts.size > 20);
});

test("HumanHandle: names are normalized, or refused", () => {
	for (const { input, accept, normalized } of casesOf("HumanHandle.label")) {
		const handle = attempt(() => HumanHandle.parse("alice@example.com", input));
		assert.equal(handle !== undefined, accept, JSON.stringify(input));
		if (handle) assert.equal(handle.label, normalized);
	}
	for (const { email, label, str, normalized } of casesOf("HumanHandle")) {
		const handle = HumanHandle.parse(email as string, label as string);
		assert.deepEqual(handle, normalized);
		assert.equal(HumanHandle.format(handle), str);
	}
});

test("HumanHandle and EmailAddress: only the address counts for equality, exactly as it is", () => {
	for (const { a, b, equal } of casesOf("HumanHandle.equality")) {
		const [one, other] = [a, b].map((pair) => HumanHandle.parse(...(pair as [string, string])));
		assert.equal(one?.email === other?.email, equal);
	}
	for (const { a, b, equal } of casesOf("EmailAddress.equality")) {
		assert.equal(EmailAddress.parse(a as string) === EmailAddress.parse(b as string), equal);
	}
});

test("redacted handles and labels are built from ids, and never read", () => {
	for (const { user_id, email, label, str } of casesOf("HumanHandle.new_redacted")) {
		const handle = HumanHandle.redacted(UserID.parse(user_id as string));
		assert.deepEqual(handle, { email, label });
		assert.equal(HumanHandle.format(handle), str);
		assert.ok(HumanHandle.isRedacted(handle));
	}
	for (const { email, label } of casesOf("HumanHandle.redacted_lookalike")) {
		assert.throws(() => HumanHandle.parse(email as string, label as string), DecodeError);
	}
	for (const { device_id, label } of casesOf("DeviceLabel.new_redacted")) {
		assert.equal(DeviceLabel.redacted(DeviceID.parse(device_id as string)), label);
	}
});

test("UserID: only 16 bytes make one", () => {
	for (const { input_hex, accept } of casesOf("UserID.from_bytes")) {
		assert.equal(attempt(() => UserID.fromBytes(Uint8Array.fromHex(input_hex as string))) !== undefined, accept);
	}
});

test("DateTime: RFC 3339 texts are read", () => {
	for (const vector of casesOf("DateTime")) {
		const instant = attempt(() => DateTime.parse(vector.input));
		if (!tolerated(vector)) assert.equal(instant !== undefined, vector.accept, vector.input);
		if (instant !== undefined && vector.accept) assert.equal(instant, microseconds(vector), vector.input);
	}
});

test("DateTime: an instant has one text and one wire form", () => {
	for (const vector of casesOf("DateTime.timestamp")) {
		const instant = DateTime.fromMicroseconds(microseconds(vector));
		assert.equal(DateTime.format(instant), vector["rfc3339"]);
		assert.equal(encodeAs(DateTime, instant).toHex(), vector["wire_ext_hex"]);
		assert.equal(DateTime.parse(vector["rfc3339"] as string), instant);
	}
});

function microseconds(vector: StringCase): bigint {
	return BigInt(vector["timestamp_micros"] as number | string);
}

test("ApiVersion: accepted and refused alike", () => {
	for (const vector of casesOf("ApiVersion")) {
		const version = attempt(() => ApiVersion.parse(vector.input));
		assert.equal(version !== undefined, vector.accept, vector.input);
		if (version) assert.equal(ApiVersion.format(version), vector.normalized);
	}
});
