import assert from "node:assert/strict";
import { connect } from "node:net";
import { test } from "node:test";
import { makeDeviceToken } from "@parallax/crypto";
import { AccessToken, DateTime, DeviceID, type UserID, type VlobID } from "@parallax/protocol";
import type { PublicEvent, ServerEvent } from "../src/events/events.ts";
import { EventStream } from "./support/eventStream.ts";
import { type SeededOrganization, seedOrganization, seedRealm, seedUser } from "./support/seed.ts";
import { describeOnEngines, type TestServer } from "./support/server.ts";

/** As a command does: in a transaction. */
function emit(server: TestServer, ...events: ServerEvent[]): Promise<void> {
	return server.database.write(async (tx) => {
		for (const event of events) tx.emit(event);
	});
}

function pinged({ id }: SeededOrganization, ping: string): PublicEvent {
	return { kind: "public", organization: id, event: { event: "PINGED", ping }, audience: { kind: "everyone" } };
}

function realmCertificate(
	{ id }: SeededOrganization,
	realm: VlobID,
	concerned: { readonly user: UserID; readonly removed: boolean },
): PublicEvent {
	const event = { event: "REALM_CERTIFICATE", realm_id: realm, timestamp: DateTime.fromMicroseconds(1n) } as const;
	return { kind: "public", organization: id, event, audience: { kind: "members", realm, concerned } };
}

function vlob({ id }: SeededOrganization, realm: VlobID, except: DeviceID): PublicEvent {
	const timestamp = DateTime.fromMicroseconds(1n);
	return {
		kind: "public",
		organization: id,
		event: {
			event: "VLOB",
			realm_id: realm,
			vlob_id: realm,
			author: except,
			timestamp,
			version: 1,
			blob: new Uint8Array(4095),
			last_common_certificate_timestamp: timestamp,
			last_realm_certificate_timestamp: timestamp,
		},
		audience: { kind: "members", realm, except },
	};
}

async function pings(stream: EventStream, count: number): Promise<string[]> {
	const heard: string[] = [];
	while (heard.length < count) {
		const { told } = await stream.event();
		assert.ok(told.status === "ok" && told.event === "PINGED");
		heard.push(told.ping);
	}
	return heard;
}

describeOnEngines("event stream", (start) => {
	test("starts with the configuration, then tells events, in the very bytes of the specification", async () => {
		const server = await start();
		const org = await seedOrganization(server);
		const stream = await EventStream.open(server, org.id, org);
		assert.equal(stream.response.status, 200);
		assert.equal(stream.response.headers.get("content-type"), "text/event-stream; charset=utf-8");
		assert.equal(stream.response.headers.get("cache-control"), "no-cache");
		assert.equal(stream.response.headers.get("api-version"), null);
		assert.deepEqual(await stream.event(), {
			id: undefined,
			told: {
				status: "ok",
				event: "ORGANIZATION_CONFIG",
				user_profile_outsider_allowed: true,
				active_users_limit: null,
				sse_keepalive_seconds: 30n,
				realm_minimum_archiving_period_before_deletion: 2592000n,
			},
		});
		await emit(server, pinged(org, "hello"));
		const hello = Buffer.from("83a6737461747573a26f6ba56576656e74a650494e474544a470696e67a568656c6c6f", "hex");
		const [data = "", id = ""] = ((await stream.raw()) ?? "").split("\n");
		assert.equal(data, `data:${hello.toString("base64")}`);
		assert.match(id, /^id:[0-9a-f]{32}$/);
		await stream.close();
	});

	test("checks what it accepts, then the token", async () => {
		const server = await start();
		const org = await seedOrganization(server);
		const status = async (headers: Record<string, string>) =>
			(await EventStream.open(server, org.id, org, headers)).response.status;
		assert.equal(await status({ Accept: "text/event-stream, */*", Authorization: "" }), 406);
		assert.equal(await status({ Authorization: "" }), 401);
		assert.equal(await status({ "Api-Version": "4.0" }), 422);
	});

	test("tells what a listener missed, from the last event that it saw", async () => {
		const server = await start();
		const org = await seedOrganization(server);
		const first = await EventStream.follow(server, org.id, org);
		await emit(server, pinged(org, "1"));
		const { id = "" } = await first.event();
		await first.close();
		await emit(server, pinged(org, "2"), pinged(org, "3"));
		const hyphenated = id.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5").toUpperCase();
		for (const last of [id, hyphenated]) {
			const again = await EventStream.follow(server, org.id, org, { "Last-Event-ID": last });
			assert.deepEqual(await pings(again, 2), ["2", "3"]);
			await again.close();
		}
		const without = await EventStream.follow(server, org.id, org);
		await emit(server, pinged(org, "4"));
		assert.deepEqual(await pings(without, 1), ["4"]);
		await without.close();
	});

	test("says that events were missed when it cannot tell them: unknown id, invalid id, more than 100", async () => {
		const server = await start();
		const org = await seedOrganization(server);
		const first = await EventStream.follow(server, org.id, org);
		await emit(server, pinged(org, "0"));
		const { id = "" } = await first.event();
		await emit(server, ...Array.from({ length: 101 }, (_, i) => pinged(org, `${i + 1}`)));
		await pings(first, 101);
		await first.close();
		for (const last of ["f".repeat(32), "not an id", "", id]) {
			const stream = await EventStream.follow(server, org.id, org, { "Last-Event-ID": last });
			assert.equal(await stream.raw(), "event:missed_events\ndata:\n\n");
			await emit(server, pinged(org, "live"));
			assert.deepEqual(await pings(stream, 1), ["live"]);
			await stream.close();
		}
	});

	test("keeps quiet connections alive", async () => {
		const server = await start({ sseKeepaliveSeconds: 1 });
		const org = await seedOrganization(server);
		const stream = await EventStream.follow(server, org.id, org);
		assert.equal(await stream.raw(), "event:keepalive\ndata:\n\n");
		assert.equal(await stream.raw(), "event:keepalive\ndata:\n\n");
		await stream.close();
	});

	test("an event goes to its audience only", async () => {
		const server = await start();
		const org = await seedOrganization(server);
		const elsewhere = await seedOrganization(server);
		const standard = await seedUser(server, org.key, "STANDARD");
		const realm = await seedRealm(server, org.key, [standard]);
		const [admin, member, stranger] = [
			await EventStream.follow(server, org.id, org),
			await EventStream.follow(server, org.id, standard),
			await EventStream.follow(server, elsewhere.id, elsewhere),
		];
		const { id: organization } = org;
		const token = AccessToken.parse("a".repeat(32));
		await emit(
			server,
			{ kind: "public", organization, event: { event: "ASYNC_ENROLLMENT" }, audience: { kind: "admins" } },
			vlob(org, realm, org.deviceId),
			vlob(org, realm, standard.deviceId),
			{
				kind: "public",
				organization,
				event: { event: "INVITATION", token, invitation_status: "PENDING" },
				audience: { kind: "users", users: [standard.userId] },
			},
			pinged(org, "end"),
			pinged(elsewhere, "end"),
		);
		const heard = async (stream: EventStream) => {
			const names: string[] = [];
			for (;;) {
				const { told } = await stream.event();
				assert.ok(told.status === "ok");
				names.push(told.event);
				if (told.event === "PINGED") return names;
			}
		};
		assert.deepEqual(await heard(admin), ["ASYNC_ENROLLMENT", "PINGED"]);
		assert.deepEqual(await heard(member), ["VLOB", "INVITATION", "PINGED"]);
		assert.deepEqual(await heard(stranger), ["PINGED"]);
		for (const stream of [admin, member, stranger]) await stream.close();
	});

	test("a sharing lets a listener hear of the realm, an unsharing is the last that it hears", async () => {
		const server = await start();
		const org = await seedOrganization(server);
		const realm = await seedRealm(server, org.key, []);
		const stream = await EventStream.follow(server, org.id, org);
		const other = DeviceID.parse("0".repeat(32));
		await emit(
			server,
			vlob(org, realm, other),
			realmCertificate(org, realm, { user: org.userId, removed: false }),
			vlob(org, realm, other),
			realmCertificate(org, realm, { user: org.userId, removed: true }),
			vlob(org, realm, other),
			pinged(org, "end"),
		);
		const names: string[] = [];
		for (let i = 0; i < 4; i++) {
			const { told } = await stream.event();
			names.push(told.status === "ok" ? told.event : told.status);
		}
		assert.deepEqual(names, ["REALM_CERTIFICATE", "VLOB", "REALM_CERTIFICATE", "PINGED"]);
		await stream.close();
	});

	test("official defect: the loss of a realm is not replayed to who lost it", async () => {
		const server = await start();
		const org = await seedOrganization(server);
		const realm = await seedRealm(server, org.key, []);
		const first = await EventStream.follow(server, org.id, org);
		await emit(server, pinged(org, "seen"));
		const { id = "" } = await first.event();
		await first.close();
		await emit(
			server,
			vlob(org, realm, DeviceID.parse("0".repeat(32))),
			realmCertificate(org, realm, { user: org.userId, removed: true }),
		);
		const again = await EventStream.follow(server, org.id, org, { "Last-Event-ID": id });
		const { told } = await again.event();
		assert.ok(told.status === "ok" && told.event === "REALM_CERTIFICATE");
		await again.close();
	});

	test("official defect: the profile of a listener is read once", async () => {
		const server = await start();
		const org = await seedOrganization(server);
		const stream = await EventStream.follow(server, org.id, org);
		const { id: organization } = org;
		const forAdmins: PublicEvent = {
			kind: "public",
			organization,
			event: { event: "ASYNC_ENROLLMENT" },
			audience: { kind: "admins" },
		};
		await emit(
			server,
			{ kind: "user_updated", organization, user: org.userId, profile: "STANDARD" },
			forAdmins,
			pinged(org, "demoted"),
			{ kind: "user_updated", organization, user: org.userId, profile: "ADMIN" },
			forAdmins,
		);
		assert.deepEqual(await pings(stream, 1), ["demoted"]);
		const { told } = await stream.event();
		assert.ok(told.status === "ok" && told.event === "ASYNC_ENROLLMENT");
		await stream.close();
	});

	test("official defect: registering applies concurrent realm changes of other users", async () => {
		const server = await start();
		const org = await seedOrganization(server);
		const other = await seedUser(server, org.key, "STANDARD");
		const realm = await seedRealm(server, org.key, [org]);
		const stream = await EventStream.follow(server, org.id, org);
		await emit(server, realmCertificate(org, realm, { user: other.userId, removed: true }));
		await emit(server, vlob(org, realm, other.deviceId));
		const names = [await stream.event(), await stream.event()].map(({ told }) => told.status === "ok" && told.event);
		assert.deepEqual(names, ["REALM_CERTIFICATE", "VLOB"]);
		await stream.close();
	});

	test("ends, after what was already told, when the user is frozen, the organization expires or its terms change", async () => {
		const server = await start();
		const org = await seedOrganization(server);
		const frozen = await seedUser(server, org.key, "STANDARD");
		const [stays, leaves] = [
			await EventStream.follow(server, org.id, org),
			await EventStream.follow(server, org.id, frozen),
		];
		await emit(server, pinged(org, "before"));
		await server.administrate("POST", `organizations/${org.id}/users/freeze`, { user_id: frozen.userId, frozen: true });
		assert.deepEqual(await pings(leaves, 1), ["before"]);
		assert.equal(await leaves.next(), undefined);
		assert.equal((await EventStream.open(server, org.id, frozen)).response.status, 462);

		await server.administrate("PATCH", `organizations/${org.id}`, { tos: { en: "https://parsec.example" } });
		assert.deepEqual(await pings(stays, 1), ["before"]);
		assert.equal(await stays.next(), undefined);
		assert.equal((await EventStream.open(server, org.id, org)).response.status, 463);

		await server.administrate("PATCH", `organizations/${org.id}`, { tos: null });
		const again = await EventStream.follow(server, org.id, org);
		await server.administrate("PATCH", `organizations/${org.id}`, { is_expired: true });
		assert.equal(await again.next(), undefined);
		assert.equal((await EventStream.open(server, org.id, org)).response.status, 460);
	});

	test("a client that does not read is sent away", async () => {
		const server = await start();
		const org = await seedOrganization(server);
		const realm = await seedRealm(server, org.key, [org]);
		const slow = await connectWithoutReading(server, org);
		const reader = await EventStream.follow(server, org.id, org);
		const other = DeviceID.parse("0".repeat(32));
		// More than the buffers of both systems hold, and then more than the queue.
		while (server.listeners > 1) {
			await emit(server, ...Array.from({ length: 50 }, () => vlob(org, realm, other)));
			for (let i = 0; i < 50; i++) await reader.next();
		}
		slow.destroy();
		await reader.close();
	});

	test("stopping ends the streams, and the requests of others finish", async () => {
		const server = await start();
		const org = await seedOrganization(server);
		const stream = await EventStream.follow(server, org.id, org);
		const [end] = await Promise.all([stream.next(), server.stop()]);
		assert.equal(end, undefined);
		await assert.rejects(server.fetch("/health"));
	});
});

function connectWithoutReading(server: TestServer, { id, deviceId, signingKey }: SeededOrganization) {
	const { hostname, port } = new URL(server.url);
	const token = makeDeviceToken(deviceId, signingKey, Date.now() / 1000);
	return new Promise<ReturnType<typeof connect>>((resolve, reject) => {
		const socket = connect(Number(port), hostname);
		socket.once("error", reject);
		socket.write(
			`GET /authenticated/${id}/events HTTP/1.1\r\nHost: x\r\nApi-Version: 5.5\r\nAccept: text/event-stream\r\nAuthorization: Bearer ${token}\r\n\r\n`,
		);
		socket.once("data", () => {
			socket.pause();
			resolve(socket);
		});
	});
}
