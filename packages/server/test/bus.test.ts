import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { newId } from "@parallax/crypto";
import { DateTime, DeviceID, OrganizationID, UserID, VlobID } from "@parallax/protocol";
import { EventBus, type LastEventId, MISSED_EVENTS } from "../src/events/bus.ts";
import type { ServerEvent } from "../src/events/events.ts";
import { readSealedEvent, sealEvent, writeSealedEvent } from "../src/events/sealedEvent.ts";

const organization = OrganizationID.parse("CoolOrg");
const [alice, bob, laptop, realm] = [newId(UserID), newId(UserID), newId(DeviceID), newId(VlobID)];
const CONFIG = Buffer.from("data:config\n\n");
const timestamp = DateTime.fromMicroseconds(1n);

function ping(text: string): ServerEvent {
	return { kind: "public", organization, event: { event: "PINGED", ping: text }, audience: { kind: "everyone" } };
}

function membership(user: UserID, removed: boolean): ServerEvent {
	const event = { event: "REALM_CERTIFICATE", realm_id: realm, timestamp } as const;
	return { kind: "public", organization, event, audience: { kind: "members", realm, concerned: { user, removed } } };
}

function inRealm(): ServerEvent {
	const event = { event: "REALM_CERTIFICATE", realm_id: realm, timestamp } as const;
	return { kind: "public", organization, event, audience: { kind: "members", realm } };
}

/** A listener whose frames are told by the event that made them. */
function listen(bus: EventBus, last: LastEventId = { kind: "absent" }) {
	const heard: string[] = [];
	const listener = bus.register({ organization, user: alice, device: laptop }, last, {
		frame(bytes) {
			const text = Buffer.from(bytes).toString();
			heard.push(
				/^id:(.*)$/m.exec(text)?.[1] ?? (bytes === CONFIG ? "config" : bytes === MISSED_EVENTS ? "missed" : text),
			);
		},
		end: () => heard.push("end"),
	});
	return { heard, listener };
}

function publish(bus: EventBus, event: ServerEvent): string {
	const sealed = sealEvent(event);
	bus.publish(sealed);
	return sealed.id;
}

describe("a listener that is being registered", () => {
	test("loses nothing of what happens while its state is read, and hears it once", () => {
		const bus = new EventBus();
		const seen = publish(bus, ping("seen"));
		const replayed = publish(bus, ping("replayed"));
		const { heard, listener } = listen(bus, { kind: "id", id: seen });
		const meanwhile = publish(bus, ping("meanwhile"));
		listener.start({ profile: "ADMIN", realms: [] }, CONFIG);
		const live = publish(bus, ping("live"));
		assert.deepEqual(heard, ["config", replayed, meanwhile, live]);
	});

	test("follows the changes of its own realms and profile that happen meanwhile, and no others", () => {
		const bus = new EventBus();
		const { heard, listener } = listen(bus);
		const share = publish(bus, membership(alice, false));
		publish(bus, { kind: "user_updated", organization, user: bob, profile: "ADMIN" });
		listener.start({ profile: "STANDARD", realms: [] }, CONFIG);
		const inside = publish(bus, inRealm());
		publish(bus, { kind: "public", organization, event: { event: "ASYNC_ENROLLMENT" }, audience: { kind: "admins" } });
		assert.deepEqual(heard, ["config", share, inside]);
	});

	test("official defect: registering applies concurrent realm changes of other users", () => {
		const bus = new EventBus();
		const { heard, listener } = listen(bus);
		publish(bus, membership(bob, false));
		listener.start({ profile: "STANDARD", realms: [] }, CONFIG);
		publish(bus, inRealm());
		assert.deepEqual(heard, ["config"]);
	});

	test("that is revoked meanwhile hears of it, and is sent away", () => {
		const bus = new EventBus();
		const { heard, listener } = listen(bus);
		const certificate = publish(bus, {
			kind: "public",
			organization,
			event: { event: "COMMON_CERTIFICATE", timestamp },
			audience: { kind: "everyone" },
		});
		publish(bus, { kind: "user_revoked_or_frozen", organization, user: alice });
		publish(bus, ping("too late"));
		listener.start({ profile: "STANDARD", realms: [] }, CONFIG);
		assert.deepEqual(heard, ["config", certificate, "end"]);
		assert.equal(bus.size, 0);
	});

	test("when events are lost meanwhile, it is ended before it starts", () => {
		const bus = new EventBus();
		const { heard, listener } = listen(bus);
		bus.suspend();
		assert.ok(listener.isEnded);
		assert.deepEqual([bus.isOpen, heard], [false, ["end"]]);
		bus.resume();
		assert.ok(bus.isOpen);
		bus.close();
		bus.resume();
		assert.ok(!bus.isOpen);
	});
});

test("the last 1024 events can be replayed from, older ones cannot; a lost connection forgets them all", () => {
	const bus = new EventBus();
	const ids = Array.from({ length: 1025 }, (_, i) => publish(bus, ping(`${i}`)));
	const from = (id = "") => {
		const { heard, listener } = listen(bus, { kind: "id", id });
		listener.start({ profile: "STANDARD", realms: [] }, CONFIG);
		return heard.slice(1);
	};
	assert.deepEqual(from(ids[0]), ["missed"]);
	assert.deepEqual(from(ids[923]), ["missed"]);
	assert.deepEqual(from(ids[924]), ids.slice(925));
	assert.deepEqual(from(ids[1024]), []);
	bus.suspend();
	assert.deepEqual(from(ids[1024]), ["missed"]);
});

test("events travel between processes unchanged; anything else is dropped", () => {
	const events: ServerEvent[] = [
		ping("é"),
		membership(bob, true),
		{ kind: "public", organization, event: { event: "ASYNC_ENROLLMENT" }, audience: { kind: "admins" } },
		{
			kind: "public",
			organization,
			event: { event: "PINGED", ping: "" },
			audience: { kind: "users", users: [alice, bob] },
		},
		{
			kind: "public",
			organization,
			event: { event: "PINGED", ping: "" },
			audience: { kind: "members", realm, except: laptop },
		},
		{ kind: "user_updated", organization, user: alice, profile: "OUTSIDER" },
		{ kind: "user_revoked_or_frozen", organization, user: alice },
		{ kind: "organization_expired", organization },
		{ kind: "tos_updated", organization },
	];
	for (const event of events) {
		const sealed = sealEvent(event);
		assert.deepEqual(readSealedEvent(writeSealedEvent(sealed)), sealed);
	}
	const good = writeSealedEvent(sealEvent(ping("x")));
	for (const text of [
		"",
		"null",
		"[]",
		"{}",
		good.slice(0, -1),
		good.replace('"kind":"public"', '"kind":"other"'),
		good.replace('"everyone"', '"nobody"'),
		good.replace(/"id":"[^"]*"/, '"id":"x\\n"'),
		good.replace(/"data":"[^"]*"/, '"data":"a\\n\\nid:1"'),
		good.replace('"CoolOrg"', '"not valid"'),
	])
		assert.equal(readSealedEvent(text), undefined, text);
});
