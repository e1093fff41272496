import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import {
	AccessToken,
	accountCommands,
	anonymousCommands,
	anonymousServerCommands,
	authenticatedCommands,
	CLAIMER_STEPS,
	ClaimerStep,
	type Command,
	DateTime,
	DecodeError,
	decodeMsgpack,
	decodeReply,
	EmailAddress,
	Encoded,
	encodeMsgpack,
	encodeReply,
	encodeReplyParts,
	encodeRequest,
	Family,
	GREETER_STEPS,
	GreeterStep,
	GreetingAttemptID,
	invitedCommands,
	type ReplyOf,
	tosCommands,
	WireMap,
} from "@parallax/protocol";
import { toWire } from "./support/toWire.ts";

const families = [
	anonymousCommands,
	anonymousServerCommands,
	authenticatedCommands,
	invitedCommands,
	tosCommands,
	accountCommands,
];

test("a request is written by its command, and read back by its family", () => {
	const { invite_new_user } = authenticatedCommands.commands;
	const request = { claimer_email: EmailAddress.parse("zack@example.com"), send_email: true };

	const call = authenticatedCommands.decodeRequest(encodeRequest(invite_new_user, request));

	assert.equal(call.command, invite_new_user);
	assert.deepEqual(call.request, request);
});

test("a reply is written by the server and read by the client", () => {
	const { invite_greeter_start_greeting_attempt } = authenticatedCommands.commands;
	const reply: ReplyOf<typeof invite_greeter_start_greeting_attempt> = {
		status: "ok",
		greeting_attempt: GreetingAttemptID.parse("f3a1c0de000000000000000000000007"),
	};
	assert.deepEqual(
		decodeReply(invite_greeter_start_greeting_attempt, encodeReply(invite_greeter_start_greeting_attempt, reply)),
		reply,
	);
});

test("the fields of an event stand beside the status", () => {
	const { events_listen } = authenticatedCommands.commands;
	const reply = { status: "ok", event: "PINGED", ping: "hello" } as const;

	const bytes = encodeReply(events_listen, reply);

	assert.deepEqual(
		decodeMsgpack(bytes),
		new WireMap([
			["status", "ok"],
			["event", "PINGED"],
			["ping", "hello"],
		]),
	);
	assert.deepEqual(decodeReply(events_listen, bytes), reply);
});

test("a list that was encoded before goes into replies as it is, a large one as a part of its own", () => {
	const { certificate_get } = authenticatedCommands.commands;
	const { common_certificates: Certificates } = certificate_get.replies.ok;
	for (const [size, parts] of [
		[10, 1],
		[20_000, 3],
	] as const) {
		const plain = {
			status: "ok",
			common_certificates: [new Uint8Array(size).fill(1), new Uint8Array(3)],
			sequester_certificates: [Uint8Array.of(7)],
			shamir_recovery_certificates: [],
			realm_certificates: new Map(),
		} as const;
		const prepared = { ...plain, common_certificates: new Encoded(Certificates, plain.common_certificates) };

		assert.equal(encodeReplyParts(certificate_get, prepared).length, parts);
		assert.deepEqual(encodeReply(certificate_get, prepared), encodeReply(certificate_get, plain));
		assert.deepEqual(decodeReply(certificate_get, encodeReply(certificate_get, prepared)), plain);
	}
});

test("a request without field is the command's name and nothing else", () => {
	for (const { commands } of families) {
		for (const called of Object.values<Command>(commands)) {
			if (Object.keys(called.request).length > 0) continue;
			assert.deepEqual(decodeMsgpack(encodeRequest(called, {})), new WireMap([["cmd", called.name]]), called.name);
		}
	}
});

test("a status that this version does not know is told as such, with its reason", () => {
	const bytes = encodeMsgpack(
		new WireMap([
			["status", "planet_on_fire"],
			["reason", "too many carbon emissions"],
			["more", 1],
		]),
	);
	assert.deepEqual(decodeReply(authenticatedCommands.commands.user_revoke, bytes), {
		status: "unknown_status",
		unknown_status: "planet_on_fire",
		reason: "too many carbon emissions",
	});
});

test("a known status without its fields is refused, not taken for an unknown one", () => {
	const bytes = encodeMsgpack(new WireMap([["status", "user_already_revoked"]]));
	assert.throws(() => decodeReply(authenticatedCommands.commands.user_revoke, bytes), DecodeError);
});

test("a command answers to its own family only", () => {
	const bytes = encodeRequest(tosCommands.commands.tos_get, {});
	assert.equal(tosCommands.decodeRequest(bytes).command, tosCommands.commands.tos_get);
	assert.throws(() => authenticatedCommands.decodeRequest(bytes), DecodeError);
});

test("a family refuses a command declared under another name", () => {
	assert.throws(
		() => new Family("example_cmds", { pong: anonymousCommands.commands.ping }),
		/ping is declared as pong/,
	);
});

test("a field of a later API version is left out when unset, and never nil", () => {
	const { async_enrollment_accept } = authenticatedCommands.commands;
	assert.deepEqual(
		decodeMsgpack(encodeReply(async_enrollment_accept, { status: "ok" })),
		new WireMap([["status", "ok"]]),
	);
	const nil = encodeMsgpack(
		new WireMap([
			["status", "ok"],
			["email_sent", null],
		]),
	);
	assert.throws(() => decodeReply(async_enrollment_accept, nil), DecodeError);
});

test("the greeting steps are listed in order, and none is missing", () => {
	for (const [steps, type] of [
		[GREETER_STEPS, GreeterStep],
		[CLAIMER_STEPS, ClaimerStep],
	] as const) {
		assert.deepEqual(
			steps.map((step) => Number(/\d/.exec(step)?.[0])),
			[0, 1, 2, 3, 4, 5, 6, 7, 8],
		);
		assert(type.shape.kind === "union");
		assert.deepEqual(new Set<string>(steps), new Set(Object.keys(type.shape.variants)));
	}
});

test("the greeter signifies trust by the digit 5", () => {
	assert.deepEqual(toWire(GreeterStep, { step: "5" }), new WireMap([["step", "5"]]));
	assert.throws(() => GreeterStep.decode(new WireMap([["step", "NUMBER_5_SIGNIFY_TRUST"]])), DecodeError);
});

test("an access token is plain bytes, never an extension", () => {
	const { invite_cancel } = authenticatedCommands.commands;
	const token = AccessToken.parse("d864b93ded264aae9ae583fd3d40c45a");
	const extension = toWire(GreetingAttemptID, GreetingAttemptID.parse(token));
	const forged = encodeMsgpack(
		new WireMap([
			["cmd", "invite_cancel"],
			["token", extension],
		]),
	);
	assert.deepEqual(authenticatedCommands.decodeRequest(encodeRequest(invite_cancel, { token })).request, { token });
	assert.throws(() => authenticatedCommands.decodeRequest(forged), DecodeError);
});

test("every command names the section of the specification that has it for title", () => {
	for (const { commands } of families) {
		for (const { name, spec } of Object.values<Command>(commands)) {
			const [file, section] = spec.split(" §");
			assert(file && section, `${name}: ${spec}`);
			const page = readFileSync(join(import.meta.dirname, "../../../docs/spec", file), "utf8");
			const title = page
				.split("\n")
				.find((line) => new RegExp(`^#+ ${section.replaceAll(".", "\\.")}\\.? `).test(line));
			assert.match(title ?? "", new RegExp(`\`${name}\``), `${name}: ${spec}`);
		}
	}
});

test("the dates of replies keep their microseconds", () => {
	const { user_revoke } = authenticatedCommands.commands;
	const reply = {
		status: "require_greater_timestamp",
		strictly_greater_than: DateTime.parse("2025-03-04T05:06:07.123456Z"),
	} as const;
	assert.equal(
		encodeReply(user_revoke, reply).toHex(),
		"82a6737461747573b9726571756972655f677265617465725f74696d657374616d70b57374726963746c795f677265617465725f" +
			"7468616ed70100062f7d3af9b000",
	);
});
