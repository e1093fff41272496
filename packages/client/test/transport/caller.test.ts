import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
	accountCaller,
	anonymousCaller,
	anonymousServerCaller,
	authenticatedCaller,
	ConnectionError,
	type ConnectionErrorKind,
	invitedCaller,
	type Network,
	tosCaller,
} from "@parallax/client";
import {
	newAccessToken,
	newId,
	newSecretKey,
	parseAccountToken,
	parseDeviceToken,
	verifyAccountToken,
	verifyDeviceToken,
	verifyKeyOf,
} from "@parallax/crypto";
import {
	AccountAuthMethodID,
	accountCommands,
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

const ACCOUNT = { methodId: newId(AccountAuthMethodID), macKey: newSecretKey() };
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

const MISSING = "missing_authentication";
const UNKNOWN = "invalid_response";
const ofOrganizations = (kind: ConnectionErrorKind) => [kind, UNKNOWN, kind, kind, kind, UNKNOWN] as const;
const ofDevices = (kind: ConnectionErrorKind) => [UNKNOWN, UNKNOWN, UNKNOWN, kind, kind, UNKNOWN] as const;

const callers = {
	anonymous: (net) =>
		anonymousCaller(net, SERVER, DEVICE.organization_id).call(anonymousCommands.commands.ping, { ping: "hello" }),
	anonymous_server: (net) =>
		anonymousServerCaller(net, SERVER).call(anonymousServerCommands.commands.ping, { ping: "hello" }),
	invited: (net) =>
		invitedCaller(net, SERVER, DEVICE.organization_id, newAccessToken()).call(invitedCommands.commands.ping, {
			ping: "hello",
		}),
	authenticated: (net) => authenticatedCaller(net, DEVICE).call(ping, { ping: "hello" }),
	tos: (net) => tosCaller(net, DEVICE).call(tosCommands.commands.tos_get, {}),
	authenticated_account: (net) =>
		accountCaller(net, SERVER, ACCOUNT).call(accountCommands.commands.ping, { ping: "hello" }),
} satisfies Record<string, (net: Network) => Promise<unknown>>;

/** Those whose `ping` is answered by `PONG`; the terms of service have none. */
const { tos: _, ...pinging } = callers;

async function failure(call: Promise<unknown>): Promise<ConnectionError> {
	const error = await call.then(
		() => undefined,
		(error: unknown) => error,
	);
	assert(error instanceof ConnectionError, String(error));
	return error;
}

describe("each HTTP status has the meaning that its family gives it (transport.md §5, §8.2)", () => {
	const FAMILIES = [
		"anonymous",
		"anonymous_server",
		"invited",
		"authenticated",
		"tos",
		"authenticated_account",
	] as const;
	const everywhere = (kind: ConnectionErrorKind) => [kind, kind, kind, kind, kind, kind] as const;
	const NONE = "invalid_response";

	/** One row per status, one column per family, in the order of `FAMILIES`. */
	const MEANINGS: readonly (readonly [code: number, meanings: readonly ConnectionErrorKind[]])[] = [
		[401, [NONE, NONE, MISSING, MISSING, MISSING, MISSING]],
		[403, [NONE, NONE, "invitation_not_found", "bad_authentication", "bad_authentication", "bad_authentication"]],
		[404, ofOrganizations("organization_not_found")],
		[406, everywhere("not_acceptable")],
		[410, [NONE, NONE, "invitation_gone", NONE, NONE, NONE]],
		[413, everywhere("too_large")],
		[415, everywhere("not_supported")],
		[460, ofOrganizations("organization_expired")],
		[461, ofDevices("user_revoked")],
		[462, ofDevices("user_frozen")],
		[463, ofDevices("must_accept_tos")],
		[464, ofOrganizations("web_client_not_allowed")],
		[498, ofDevices("clock_drift")],
		[502, everywhere("offline")],
		[503, everywhere("offline")],
		[504, everywhere("offline")],
		// 422 without the versions that it should tell, and what no server of this protocol answers.
		...[201, 302, 400, 405, 422, 429, 500, 501].map((code) => [code, everywhere(NONE)] as const),
	];
	for (const [code, meanings] of MEANINGS) {
		for (const [index, family] of FAMILIES.entries()) {
			const kind = meanings[index] ?? assert.fail();
			test(`${code}, ${family}: ${kind}`, async () => {
				const error = await failure(callers[family](network(status(code)).net));
				assert.equal(error.kind, kind);
				assert.equal(error.httpStatus, code, "what came is kept, for whoever looks into it");
			});
		}
	}

	test("the clock of the server is told with a drift, as far as its answer tells", async () => {
		const told = await failure(
			callers.authenticated(network(status(498, { Date: "Tue, 24 Nov 2026 14:00:00 GMT" })).net),
		);
		assert.equal(told.serverTime, DateTime.parse("2026-11-24T14:00:00Z"));
		for (const headers of [{}, { Date: "soon" }]) {
			assert.equal((await failure(callers.authenticated(network(status(498, headers)).net))).serverTime, undefined);
		}
	});

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
	for (const call of Object.values(pinging)) {
		assert.deepEqual(await call(network(ok(PONG)).net), { status: "ok", pong: "hello" });
	}
});

describe("requests", () => {
	test("go to the route of their family", async () => {
		const { net, sent } = network(ok(PONG));
		for (const call of Object.values(pinging)) await call(net);
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
				"http://parsec.invalid:6777/authenticated_account",
				"https://parsec.invalid/authenticated/Org/tos",
				"http://parsec.invalid:6777/anonymous/%C3%89quipe",
			],
		);
	});

	test("tell the version, the format and the program, and hold one command", async () => {
		const { net, sent } = network(ok(PONG));
		await callers.authenticated(net);
		const [{ method, headers, body }] = sent as [Sent];
		assert.equal(method, "POST");
		assert.match(headers.get("Api-Version") ?? "", /^5\.\d+$/);
		assert.equal(headers.get("Content-Type"), "application/msgpack");
		assert.equal(headers.get("User-Agent"), "Parsec-Client/0 Linux");
		assert.deepEqual(authenticatedCommands.decodeRequest(body), { command: ping, request: { ping: "hello" } });
	});

	test("leave the name of the program to the browser", async () => {
		const { net, sent } = network(ok(PONG), null);
		await callers.authenticated(net);
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

	test("of an account prove that its key is known", async () => {
		const { net, sent } = network(ok(PONG));
		await callers.authenticated_account(net);
		const token = parseAccountToken((sent[0]?.headers.get("Authorization") ?? "").replace("Bearer ", ""));
		assert(token);
		assert.equal(token.id, ACCOUNT.methodId);
		assert.equal(verifyAccountToken(token, ACCOUNT.macKey), true);
	});

	test("can be prepared for who has to send them alone: the very request that a call would send", async () => {
		const { net, sent } = network(ok(PONG));
		const invited = invitedCaller(net, SERVER, DEVICE.organization_id, newAccessToken());
		await invited.call(invitedCommands.commands.ping, { ping: "hello" });
		const { url, ...init } = invited.prepare?.(invitedCommands.commands.ping, { ping: "hello" }) ?? assert.fail();
		await net.fetch(url, init);
		const [called, alone] = sent.map(({ headers, ...rest }) => ({ ...rest, headers: [...headers] }));
		assert.deepEqual(alone, called);
	});

	test("that are given up throw why, and no failure of the network", async () => {
		const giveUp = new AbortController();
		const { net } = network(() => new Promise(() => {}));
		const fetch: typeof net.fetch = (_, init) =>
			new Promise((_, reject) => init?.signal?.addEventListener("abort", () => reject(new TypeError("aborted"))));
		const call = authenticatedCaller({ ...net, fetch }, DEVICE).call(ping, { ping: "" }, giveUp.signal);
		giveUp.abort(new Error("no longer needed"));
		await assert.rejects(call, { message: "no longer needed" });
	});

	test("of an invitation show its token; of nobody, none", async () => {
		const { net, sent } = network(ok(PONG));
		const token = newAccessToken();
		await invitedCaller(net, SERVER, DEVICE.organization_id, token).call(invitedCommands.commands.ping, { ping: "" });
		await callers.anonymous(net);
		await callers["anonymous_server"]?.(net);
		assert.deepEqual(
			sent.map(({ headers }) => headers.get("Authorization")),
			[`Bearer ${token}`, null, null],
		);
	});
});
