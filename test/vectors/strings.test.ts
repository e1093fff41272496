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
	encodeMsgpack,
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
			assert.equal(type.decode(decodeMsgpack(encodeMsgpack(type.encode(value)))), value);
		}
	});
}

test("no kind of text of the vectors is left out", () => {
	assert.deepEqual([...texts.keys()].filter((name) => !typeNamed(name)).sort(), OTHERS);
	assert.ok(texts.size > 20);
});

test("HumanHandle: names, equality and redacted forms", () => {
	const email = "alice@example.com";
	for (const { type, input, accept, normalized, ...rest } of cases) {
		if (type === "HumanHandle.label") {
			const handle = attempt(() => HumanHandle.parse(email, input));
			assert.equal(handle !== undefined, accept, JSON.stringify(input));
			if (handle) assert.equal(handle.label, normalized);
		} else if (type === "HumanHandle") {
			const handle = HumanHandle.parse(rest["email"] as string, rest["label"] as string);
			assert.equal(HumanHandle.format(handle), rest["str"]);
			assert.deepEqual(handle, normalized);
		} else if (type === "HumanHandle.equality") {
			const [a, b] = ([rest["a"], rest["b"]] as [string, string][]).map((pair) => HumanHandle.parse(...pair));
			assert.equal(a?.email === b?.email, rest["equal"]);
		} else if (type === "HumanHandle.new_redacted") {
			const handle = HumanHandle.redacted(UserID.parse(rest["user_id"] as string));
			assert.deepEqual(handle, { email: rest["email"], label: rest["label"] });
			assert.equal(HumanHandle.format(handle), rest["str"]);
			assert.ok(HumanHandle.isRedacted(handle));
		} else if (type === "HumanHandle.redacted_lookalike") {
			assert.equal(
				attempt(() => HumanHandle.parse(rest["email"] as string, rest["label"] as string)),
				undefined,
			);
		} else if (type === "EmailAddress.equality") {
			assert.equal(EmailAddress.parse(rest["a"] as string) === EmailAddress.parse(rest["b"] as string), rest["equal"]);
		} else if (type === "DeviceLabel.new_redacted") {
			assert.equal(DeviceLabel.redacted(DeviceID.parse(rest["device_id"] as string)), rest["label"]);
		} else if (type === "UserID.from_bytes") {
			const id = attempt(() => UserID.fromBytes(Uint8Array.fromHex(rest["input_hex"] as string)));
			assert.equal(id !== undefined, accept);
		}
	}
});

test("DateTime: RFC 3339 texts and wire forms", () => {
	for (const vector of cases.filter(({ type }) => type === "DateTime")) {
		const instant = attempt(() => DateTime.parse(vector.input));
		if (!tolerated(vector)) assert.equal(instant !== undefined, vector.accept, vector.input);
		if (instant !== undefined && vector.accept)
			assert.equal(instant, BigInt(vector["timestamp_micros"] as number | string), vector.input);
	}
	for (const vector of cases.filter(({ type }) => type === "DateTime.timestamp")) {
		const instant = DateTime.fromMicroseconds(BigInt(vector["timestamp_micros"] as number | string));
		assert.equal(DateTime.format(instant), vector["rfc3339"]);
		assert.equal(encodeMsgpack(DateTime.encode(instant)).toHex(), vector["wire_ext_hex"]);
		assert.equal(DateTime.parse(vector["rfc3339"] as string), instant);
	}
});

test("ApiVersion: accepted and refused alike", () => {
	for (const vector of cases.filter(({ type }) => type === "ApiVersion")) {
		const version = attempt(() => ApiVersion.parse(vector.input));
		assert.equal(version !== undefined, vector.accept, vector.input);
		if (version) assert.equal(ApiVersion.format(version), vector.normalized);
	}
});
