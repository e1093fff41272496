import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { InvalidCertificate, type InvalidCertificateReason } from "@parallax/client";
import { newSigningKey } from "@parallax/crypto";
import { DateTime, type LocalDevice, VlobID } from "@parallax/protocol";
import { type Entry, History } from "./history.ts";
import { storeOf } from "./server.ts";

/*
 * One entry per rule of certificates.md §4: what is refused, and the nearest thing that is not. Both must hold: a client that
 * is too strict locks its user out as surely as a lax one betrays him (§4.6).
 */

/** An organization, and the people of every example. `alice` is the one whose client judges. */
class Scene extends History {
	readonly alice = this.bootstrap();
	readonly bob = this.addUser(this.alice, "STANDARD");
	readonly carol = this.addUser(this.alice, "OUTSIDER");
	readonly dave = this.addUser(this.alice, "ADMIN");
	readonly before = DateTime.add(this.now, -1n);
}

interface Rule {
	readonly accepted: (scene: Scene) => unknown;
	readonly refused: (scene: Scene) => unknown;
	/** Whose client judges, when it is not alice's. */
	readonly viewer?: (scene: Scene) => LocalDevice;
}

function rule(reason: InvalidCertificateReason, title: string, { accepted, refused, viewer }: Rule): void {
	test(`${reason}: ${title}`, async () => {
		const good = new Scene();
		await accepted(good);
		const { store } = storeOf(good, viewer?.(good) ?? good.alice);
		assert.equal(await store.poll(), size(good), "the neighbour is accepted, whole");

		const bad = new Scene();
		await refused(bad);
		const other = storeOf(bad, viewer?.(bad) ?? bad.alice);
		await assert.rejects(other.store.poll(), (error) => {
			assert(error instanceof InvalidCertificate, String(error));
			assert.equal(error.reason, reason);
			return true;
		});
		assert.equal((await other.store.view()).empty, true, "nothing of it is kept");
		assert.equal((await other.storage.lastTimestamps()).common, null);
	});
}

function size({ common, sequester, shamir, realms }: History): number {
	return [common, sequester, shamir, ...realms.values()].reduce((sum, { length }) => sum + length, 0);
}

/** The same person, whose signatures are somebody else's. */
function forged(device: LocalDevice): LocalDevice {
	return { ...device, signing_key: newSigningKey() };
}

function replaceLast(entries: Entry[], change: (bytes: Uint8Array) => Uint8Array): void {
	const last = entries.pop();
	assert(last);
	entries.push({ ...last, full: change(last.full) });
}

describe("every certificate (§4.1)", () => {
	rule("corrupted", "the signature is that of the author it names", {
		accepted: (scene) => scene.revoke(scene.alice, scene.bob),
		refused: (scene) => scene.revoke(forged(scene.alice), scene.bob),
	});
	rule("corrupted", "the root signs what has no author", {
		accepted: () => {},
		refused: (scene) => {
			scene.common.length = 0;
			scene.user(forged(scene.alice), scene.bob, { author: null });
		},
	});
	rule("corrupted", "one altered byte of the content is enough", {
		accepted: (scene) => scene.revoke(scene.alice, scene.bob),
		refused: (scene) => {
			scene.revoke(scene.alice, scene.bob);
			replaceLast(scene.common, (bytes) => bytes.with(0, (bytes[0] ?? 0) ^ 1));
		},
	});
	rule("corrupted", "bytes that are no certificate", {
		accepted: () => {},
		refused: (scene) =>
			scene.common.push({ timestamp: scene.tick(), full: new Uint8Array(100), redacted: new Uint8Array() }),
	});
	rule("corrupted", "too short to be signed", {
		accepted: () => {},
		refused: (scene) =>
			scene.common.push({ timestamp: scene.tick(), full: new Uint8Array(63), redacted: new Uint8Array() }),
	});
	rule("corrupted", "a certificate of another topic", {
		accepted: (scene) => scene.createRealm(scene.bob),
		refused: (scene) => scene.common.push(...scene.realm(scene.createRealm(scene.bob))),
	});
	rule("corrupted", "a certificate of another realm", {
		accepted: (scene) => scene.rename(scene.bob, scene.createRealm(scene.bob)),
		refused: (scene) =>
			scene.rename(scene.bob, scene.createRealm(scene.bob), { realm_id: scene.createRealm(scene.bob) }),
	});
	rule("non_existing_author", "the author's device is known", {
		accepted: (scene) => scene.revoke(scene.addDevice(scene.alice), scene.bob),
		refused: (scene) => scene.revoke({ ...scene.stranger(), user_id: scene.alice.user_id }, scene.bob),
	});
	rule("non_existing_author", "a device does not sign itself", {
		accepted: (scene) => scene.addDevice(scene.bob),
		refused: (scene) => {
			const device = { ...scene.stranger(), user_id: scene.bob.user_id };
			scene.device(device, device);
		},
	});
	rule("older_than_author", "a device signs from its own instant on", {
		accepted: (scene) => {
			const laptop = scene.addDevice(scene.bob);
			const realm = VlobID.parse("0".repeat(32));
			scene.role(laptop, realm, laptop, "OWNER", { timestamp: scene.now });
		},
		refused: (scene) => {
			const laptop = scene.addDevice(scene.bob);
			const realm = VlobID.parse("0".repeat(32));
			scene.role(laptop, realm, laptop, "OWNER", { timestamp: DateTime.add(scene.now, -1n) });
		},
	});
});

describe("users (§4.2)", () => {
	rule("invalid_timestamp", "newer than all of the topic", {
		accepted: (scene) => scene.addUser(scene.alice),
		refused: (scene) => scene.user(scene.alice, scene.stranger(), { timestamp: scene.now }),
	});
	rule("author_not_admin", "only an administrator adds users", {
		accepted: (scene) => scene.addUser(scene.dave),
		refused: (scene) => scene.user(scene.bob, scene.stranger()),
	});
	rule("author_not_admin", "the profile that counts is that of the instant", {
		accepted: (scene) => {
			scene.updateProfile(scene.alice, scene.bob, "ADMIN");
			scene.addUser(scene.bob);
		},
		refused: (scene) => {
			scene.updateProfile(scene.alice, scene.dave, "STANDARD");
			scene.user(scene.dave, scene.stranger());
		},
	});
	rule("revoked_author", "a revoked administrator adds nobody", {
		accepted: (scene) => {
			scene.addUser(scene.dave);
			scene.revoke(scene.alice, scene.dave);
		},
		refused: (scene) => {
			scene.revoke(scene.alice, scene.dave);
			scene.user(scene.dave, scene.stranger());
		},
	});
	rule("root_signature_out_of_bootstrap", "the root signs the first user alone", {
		accepted: () => {},
		refused: (scene) => scene.addUser(null, "ADMIN"),
	});
	rule("root_signature_timestamp_mismatch", "the first user is of the instant of the sequester authority", {
		accepted: (scene) => scene.authority(),
		refused: (scene) => scene.authority({ timestamp: scene.before }),
	});
	rule("content_already_exists", "a user is created once", {
		accepted: (scene) => scene.addUser(scene.alice),
		refused: (scene) => scene.user(scene.alice, scene.bob),
	});
});

describe("devices (§4.2)", () => {
	rule("invalid_timestamp", "only a first device may be of the instant of what precedes it", {
		accepted: (scene) => scene.addUser(scene.alice),
		refused: (scene) => scene.addDevice(scene.dave, { timestamp: scene.now }),
	});
	rule("invalid_timestamp", "a first device is not older than what precedes it", {
		accepted: (scene) => scene.addUser(scene.alice),
		refused: (scene) => {
			const user = scene.user(scene.alice, scene.stranger());
			scene.device(scene.alice, user, { timestamp: DateTime.add(scene.now, -1n) });
		},
	});
	rule("revoked_author", "the devices of a revoked user add no other", {
		accepted: (scene) => {
			scene.addDevice(scene.bob);
			scene.revoke(scene.alice, scene.bob);
		},
		refused: (scene) => {
			scene.revoke(scene.alice, scene.bob);
			scene.addDevice(scene.bob);
		},
	});
	rule("author_not_admin", "any user adds own devices, only an administrator those of others", {
		accepted: (scene) => scene.addDevice(scene.carol),
		refused: (scene) => {
			const user = scene.user(scene.alice, scene.stranger());
			scene.device(scene.bob, user, { timestamp: scene.now });
		},
	});
	rule("non_existing_related_user", "the user exists", {
		accepted: (scene) => scene.device(scene.alice, scene.user(scene.alice, scene.stranger()), { timestamp: scene.now }),
		refused: (scene) => scene.device(scene.alice, scene.stranger()),
	});
	rule("user_first_device_author_mismatch", "whoever adds a user adds the first device", {
		accepted: (scene) => scene.device(scene.dave, scene.user(scene.dave, scene.stranger()), { timestamp: scene.now }),
		refused: (scene) => scene.device(scene.dave, scene.user(scene.alice, scene.stranger()), { timestamp: scene.now }),
	});
	rule("user_first_device_timestamp_mismatch", "a first device is of the instant of its user", {
		accepted: (scene) => scene.addUser(scene.alice),
		refused: (scene) => scene.device(scene.alice, scene.user(scene.alice, scene.stranger())),
	});
	rule("content_already_exists", "a device is created once", {
		accepted: (scene) => scene.addDevice(scene.bob),
		refused: (scene) => scene.device(scene.bob, scene.bob),
	});
	rule("non_existing_author", "the first user's first device is the root's, as its user", {
		accepted: () => {},
		refused: (scene) => {
			scene.common.length = 0;
			scene.device(scene.alice, scene.user(null, scene.alice), { timestamp: scene.now });
		},
	});
	rule("invalid_timestamp", "a first device that comes late, after other certificates", {
		accepted: (scene) => scene.addUser(scene.alice),
		refused: (scene) => {
			const user = scene.user(scene.alice, scene.stranger());
			const { now } = scene;
			scene.addDevice(scene.bob);
			scene.device(scene.alice, user, { timestamp: now });
		},
	});
});

for (const [what, administer] of [
	[
		"profile updates",
		(scene: Scene, author: LocalDevice, user: LocalDevice) => scene.updateProfile(author, user, "ADMIN"),
	],
	["revocations", (scene: Scene, author: LocalDevice, user: LocalDevice) => scene.revoke(author, user)],
] as const) {
	describe(`${what} (§4.2)`, () => {
		const accepted = (scene: Scene) => administer(scene, scene.dave, scene.bob);
		rule("self_signed", "never of oneself", {
			accepted,
			refused: (scene) => administer(scene, scene.addDevice(scene.bob), scene.bob),
		});
		rule("author_not_admin", "only by an administrator", {
			accepted,
			refused: (scene) => administer(scene, scene.bob, scene.carol),
		});
		rule("revoked_author", "by nobody who was revoked before", {
			accepted: (scene) => {
				accepted(scene);
				scene.revoke(scene.alice, scene.dave);
			},
			refused: (scene) => {
				scene.revoke(scene.alice, scene.dave);
				accepted(scene);
			},
		});
		rule("non_existing_related_user", "of a user that exists", {
			accepted,
			refused: (scene) => administer(scene, scene.dave, scene.stranger()),
		});
		rule("related_user_already_revoked", "of nobody who is revoked", {
			accepted,
			refused: (scene) => {
				scene.revoke(scene.alice, scene.bob);
				administer(scene, scene.alice, scene.bob);
			},
		});
	});
}

describe("profile updates and revocations (§4.2)", () => {
	rule("invalid_timestamp", "a revocation is newer than all of the topic", {
		accepted: (scene) => scene.revoke(scene.alice, scene.bob, { timestamp: DateTime.add(scene.now, 1n) }),
		refused: (scene) => scene.revoke(scene.alice, scene.bob, { timestamp: scene.now }),
	});
	rule("invalid_timestamp", "a profile update is newer than all of the topic", {
		accepted: (scene) =>
			scene.updateProfile(scene.alice, scene.bob, "ADMIN", { timestamp: DateTime.add(scene.now, 1n) }),
		refused: (scene) => scene.updateProfile(scene.alice, scene.bob, "ADMIN", { timestamp: scene.now }),
	});
	rule("content_already_exists", "a profile update changes something", {
		accepted: (scene) => {
			scene.updateProfile(scene.alice, scene.bob, "ADMIN");
			scene.updateProfile(scene.alice, scene.bob, "STANDARD");
		},
		refused: (scene) => scene.updateProfile(scene.alice, scene.bob, "STANDARD"),
	});
});

describe("realm roles (§4.3)", () => {
	/** Bob's realm, with a role for somebody. */
	const shared = (scene: Scene, user: LocalDevice, role: "OWNER" | "MANAGER" | "CONTRIBUTOR" | "READER") => {
		const realm = scene.createRealm(scene.bob);
		scene.role(scene.bob, realm, user, role);
		return realm;
	};

	rule("invalid_timestamp", "newer than all of its realm", {
		accepted: (scene) => {
			const realm = scene.createRealm(scene.bob);
			scene.role(scene.bob, realm, scene.dave, "READER", { timestamp: DateTime.add(scene.now, 1n) });
		},
		refused: (scene) => {
			const realm = scene.createRealm(scene.bob);
			scene.role(scene.bob, realm, scene.dave, "READER", { timestamp: scene.now });
		},
	});
	rule("realm_first_role_must_be_self_signed", "who creates a realm owns it", {
		accepted: (scene) => scene.createRealm(scene.bob),
		refused: (scene) => scene.role(scene.bob, VlobID.parse("0".repeat(32)), scene.dave, "OWNER"),
	});
	rule("realm_first_role_must_be_owner", "who creates a realm owns it", {
		accepted: (scene) => scene.createRealm(scene.bob),
		refused: (scene) => scene.role(scene.bob, VlobID.parse("0".repeat(32)), scene.bob, "MANAGER"),
	});
	rule("realm_self_promotion_role_must_be_owner", "nobody gives themselves another role than owner", {
		accepted: (scene) => {
			const realm = shared(scene, scene.dave, "READER");
			scene.revoke(scene.alice, scene.bob);
			scene.role(scene.dave, realm, scene.dave, "OWNER");
		},
		refused: (scene) => {
			const realm = shared(scene, scene.dave, "READER");
			scene.role(scene.dave, realm, scene.dave, null);
		},
	});
	rule("realm_author_has_no_role", "only a member promotes themselves", {
		accepted: (scene) => {
			const realm = shared(scene, scene.dave, "READER");
			scene.revoke(scene.alice, scene.bob);
			scene.role(scene.dave, realm, scene.dave, "OWNER");
		},
		refused: (scene) => {
			const realm = scene.createRealm(scene.bob);
			scene.revoke(scene.alice, scene.bob);
			scene.role(scene.dave, realm, scene.dave, "OWNER");
		},
	});
	rule("content_already_exists", "an owner does not become one again", {
		accepted: (scene) => shared(scene, scene.dave, "OWNER"),
		refused: (scene) => scene.role(scene.bob, scene.createRealm(scene.bob), scene.bob, "OWNER"),
	});
	rule("realm_self_promotion_higher_active_role_already_exists", "only when nobody senior can act", {
		accepted: (scene) => {
			const realm = shared(scene, scene.dave, "READER");
			scene.role(scene.bob, realm, scene.alice, "READER");
			scene.updateProfile(scene.alice, scene.bob, "OUTSIDER");
			// Members of the same role do not block.
			scene.role(scene.dave, realm, scene.dave, "OWNER");
		},
		refused: (scene) => {
			const realm = shared(scene, scene.dave, "READER");
			scene.role(scene.bob, realm, scene.carol, "CONTRIBUTOR");
			scene.updateProfile(scene.alice, scene.carol, "STANDARD");
			scene.revoke(scene.alice, scene.bob);
			scene.role(scene.dave, realm, scene.dave, "OWNER");
		},
	});
	rule("realm_author_has_no_role", "only a member shares", {
		accepted: (scene) => shared(scene, scene.dave, "READER"),
		refused: (scene) => scene.role(scene.dave, scene.createRealm(scene.bob), scene.alice, "READER"),
	});
	rule("realm_author_has_no_role", "nor does one who was a member", {
		accepted: (scene) => {
			const realm = shared(scene, scene.dave, "MANAGER");
			scene.role(scene.dave, realm, scene.alice, "READER");
			scene.role(scene.bob, realm, scene.dave, null);
		},
		refused: (scene) => {
			const realm = shared(scene, scene.dave, "MANAGER");
			scene.role(scene.bob, realm, scene.dave, null);
			scene.role(scene.dave, realm, scene.alice, "READER");
		},
	});
	rule("content_already_exists", "a role changes something", {
		accepted: (scene) => scene.role(scene.bob, shared(scene, scene.dave, "READER"), scene.dave, "CONTRIBUTOR"),
		refused: (scene) => scene.role(scene.bob, shared(scene, scene.dave, "READER"), scene.dave, "READER"),
	});
	rule("content_already_exists", "no access is not taken away", {
		accepted: (scene) => scene.role(scene.bob, shared(scene, scene.dave, "READER"), scene.dave, null),
		refused: (scene) => scene.role(scene.bob, scene.createRealm(scene.bob), scene.dave, null),
	});
	rule("realm_author_not_owner", "only an owner makes a manager", {
		accepted: (scene) => shared(scene, scene.dave, "MANAGER"),
		refused: (scene) => scene.role(scene.dave, shared(scene, scene.dave, "MANAGER"), scene.alice, "MANAGER"),
	});
	rule("realm_author_not_owner", "only an owner takes the role of a manager away", {
		accepted: (scene) => scene.role(scene.bob, shared(scene, scene.dave, "MANAGER"), scene.dave, null),
		refused: (scene) => scene.role(scene.dave, shared(scene, scene.dave, "MANAGER"), scene.bob, null),
	});
	rule("realm_author_not_owner_or_manager", "a manager shares, a contributor does not", {
		accepted: (scene) => scene.role(scene.dave, shared(scene, scene.dave, "MANAGER"), scene.alice, "CONTRIBUTOR"),
		refused: (scene) => scene.role(scene.dave, shared(scene, scene.dave, "CONTRIBUTOR"), scene.alice, "READER"),
	});
	rule("non_existing_related_user", "with a user that exists", {
		accepted: (scene) => shared(scene, scene.carol, "READER"),
		refused: (scene) => shared(scene, scene.stranger(), "READER"),
	});
	rule("older_than_related_user", "with a user that existed then", {
		accepted: (scene) => scene.role(scene.bob, scene.createRealm(scene.bob), scene.addUser(scene.alice), "READER"),
		refused: (scene) => {
			const realm = scene.createRealm(scene.bob);
			const timestamp = scene.tick();
			scene.role(scene.bob, realm, scene.addUser(scene.alice), "READER", { timestamp });
		},
	});
	rule("related_user_already_revoked", "a revoked user loses access, and gains none", {
		accepted: (scene) => {
			const realm = shared(scene, scene.dave, "READER");
			scene.revoke(scene.alice, scene.dave);
			scene.role(scene.bob, realm, scene.dave, null);
		},
		refused: (scene) => {
			const realm = shared(scene, scene.dave, "READER");
			scene.revoke(scene.alice, scene.dave);
			scene.role(scene.bob, realm, scene.dave, "CONTRIBUTOR");
		},
	});
	rule("realm_outsider_cannot_be_owner_or_manager", "an outsider contributes at most", {
		accepted: (scene) => shared(scene, scene.carol, "CONTRIBUTOR"),
		refused: (scene) => shared(scene, scene.carol, "MANAGER"),
	});
	rule("realm_outsider_cannot_be_owner_or_manager", "an outsider creates no realm", {
		accepted: (scene) => scene.createRealm(scene.bob),
		refused: (scene) => scene.createRealm(scene.carol),
	});

	test("a role signed by a user revoked meanwhile is accepted, as the official server may send it (§4.6)", async () => {
		const scene = new Scene();
		const realm = shared(scene, scene.dave, "READER");
		scene.revoke(scene.alice, scene.bob);
		scene.role(scene.bob, realm, scene.dave, "CONTRIBUTOR");
		assert.equal(await storeOf(scene, scene.alice).store.poll(), size(scene));
	});

	test("a manager who becomes an outsider keeps the role", async () => {
		const scene = new Scene();
		const realm = shared(scene, scene.dave, "MANAGER");
		scene.updateProfile(scene.alice, scene.dave, "OUTSIDER");
		scene.role(scene.dave, realm, scene.carol, "READER");
		assert.equal(await storeOf(scene, scene.alice).store.poll(), size(scene));
	});
});

for (const [what, add] of [
	[
		"key rotations",
		(scene: Scene, author: LocalDevice, realm: VlobID, over = {}) => scene.rotateKey(author, realm, over),
	],
	["names", (scene: Scene, author: LocalDevice, realm: VlobID, over = {}) => scene.rename(author, realm, over)],
	["archivings", (scene: Scene, author: LocalDevice, realm: VlobID, over = {}) => scene.archive(author, realm, over)],
] as const) {
	describe(`realm ${what} (§4.3)`, () => {
		const accepted = (scene: Scene) => add(scene, scene.bob, scene.createRealm(scene.bob));
		rule("invalid_timestamp", "newer than all of its realm", {
			accepted,
			refused: (scene) => add(scene, scene.bob, scene.createRealm(scene.bob), { timestamp: scene.now }),
		});
		rule("realm_first_certificate_must_be_role", "of a realm that exists", {
			accepted,
			refused: (scene) => add(scene, scene.bob, VlobID.parse("0".repeat(32))),
		});
		rule("realm_author_has_no_role", "by a member", {
			accepted,
			refused: (scene) => add(scene, scene.dave, scene.createRealm(scene.bob)),
		});
		rule("realm_author_not_owner", "by an owner", {
			accepted,
			refused: (scene) => {
				const realm = scene.createRealm(scene.bob);
				scene.role(scene.bob, realm, scene.dave, "MANAGER");
				add(scene, scene.dave, realm);
			},
		});
		rule("revoked_author", "by an owner who was not revoked before", {
			accepted: (scene) => {
				accepted(scene);
				scene.revoke(scene.alice, scene.bob);
			},
			refused: (scene) => {
				const realm = scene.createRealm(scene.bob);
				scene.revoke(scene.alice, scene.bob);
				add(scene, scene.bob, realm);
			},
		});
	});
}

describe("sequester (§4.4)", () => {
	rule("corrupted", "the first certificate is the authority", {
		accepted: (scene) => scene.authority(),
		refused: (scene) => scene.service(),
	});
	rule("corrupted", "there is one authority", {
		accepted: (scene) => scene.authority(),
		refused: async (scene) => {
			await scene.authority();
			await scene.authority({ timestamp: scene.tick() });
		},
	});
	rule("corrupted", "the root signs an authority, and nothing else", {
		accepted: (scene) => scene.authority(),
		refused: async (scene) => {
			await scene.authority();
			const [user] = scene.common;
			const [authority] = scene.sequester;
			assert(user && authority);
			scene.sequester[0] = { ...authority, full: user.full };
		},
	});
	rule("corrupted", "the authority signs the services", {
		accepted: async (scene) => {
			await scene.authority();
			await scene.service();
		},
		refused: async (scene) => {
			await scene.authority();
			await scene.service();
			replaceLast(scene.sequester, (bytes) => bytes.with(30, (bytes[30] ?? 0) ^ 1));
		},
	});
	rule("invalid_timestamp", "a service is newer than all of the topic", {
		accepted: async (scene) => {
			await scene.authority();
			await scene.service();
			await scene.service();
		},
		refused: async (scene) => {
			await scene.authority();
			await scene.service();
			await scene.service({ timestamp: scene.now });
		},
	});
	rule("invalid_timestamp", "a revocation is newer than all of the topic", {
		accepted: async (scene) => {
			await scene.authority();
			await scene.revokeService(await scene.service());
		},
		refused: async (scene) => {
			await scene.authority();
			await scene.revokeService(await scene.service(), { timestamp: scene.now });
		},
	});
	rule("content_already_exists", "a service is created once", {
		accepted: async (scene) => {
			await scene.authority();
			await scene.service();
			await scene.service();
		},
		refused: async (scene) => {
			await scene.authority();
			await scene.service({ service_id: await scene.service() });
		},
	});
	rule("related_sequester_service_already_revoked", "a service is revoked once, and need not be known", {
		accepted: async (scene) => {
			await scene.authority();
			await scene.revokeService(await new Scene().service());
		},
		refused: async (scene) => {
			await scene.authority();
			const service = await scene.service();
			await scene.revokeService(service);
			await scene.revokeService(service);
		},
	});

	test("sequester_authority_must_be_first: an organization is not sequestered afterwards", async () => {
		const scene = new Scene();
		const { store } = storeOf(scene, scene.alice);
		await store.poll();
		await scene.authority();
		await assert.rejects(store.poll(), { name: "InvalidCertificate", reason: "sequester_authority_must_be_first" });
	});
});

describe("Shamir recovery (§4.5)", () => {
	/** Bob's setup, with alice and dave as recipients, and alice's share. */
	const setup = (scene: Scene) => {
		const timestamp = scene.brief(scene.bob, [scene.alice, scene.dave]);
		scene.share(scene.bob, scene.alice);
		return timestamp;
	};
	const recipients = ({ alice, dave }: Scene) => [alice, dave];

	rule("invalid_timestamp", "a brief is newer than all of the topic", {
		accepted: (scene) => {
			setup(scene);
			scene.brief(scene.alice, [scene.bob]);
		},
		refused: (scene) => {
			setup(scene);
			scene.brief(scene.alice, [scene.bob], { timestamp: scene.now });
		},
	});
	rule("shamir_not_about_self", "a setup is of its author", {
		accepted: setup,
		refused: (scene) => scene.brief(scene.bob, [scene.alice], { user_id: scene.dave.user_id }),
	});
	rule("shamir_self_among_recipients", "nobody recovers themselves", {
		accepted: setup,
		refused: (scene) => scene.brief(scene.bob, [scene.alice, scene.bob]),
	});
	rule("shamir_unrelated_to_us", "a setup is only known to its author and recipients", {
		accepted: (scene) => scene.brief(scene.bob, [scene.carol, scene.dave]),
		refused: (scene) => scene.brief(scene.alice, [scene.carol, scene.dave]),
		viewer: ({ bob }) => bob,
	});
	rule("shamir_already_setup", "one setup at a time", {
		accepted: (scene) => {
			scene.deleteSetup(scene.bob, setup(scene), recipients(scene));
			setup(scene);
		},
		refused: (scene) => {
			setup(scene);
			setup(scene);
		},
	});
	rule("revoked_author", "no setup of a revoked user", {
		accepted: (scene) => {
			setup(scene);
			scene.revoke(scene.alice, scene.bob);
		},
		refused: (scene) => {
			scene.revoke(scene.alice, scene.bob);
			scene.brief(scene.bob, recipients(scene));
		},
	});
	rule("non_existing_related_user", "recipients exist", {
		accepted: setup,
		refused: (scene) => scene.brief(scene.bob, [scene.alice, scene.stranger()]),
	});
	rule("older_than_related_user", "recipients existed then", {
		accepted: (scene) => scene.brief(scene.alice, [scene.addUser(scene.alice)]),
		refused: (scene) => {
			const timestamp = scene.tick();
			scene.brief(scene.alice, [scene.addUser(scene.alice)], { timestamp });
		},
	});
	rule("related_user_already_revoked", "recipients were not revoked before", {
		accepted: (scene) => {
			setup(scene);
			scene.revoke(scene.alice, scene.dave);
		},
		refused: (scene) => {
			scene.revoke(scene.alice, scene.dave);
			setup(scene);
		},
	});

	rule("invalid_timestamp", "a share is not older than the topic", {
		accepted: setup,
		refused: (scene) => {
			scene.brief(scene.bob, [scene.alice]);
			scene.share(scene.bob, scene.alice, { timestamp: scene.before });
		},
	});
	rule("shamir_missing_brief", "a share follows its brief", {
		accepted: setup,
		refused: (scene) => scene.share(scene.bob, scene.alice),
	});
	rule("shamir_missing_brief", "a share is of the instant of its brief", {
		accepted: setup,
		refused: (scene) => {
			scene.brief(scene.bob, [scene.alice]);
			scene.share(scene.bob, scene.alice, { timestamp: scene.tick() });
		},
	});
	rule("shamir_missing_brief", "a share is by the device of its brief", {
		accepted: setup,
		refused: (scene) => {
			const laptop = scene.addDevice(scene.bob);
			scene.brief(scene.bob, [scene.alice]);
			scene.share(laptop, scene.alice);
		},
	});
	rule("shamir_missing_brief", "a share is of a recipient of its brief", {
		accepted: setup,
		refused: (scene) => {
			scene.brief(scene.bob, [scene.alice]);
			scene.share(scene.bob, scene.dave);
		},
	});
	rule("shamir_unrelated_to_us", "no share of others", {
		accepted: setup,
		refused: (scene) => {
			setup(scene);
			scene.share(scene.bob, scene.dave);
		},
	});
	rule("content_already_exists", "one share for each", {
		accepted: setup,
		refused: (scene) => {
			setup(scene);
			scene.share(scene.bob, scene.alice);
		},
	});
	rule("shamir_not_about_self", "a share is of its author", {
		accepted: setup,
		refused: (scene) => {
			scene.brief(scene.bob, [scene.alice]);
			scene.share(scene.bob, scene.alice, { user_id: scene.dave.user_id });
		},
	});
	rule("shamir_missing_share", "our share follows the brief, before the end", {
		accepted: setup,
		refused: (scene) => scene.brief(scene.bob, recipients(scene)),
	});
	rule("shamir_missing_share", "our share follows the brief, before anything else", {
		accepted: (scene) => {
			setup(scene);
			scene.brief(scene.alice, [scene.bob]);
		},
		refused: (scene) => {
			scene.brief(scene.bob, recipients(scene));
			scene.brief(scene.alice, [scene.bob]);
			scene.share(scene.bob, scene.alice);
		},
	});
	rule("shamir_not_about_self", "what takes the place of our share is judged first by its own rules", {
		accepted: setup,
		refused: (scene) => {
			scene.brief(scene.bob, recipients(scene));
			scene.brief(scene.alice, [scene.bob], { user_id: scene.dave.user_id });
		},
	});

	rule("invalid_timestamp", "a deletion is newer than all of the topic", {
		accepted: (scene) => scene.deleteSetup(scene.bob, setup(scene), recipients(scene)),
		refused: (scene) => scene.deleteSetup(scene.bob, setup(scene), recipients(scene), { timestamp: scene.now }),
	});
	rule("shamir_not_about_self", "a deletion is of the author's setup", {
		accepted: (scene) => scene.deleteSetup(scene.addDevice(scene.bob), setup(scene), recipients(scene)),
		refused: (scene) => {
			const { user_id } = scene.bob;
			scene.deleteSetup(scene.dave, setup(scene), recipients(scene), { setup_to_delete_user_id: user_id });
		},
	});
	rule("shamir_deletion_must_reference_last_setup", "a deletion is of a setup that exists", {
		accepted: (scene) => scene.deleteSetup(scene.bob, setup(scene), recipients(scene)),
		refused: (scene) => scene.deleteSetup(scene.bob, DateTime.add(setup(scene), 1n), recipients(scene)),
	});
	rule("shamir_deletion_must_reference_last_setup", "a deletion is not of an older setup", {
		accepted: (scene) => {
			scene.deleteSetup(scene.bob, setup(scene), recipients(scene));
			scene.deleteSetup(scene.bob, setup(scene), recipients(scene));
		},
		refused: (scene) => {
			const first = setup(scene);
			scene.deleteSetup(scene.bob, first, recipients(scene));
			setup(scene);
			scene.deleteSetup(scene.bob, first, recipients(scene));
		},
	});
	rule("shamir_already_deleted", "a setup is deleted once", {
		accepted: (scene) => scene.deleteSetup(scene.bob, setup(scene), recipients(scene)),
		refused: (scene) => {
			const timestamp = setup(scene);
			scene.deleteSetup(scene.bob, timestamp, recipients(scene));
			scene.deleteSetup(scene.bob, timestamp, recipients(scene));
		},
	});
	rule("shamir_deletion_recipients_mismatch", "a deletion names the recipients of the setup, in any order", {
		accepted: (scene) => scene.deleteSetup(scene.bob, setup(scene), [scene.dave, scene.alice]),
		refused: (scene) => scene.deleteSetup(scene.bob, setup(scene), [scene.alice]),
	});
	rule("revoked_author", "a revoked user deletes no setup", {
		accepted: (scene) => {
			scene.deleteSetup(scene.bob, setup(scene), recipients(scene));
			scene.revoke(scene.alice, scene.bob);
		},
		refused: (scene) => {
			const timestamp = setup(scene);
			scene.revoke(scene.alice, scene.bob);
			scene.deleteSetup(scene.bob, timestamp, recipients(scene));
		},
	});
});
