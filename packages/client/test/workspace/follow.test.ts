import assert from "node:assert/strict";
import { test } from "node:test";
import { ConnectionError, EventMonitor, type Network } from "@parallax/client";
import { authenticatedCommands, EntryName, encodeReply } from "@parallax/protocol";
import { followWorkspaces } from "../../src/workspace/follow.ts";
import { settle, VirtualTime } from "../events/virtualTime.ts";
import { FakeRealms } from "./fakeRealms.ts";

/** Alice's program, whose events come once `speak` is called. */
async function following() {
	const realms = new FakeRealms();
	const device = realms.history.bootstrap();
	const alice = realms.session(device);
	await alice.certificates.poll();
	const time = new VirtualTime();
	const failures: unknown[] = [];
	let stream: ReadableStreamDefaultController<Uint8Array> | undefined;
	const network: Network = {
		userAgent: null,
		now: () => realms.history.now,
		fetch: async (_, init) => {
			const body = new ReadableStream<Uint8Array>({
				start(controller) {
					stream = controller;
					init?.signal?.addEventListener("abort", () => controller.error(init.signal?.reason));
				},
			});
			return new Response(body, { headers: { "Content-Type": "text/event-stream" } });
		},
	};
	const monitor = new EventMonitor(network, device, { timer: time });
	const stop = followWorkspaces(monitor, alice.certificates, alice.workspaces, (error) => failures.push(error), time);
	/** The first event, which tells that the server is there. */
	const speak = () => {
		const event = encodeReply(authenticatedCommands.commands.events_listen, {
			status: "ok",
			event: "PINGED",
			ping: "",
		});
		stream?.enqueue(new TextEncoder().encode(`data:${event.toBase64()}\n\n`));
		return settle();
	};
	return { realms, device, alice, time, failures, monitor, stop, speak };
}

const MADE = ["realm_create", "realm_rotate_key", "realm_get_keys_bundle", "realm_rename"];

test("a workspace that is made while events are followed is made on the server by itself", async () => {
	const { realms, alice, failures, stop } = await following();
	const created = await alice.workspaces.create(EntryName.parse("Soon there"));
	assert(created.status === "ok");
	await settle();
	assert.deepEqual(realms.calls, MADE);
	assert.partialDeepStrictEqual(await alice.workspaces.find(created.id), { onServer: true, nameCertified: true });
	assert.deepEqual(failures, []);
	stop();
});

test("a certificate that makes something due is acted on, and a name that came is read", async () => {
	const { realms, device, alice, stop } = await following();
	const created = await alice.workspaces.create(EntryName.parse("Due"));
	assert(created.status === "ok");
	await settle();
	const bob = realms.history.addUser(device);
	realms.history.role(device, created.id, bob, "READER");
	realms.history.revoke(device, bob);
	await alice.certificates.poll();
	await settle();
	assert.deepEqual(realms.calls.slice(MADE.length), ["realm_unshare", "realm_rotate_key"]);
	stop();
});

test("what did not reach the server waits for it to be there again, and is then done", async () => {
	const { realms, alice, time, failures, monitor, stop, speak } = await following();
	realms.meddle = () => {
		throw new ConnectionError("offline");
	};
	monitor.start();
	const created = await alice.workspaces.create(EntryName.parse("Late"));
	assert(created.status === "ok");
	await settle();
	assert.equal(failures.length, 1);
	realms.honest();
	await time.advance(3_000);
	assert.equal((await alice.workspaces.find(created.id))?.onServer, false, "nothing tells that the server is there");
	await speak();
	assert.partialDeepStrictEqual(await alice.workspaces.find(created.id), { onServer: true, nameCertified: true });
	assert.equal(failures.length, 1);
	stop();
	await monitor.close();
});

test("what fails for another reason is told, and waits for its next occasion", async () => {
	const { realms, alice, time, failures, stop } = await following();
	realms.meddle = () => {
		throw new ConnectionError("organization_expired");
	};
	await alice.workspaces.create(EntryName.parse("First"));
	await settle();
	await time.advance(60_000);
	assert.equal(failures.length, 1);
	realms.honest();
	await alice.workspaces.create(EntryName.parse("Second"));
	await settle();
	assert.deepEqual(
		(await alice.workspaces.list()).map(({ name, onServer }) => [name, onServer]),
		[
			["First", true],
			["Second", true],
		],
	);
	stop();
});

test("after its end, nothing is done any more", async () => {
	const { realms, alice, stop } = await following();
	stop();
	await alice.workspaces.create(EntryName.parse("Later"));
	await settle();
	assert.deepEqual(realms.calls, []);
});
