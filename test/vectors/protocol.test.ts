import assert from "node:assert/strict";
import { test } from "node:test";
import {
	type AnyFamily,
	accountCommands,
	anonymousCommands,
	anonymousServerCommands,
	authenticatedCommands,
	type Command,
	DecodeError,
	decodeMsgpack,
	decodeReply,
	encodeReply,
	encodeRequest,
	invitedCommands,
	isUnit,
	type ReplySchema,
	struct,
	tosCommands,
} from "@parallax/protocol";
import { assertSameWire, loadVectors, toFields, toWire } from "./support.ts";

interface ProtocolCase {
	readonly name: string;
	readonly kind: "req" | "rep";
	readonly cmd: string;
	/** null for a request. */
	readonly status: string | null;
	readonly fields: unknown;
	/** null for the one message too large to be spelled out. */
	readonly wire: unknown;
	readonly hex: string;
}

interface NegativeCase {
	readonly group: string;
	readonly name: string;
	readonly family: string;
	readonly kind: "req" | "rep";
	/** null where the message does not even name a command. */
	readonly cmd: string | null;
	readonly accept: boolean;
	readonly tolerance?: boolean;
	readonly loads_as?: "unknown_status";
	readonly hex: string;
}

const families: readonly { readonly file: string; readonly family: AnyFamily }[] = [
	{ file: "protocol-anonymous.json", family: anonymousCommands },
	{ file: "protocol-anonymous_server.json", family: anonymousServerCommands },
	{ file: "protocol-authenticated.json", family: authenticatedCommands },
	{ file: "protocol-authenticated_account.json", family: accountCommands },
	{ file: "protocol-invited.json", family: invitedCommands },
	{ file: "protocol-tos.json", family: tosCommands },
];

function commandOf(family: AnyFamily, name: string): Command {
	const command = family.commands[name];
	assert(command, `${family.name} lacks the command ${name}`);
	return command;
}

function checkRequest(family: AnyFamily, { name, cmd, fields, wire, hex }: ProtocolCase): void {
	const bytes = Uint8Array.fromHex(hex);
	const { command, request } = family.decodeRequest(bytes);
	assert.equal(command, commandOf(family, cmd), name);
	assert.deepEqual(toFields(struct(command.request), request), fields, name);
	assertSameWire(
		decodeMsgpack(encodeRequest(command, request)),
		wire === null ? decodeMsgpack(bytes) : toWire(wire),
		name,
	);
}

function checkReply(family: AnyFamily, { name, cmd, status, fields, wire, hex }: ProtocolCase): void {
	const bytes = Uint8Array.fromHex(hex);
	const command = commandOf(family, cmd);
	const reply = decodeReply(command, bytes);
	if (reply.status === "unknown_status") {
		const { reason = null } = fields as { reason?: string | null };
		assert.match(name, /RepUnknownStatus/);
		assert.deepEqual(reply, { status: "unknown_status", unknown_status: status, reason }, name);
		return;
	}
	const schema = command.replies[reply.status] as ReplySchema;
	assert.equal(reply.status, status, name);
	assert.deepEqual(toFields(isUnit(schema) ? schema : struct(schema), reply), fields, name);
	assertSameWire(decodeMsgpack(encodeReply(command, reply)), wire === null ? decodeMsgpack(bytes) : toWire(wire), name);
}

function check(family: AnyFamily, vector: ProtocolCase): void {
	if (vector.kind === "req") checkRequest(family, vector);
	else checkReply(family, vector);
}

/** Of API 5.6, and so not among the vectors of the official release. */
const cryptpad = loadVectors<ProtocolCase & { readonly op: string }>("client-cryptpad.json").filter(
	({ op }) => op === "protocol",
);

for (const { file, family } of families) {
	test(`${file}: every message is read and written as the official implementation does`, () => {
		const cases = loadVectors<ProtocolCase>(file);
		assert(cases.length > 0);
		for (const vector of cases) check(family, vector);
	});

	test(`${file}: no command nor status lacks a vector`, () => {
		const cases = [...loadVectors<ProtocolCase>(file), ...(family === authenticatedCommands ? cryptpad : [])];
		const seen = new Set(cases.map(({ cmd, status }) => `${cmd} ${status}`));
		for (const { name, replies } of Object.values(family.commands))
			for (const status of [null, ...Object.keys(replies)]) assert(seen.has(`${name} ${status}`), `${name} ${status}`);
	});
}

test("client-cryptpad.json: every message of API 5.6 is read and written as the official implementation does", () => {
	assert(cryptpad.length > 0);
	for (const vector of cryptpad) check(authenticatedCommands, vector);
});

test("negative.json: altered messages are refused, or taken, as the official implementation does", () => {
	const cases = loadVectors<NegativeCase>("negative.json").filter(({ group }) => group === "protocol");
	assert(cases.length > 0);
	for (const { name, family: familyName, kind, cmd, accept, tolerance, loads_as, hex } of cases) {
		const family = families.find((known) => known.family.name === familyName)?.family;
		assert(family, familyName);
		const bytes = Uint8Array.fromHex(hex);
		let accepted = true;
		try {
			if (kind === "req") family.decodeRequest(bytes);
			else {
				const { status } = decodeReply(commandOf(family, cmd ?? ""), bytes);
				assert.equal(status === "unknown_status", loads_as === "unknown_status", name);
			}
		} catch (error) {
			assert(error instanceof DecodeError, `${name}: ${error}`);
			accepted = false;
		}
		if (tolerance !== true) assert.equal(accepted, accept, `${name} ${hex}`);
	}
});
