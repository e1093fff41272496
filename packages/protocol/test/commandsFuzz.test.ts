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
	encodeMsgpack,
	encodeReply,
	encodeRequest,
	invitedCommands,
	tosCommands,
} from "@parallax/protocol";
import fc from "fast-check";
import { loadVectors } from "../../../test/vectors/support.ts";
import { anyWire, replaceValue } from "./support/anyWire.ts";

/** Reads a message, and what it gives once written and read again; undefined when the message is refused. */
type Reader = (bytes: Uint8Array) => { first: unknown; again: unknown } | undefined;

/** A `DecodeError` is the only way in which hostile bytes may fail; any other error escapes and fails the test. */
function unlessRefused<T>(decode: () => T): T | undefined {
	try {
		return decode();
	} catch (error) {
		if (error instanceof DecodeError) return undefined;
		throw error;
	}
}

function requestReader(family: AnyFamily): Reader {
	return (bytes) => {
		const call = unlessRefused(() => family.decodeRequest(bytes));
		if (call === undefined) return undefined;
		return { first: call, again: family.decodeRequest(encodeRequest(call.command, call.request)) };
	};
}

function replyReader(command: Command): Reader {
	return (bytes) => {
		const reply = unlessRefused(() => decodeReply(command, bytes));
		if (reply === undefined || reply.status === "unknown_status") return undefined;
		return { first: reply, again: decodeReply(command, encodeReply(command, reply)) };
	};
}

function commandOf(family: AnyFamily, name: string): Command {
	const command = family.commands[name];
	assert(command, `the vectors have a command ${name}`);
	return command;
}

const families = {
	anonymous: anonymousCommands,
	anonymous_server: anonymousServerCommands,
	authenticated: authenticatedCommands,
	invited: invitedCommands,
	tos: tosCommands,
	authenticated_account: accountCommands,
};

interface Message {
	readonly name: string;
	readonly kind: "req" | "rep";
	readonly cmd: string;
	readonly hex: string;
}

/** Real messages, each with what reads it. The largest are left out: they only make the runs slow. */
const messages = Object.entries(families).flatMap(([name, family]) =>
	loadVectors<Message>(`protocol-${name}.json`)
		.filter(({ hex }) => hex.length < 4096)
		.map(({ kind, cmd, hex }) => ({
			bytes: Uint8Array.fromHex(hex),
			read: kind === "req" ? requestReader(family) : replyReader(commandOf(family, cmd)),
		})),
);

const readers = Object.values(families).flatMap((family) => [
	requestReader(family),
	...Object.values<Command>(family.commands).map(replyReader),
]);

/** One edit of the bytes: some removed at `at`, others put there. */
const edit = fc.record({ at: fc.nat(), remove: fc.nat({ max: 4 }), insert: fc.uint8Array({ maxLength: 4 }) });

function applyEdit(bytes: Uint8Array, { at, remove, insert }: { at: number; remove: number; insert: Uint8Array }) {
	const from = at % (bytes.length + 1);
	return Uint8Array.of(...bytes.subarray(0, from), ...insert, ...bytes.subarray(from + remove));
}

test("random bytes are refused by every reader, without any other error", () => {
	fc.assert(
		fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
			for (const read of readers) read(bytes);
		}),
	);
});

/** Checks what a reader makes of a message; tells whether it was understood. */
function understood(read: Reader, bytes: Uint8Array): boolean {
	const result = read(bytes);
	assert.deepEqual(result?.again, result?.first);
	return result !== undefined;
}

test("a real message with some bytes altered is refused, or reads the same once written again", () => {
	let count = 0;
	fc.assert(
		fc.property(fc.constantFrom(...messages), fc.array(edit, { minLength: 1, maxLength: 3 }), (message, edits) => {
			if (understood(message.read, edits.reduce(applyEdit, message.bytes))) count++;
		}),
		{ numRuns: 3000 },
	);
	assert(count > 0, "some altered messages are still well-formed");
});

test("a real message with one value replaced is refused, or reads the same once written again", () => {
	let count = 0;
	fc.assert(
		fc.property(fc.constantFrom(...messages), fc.nat({ max: 30 }), anyWire, (message, pick, replacement) => {
			const altered = replaceValue(decodeMsgpack(message.bytes), pick, replacement);
			if (understood(message.read, encodeMsgpack(altered))) count++;
		}),
		{ numRuns: 3000 },
	);
	assert(count > 0, "some altered messages are still well-formed");
});
