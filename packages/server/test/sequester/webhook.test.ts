import assert from "node:assert/strict";
import { afterEach, before, beforeEach, test } from "node:test";
import { newId } from "@parallax/crypto";
import { DateTime, VlobID } from "@parallax/protocol";
import { SequesterAuthority, SequesteredOrganization, TestWebhook } from "../support/sequester.ts";
import { describeOnEngines } from "../support/server.ts";
import { bytes, succeed, Workspace } from "../support/workspace.ts";

describeOnEngines("webhooks of sequester services", (start) => {
	let authority: SequesterAuthority;
	let webhook: TestWebhook;
	let second: TestWebhook;
	before(async () => {
		authority = await SequesterAuthority.create();
	});
	beforeEach(async () => {
		[webhook, second] = [await TestWebhook.start(), await TestWebhook.start()];
	});
	afterEach(() => Promise.all([webhook.stop(), second.stop()]));

	/** A workspace whose first key no service has, and what the operator may do about it. */
	async function open() {
		const sequestered = await SequesteredOrganization.bootstrap(await start(), authority);
		const workspace = await Workspace.create(sequestered.organization);
		succeed(await workspace.rotate({ services: new Map() }));
		return { sequestered, organization: sequestered.organization, workspace };
	}

	test("a service sees each version before it is stored", async () => {
		const { sequestered, organization, workspace } = await open();
		const service = await sequestered.addService(webhook.config("/hook?secret=a%20b", "me:p%40ss@"));
		const vlob = newId(VlobID);
		let checkpointWhenAsked: unknown;
		webhook.answer = async (response) => {
			checkpointWhenAsked = succeed(await workspace.poll(0n)).current_checkpoint;
			response.end();
		};
		const [created, updated] = [organization.timestamp(), organization.timestamp()];
		succeed(await workspace.createVlob(vlob, { timestamp: created, blob: bytes("one") }));
		assert.equal(checkpointWhenAsked, 0n, "nothing is stored, and nobody waits, while it is asked");
		succeed(await workspace.updateVlob(vlob, 2, { timestamp: updated, blob: bytes("two") }));
		const common = {
			secret: "a b",
			type: "vlob_create_or_update",
			service_id: service,
			organization_id: organization.id,
			author: organization.admin.deviceId,
			realm_id: workspace.id,
			vlob_id: vlob,
			key_index: "1",
		};
		const request = {
			method: "POST",
			path: "/hook",
			authorization: `Basic ${Buffer.from("me:p@ss").toString("base64")}`,
		};
		assert.deepEqual(webhook.asked, [
			{ ...request, query: { ...common, version: "1", timestamp: DateTime.format(created) }, body: "one" },
			{ ...request, query: { ...common, version: "2", timestamp: DateTime.format(updated) }, body: "two" },
		]);
	});

	test("a service sees a new key, with its own access to it", async () => {
		const { sequestered, organization, workspace } = await open();
		const service = await sequestered.addService(webhook.config());
		const silent = await sequestered.addService();
		const timestamp = organization.timestamp();
		const services = new Map([
			[service, bytes("access+/?")],
			[silent, bytes("another")],
		]);
		succeed(await workspace.rotate({ timestamp, services }));
		const base64 = (text: string) => Buffer.from(text).toString("base64");
		assert.deepEqual(webhook.asked, [
			{
				method: "POST",
				path: "/sequester",
				query: {
					type: "realm_rotate_key",
					service_id: service,
					organization_id: organization.id,
					author: organization.admin.deviceId,
					realm_id: workspace.id,
					key_index: "2",
					timestamp: DateTime.format(timestamp),
					encryption_algorithm: "BLAKE2B_XSALSA20_POLY1305",
					hash_algorithm: "SHA256",
					key_canary: base64("canary"),
					keys_bundle: base64("bundle 2"),
					keys_bundle_access: base64("access+/?"),
				},
				authorization: undefined,
				body: "",
			},
		]);
	});

	test("HTTP 400 rejects, with the reason that it gives, if it gives one", async () => {
		const { sequestered, workspace } = await open();
		const service = await sequestered.addService(webhook.config());
		for (const [answer, reason] of [
			['{"reason": "a virus"}', "a virus"],
			['{"reason": ""}', ""],
			['{"reason": null}', null],
			["{}", null],
			['{"reason": 12}', null],
			['["reason"]', null],
			["null", null],
			["not JSON", null],
			["", null],
			['{"reason": "\ufffd', null],
			[JSON.stringify({ reason: "x".repeat(70_000) }), null],
		] as const) {
			webhook.answers(400, answer);
			const rejected = { status: "rejected_by_sequester_service", service_id: service, reason };
			assert.deepEqual(await workspace.createVlob(newId(VlobID)), rejected, answer.slice(0, 30));
		}
		webhook.answers(400, '{"reason": "no"}');
		const rejected = { status: "rejected_by_sequester_service", service_id: service, reason: "no" };
		assert.deepEqual(await workspace.rotate({ services: new Map([[service, bytes("access")]]) }), rejected);
		assert.equal(succeed(await workspace.poll(0n)).current_checkpoint, 0n, "nothing is stored");
		assert.equal((await workspace.keysBundle(workspace.owner, 2n)).status, "bad_key_index");
	});

	test("any other answer, or none: the service is unavailable", async () => {
		const { sequestered, workspace } = await open();
		const service = await sequestered.addService(webhook.config());
		const unavailable = { status: "sequester_service_unavailable", service_id: service };
		for (const status of [401, 404, 500, 503]) {
			webhook.answers(status, '{"reason": "why"}');
			assert.deepEqual(await workspace.createVlob(newId(VlobID)), unavailable);
		}
		webhook.answers(302, "", { Location: `http://127.0.0.1:${second.port}/` });
		assert.deepEqual(await workspace.createVlob(newId(VlobID)), unavailable);
		assert.deepEqual(second.asked, [], "a redirection is not followed");
		webhook.answer = (response) => response.destroy();
		assert.deepEqual(await workspace.createVlob(newId(VlobID)), unavailable);
		webhook.answer = (response) =>
			response.writeHead(400, { "Content-Length": "100" }).write('{"reason": "cut', () => response.destroy());
		assert.equal((await workspace.createVlob(newId(VlobID))).status, "sequester_service_unavailable");
		await webhook.stop();
		assert.deepEqual(await workspace.createVlob(newId(VlobID)), unavailable, "nobody listens");
		assert.deepEqual(await workspace.rotate({ services: new Map([[service, bytes("access")]]) }), unavailable);
		assert.equal(succeed(await workspace.poll(0n)).current_checkpoint, 0n);
	});

	test("a service that does not answer is waited for 10 seconds", async (t) => {
		const patience = new AbortController();
		const timeout = t.mock.method(AbortSignal, "timeout", () => patience.signal);
		const { sequestered, workspace } = await open();
		const service = await sequestered.addService(webhook.config());
		const heard = new Promise<void>((resolve) => {
			webhook.answer = () => resolve();
		});
		let answered = false;
		const reply = workspace.createVlob(newId(VlobID)).finally(() => {
			answered = true;
		});
		await heard;
		succeed(await workspace.rename());
		assert.equal(answered, false, "others write meanwhile");
		assert.deepEqual(timeout.mock.calls[0]?.arguments, [10_000]);
		patience.abort(new DOMException("The time is over", "TimeoutError"));
		assert.deepEqual(await reply, { status: "sequester_service_unavailable", service_id: service });
	});

	test("services are asked in the order of their creation, up to the first that does not agree", async () => {
		const { sequestered, workspace } = await open();
		await sequestered.addService(webhook.config());
		const last = await sequestered.addService(second.config());
		succeed(await workspace.createVlob(newId(VlobID)));
		assert.deepEqual([webhook.asked.length, second.asked.length], [1, 1]);
		second.answers(400);
		assert.equal((await workspace.createVlob(newId(VlobID))).status, "rejected_by_sequester_service");
		webhook.answers(500);
		assert.equal((await workspace.createVlob(newId(VlobID))).status, "sequester_service_unavailable");
		assert.deepEqual([webhook.asked.length, second.asked.length], [3, 2]);
		webhook.answers(204);
		await sequestered.revokeService(last);
		succeed(await workspace.createVlob(newId(VlobID)));
		assert.deepEqual([webhook.asked.length, second.asked.length], [4, 2], "a revoked service is not asked");
	});

	test("everything is checked before a service is asked, but whether the vlob is new", async () => {
		const { sequestered, workspace } = await open();
		await sequestered.addService(webhook.config());
		const reader = await workspace.join("READER");
		const vlob = newId(VlobID);
		assert.equal((await workspace.createVlob(vlob, { author: reader })).status, "author_not_allowed");
		assert.equal((await workspace.createVlob(vlob, { keyIndex: 9n })).status, "bad_key_index");
		const old = await workspace.lastCertificate();
		assert.equal((await workspace.createVlob(vlob, { timestamp: old })).status, "require_greater_timestamp");
		assert.equal((await workspace.updateVlob(vlob, 2)).status, "vlob_not_found");
		assert.equal((await workspace.rotate({ services: new Map() })).status, "sequester_service_mismatch");
		assert.deepEqual(webhook.asked, []);
		succeed(await workspace.createVlob(vlob));
		assert.equal((await workspace.updateVlob(vlob, 7)).status, "bad_vlob_version");
		assert.equal(webhook.asked.length, 1);
		assert.equal((await workspace.createVlob(vlob)).status, "vlob_already_exists");
		assert.equal(webhook.asked.length, 2);
	});

	test("what changed while a service was asked is judged afterwards", async () => {
		const { sequestered, workspace } = await open();
		await sequestered.addService(webhook.config());
		const writer = await workspace.join("CONTRIBUTOR");
		webhook.answer = async (response) => {
			succeed(await workspace.unshare(writer));
			response.end();
		};
		assert.equal((await workspace.createVlob(newId(VlobID), { author: writer })).status, "author_not_allowed");

		let late: unknown;
		webhook.answer = async (response) => {
			webhook.answers(200);
			late = await sequestered.addService(second.config());
			response.end();
		};
		second.answers(400);
		assert.deepEqual(await workspace.createVlob(newId(VlobID)), {
			status: "rejected_by_sequester_service",
			service_id: late,
			reason: null,
		});
	});
});
