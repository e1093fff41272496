import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
	anonymousCaller,
	anonymousServerCaller,
	authenticatedCaller,
	ConnectionError,
	type ConnectionErrorKind,
	invitedCaller,
	type Network,
	tosCaller,
} from "@parallax/client";
import { newAccessToken, parseDeviceToken, verifyDeviceToken, verifyKeyOf } from "@parallax/crypto";
import {
	anonymousCommands,
	anonymousServerCommands,
	authenticatedCommands,
	DateTime,
	encodeReply,
	invitedCommands,
	OrganizationID,
	ServerAddr,
	tosCommands,
} from "@parallax/protocol";
import { DEVICE } from "../device/example.ts";

const SERVER = ServerAddr.parse("parsec3://parsec.invalid:6777?no_ssl=true");
const { ping } = authenticatedCommands.commands;
const PONG = encodeReply(ping, { status: "ok", pong: "hello" });

interface Sent {
	readonly url: string;
	readonly method: string | undefined;
	readonly headers: Headers;
	readonly body: Uint8Array;
}

/** A network where every request has the same end; `sent` keeps what was asked. */
function network(answer: () => Response | Promise<Response>, userAgent: string | null = "Parsec-Client/0 Linux") {
	const sent: Sent[] = [];
	let seconds = 1_700_000_000n;
	const net: Network = {
		userAgent,
		now: () => DateTime.fromMicroseconds(seconds++ * 1_000_000n),
		fetch: async (url, init) => {
			const body = init?.body as Uint8Array;
			sent.push({ url: String(url), method: init?.method, headers: new Headers(init?.headers), body });
			return answer();
		},
	};
	return { sent, net };
}

const ok = (content: Uint8Array) => () => new Response(content.slice());
const status =
	(code: number, headers: Record<string, string> = {}) =>
	() =>
		new Response(JSON.stringify({ detail: "whatever" }), { status: code, headers });

const callers: Record<string, (net: Network) => Promise<unknown>> = {
	anonymous: (net) =>
		anonymousCaller(net, SERVER, DEVICE.organization_id).call(anonymousCommands.commands.ping, { ping: "hello" }),
	anonymous_server: (net) =>
		anonymousServerCaller(net, SERVER).call(anonymousServerCommands.commands.ping, { ping: "hello" }),
	invited: (net) =>
		invitedCaller(net, SERVER, DEVICE.organization_id, newAccessToken()).call(invitedCommands.commands.ping, {
			ping: "hello",
		}),
	authenticated: (net) => authenticatedCaller(net, DEVICE).call(ping, { ping: "hello" }),
};

async function failure(call: Promise<unknown>): Promise<ConnectionError> {
	const error = await call.then(
		() => undefined,
		(error: unknown) => error,
	);
	assert(error instanceof ConnectionError, String(error));
	return error;
}

describe("each HTTP status has a meaning (transport.md §5, §8.2)", () => {
	const MEANINGS: readonly (readonly [number, ConnectionErrorKind])[] = [
		[404, "organization_not_found"],
		[406, "not_supported"],
		[410, "invitation_gone"],
		[413, "too_large"],
		[415, "not_supported"],
		[460, "organization_expired"],
		[461, "user_revoked"],
		[462, "user_frozen"],
		[463, "must_accept_tos"],
		[464, "web_client_not_allowed"],
		[498, "clock_drift"],
		[502, "offline"],
		[503, "offline"],
		[504, "offline"],
		[201, "invalid_response"],
		[400, "invalid_response"],
		[405, "invalid_response"],
		[422, "invalid_response"],
		[429, "invalid_response"],
		[500, "invalid_response"],
	];
	for (const [code, kind] of MEANINGS) {
		test(`${code}: ${kind}`, async () => {
			for (const call of Object.values(callers))
				assert.equal((await failure(call(network(status(code)).net))).kind, kind);
		});
	}

	for (const [family, kind] of [
		["authenticated", "bad_authentication"],
		["invited", "invitation_not_found"],
		// Who proves nothing cannot be refused for it.
		["anonymous", "invalid_response"],
		["anonymous_server", "invalid_response"],
	] as const) {
		test(`401 and 403, ${family}: ${kind}`, async () => {
			for (const code of [401, 403]) {
				assert.equal((await failure(callers[family]?.(network(status(code)).net) ?? assert.fail())).kind, kind);
			}
		});
	}

	test("422 tells which versions the server speaks", async () => {
		const { net } = network(status(422, { "Supported-Api-Versions": "4.2;5.3" }));
		const error = await failure(authenticatedCaller(net, DEVICE).call(ping, { ping: "hello" }));
		assert.equal(error.kind, "unsupported_api_version");
		assert.deepEqual(error.supportedVersions, ["4.2", "5.3"]);
	});

	test("no failure repeats what the server wrote", async () => {
		for (const [code] of MEANINGS) {
			const { message } = await failure(
				authenticatedCaller(network(status(code)).net, DEVICE).call(ping, { ping: "" }),
			);
			assert.doesNotMatch(message, /whatever/);
		}
	});
});

describe("a request without reply", () => {
	test("is offline when the network fails, with its cause", async () => {
		const cause = new TypeError("fetch failed");
		const error = await failure(
			authenticatedCaller(network(() => Promise.reject(cause)).net, DEVICE).call(ping, { ping: "" }),
		);
		assert.equal(error.kind, "offline");
		assert.equal(error.cause, cause);
	});

	test("is offline when the reply is cut", async () => {
		const cut = new ReadableStream({
			start(controller) {
				controller.enqueue(PONG.subarray(0, 3));
				controller.error(new TypeError("terminated"));
			},
		});
		const error = await failure(
			authenticatedCaller(network(() => new Response(cut)).net, DEVICE).call(ping, { ping: "" }),
		);
		assert.equal(error.kind, "offline");
	});

	test("is an invalid response when its body is none", async () => {
		for (const body of [
			new Uint8Array(),
			PONG.subarray(0, -1),
			new TextEncoder().encode("<html>"),
			Uint8Array.of(0xc0),
		]) {
			const { kind } = await failure(authenticatedCaller(network(ok(body)).net, DEVICE).call(ping, { ping: "" }));
			assert.equal(kind, "invalid_response");
		}
	});
});

test("the reply of the command is given", async () => {
	for (const call of Object.values(callers)) {
		assert.deepEqual(await call(network(ok(PONG)).net), { status: "ok", pong: "hello" });
	}
});

describe("requests", () => {
	test("go to the route of their family", async () => {
		const { net, sent } = network(ok(PONG));
		for (const call of Object.values(callers)) await call(net);
		await tosCaller(net, DEVICE)
			.call(tosCommands.commands.tos_get, {})
			.catch(() => {});
		await anonymousCaller(net, SERVER, OrganizationID.parse("Équipe")).call(anonymousCommands.commands.ping, {
			ping: "",
		});
		assert.deepEqual(
			sent.map(({ url }) => url),
			[
				"http://parsec.invalid:6777/anonymous/Org",
				"http://parsec.invalid:6777/anonymous_server",
				"http://parsec.invalid:6777/invited/Org",
				"https://parsec.invalid/authenticated/Org",
				"https://parsec.invalid/authenticated/Org/tos",
				"http://parsec.invalid:6777/anonymous/%C3%89quipe",
			],
		);
	});

	test("tell the version, the format and the program, and hold one command", async () => {
		const { net, sent } = network(ok(PONG));
		await callers["authenticated"]?.(net);
		const [{ method, headers, body }] = sent as [Sent];
		assert.equal(method, "POST");
		assert.match(headers.get("Api-Version") ?? "", /^5\.\d+$/);
		assert.equal(headers.get("Content-Type"), "application/msgpack");
		assert.equal(headers.get("User-Agent"), "Parsec-Client/0 Linux");
		assert.deepEqual(authenticatedCommands.decodeRequest(body), { command: ping, request: { ping: "hello" } });
	});

	test("leave the name of the program to the browser", async () => {
		const { net, sent } = network(ok(PONG), null);
		await callers["authenticated"]?.(net);
		assert.equal(sent[0]?.headers.has("User-Agent"), false);
	});

	test("prove who calls with a token of that instant, made for each", async () => {
		const { net, sent } = network(ok(PONG));
		const caller = authenticatedCaller(net, DEVICE);
		await caller.call(ping, { ping: "" });
		await caller.call(ping, { ping: "" });
		const tokens = sent.map(({ headers }) => {
			const [scheme, text = ""] = (headers.get("Authorization") ?? "").split(" ");
			assert.equal(scheme, "Bearer");
			const token = parseDeviceToken(text);
			assert(token);
			assert.equal(verifyDeviceToken(token, verifyKeyOf(DEVICE.signing_key)), true);
			assert.equal(token.id, DEVICE.device_id);
			return token.unixSeconds;
		});
		assert.deepEqual(tokens, [1_700_000_000, 1_700_000_001]);
	});

	test("of an invitation show its token; of nobody, none", async () => {
		const { net, sent } = network(ok(PONG));
		const token = newAccessToken();
		await invitedCaller(net, SERVER, DEVICE.organization_id, token).call(invitedCommands.commands.ping, { ping: "" });
		await callers["anonymous"]?.(net);
		await callers["anonymous_server"]?.(net);
		assert.deepEqual(
			sent.map(({ headers }) => headers.get("Authorization")),
			[`Bearer ${token}`, null, null],
		);
	});
});
