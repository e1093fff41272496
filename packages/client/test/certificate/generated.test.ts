import assert from "node:assert/strict";
import { test } from "node:test";
import { CertificateStore, type CertificateView, listUsers, MemoryCertificateStorage, rolesAt } from "@parallax/client";
import type {
	DateTime,
	LocalDevice,
	RealmRole,
	SequesterServiceID,
	UserID,
	UserProfile,
	VlobID,
} from "@parallax/protocol";
import fc from "fast-check";
import { History } from "./history.ts";
import { CertificateServer } from "./server.ts";

/*
 * Histories that a server accepts, made at random by a model of its rules, are accepted by the client of every user, however
 * the polls cut them into batches; and all of these clients end up knowing what the model knows.
 */

/** What somebody tries. Numbers choose among those present when it happens; the model ignores what a server would refuse. */
interface Attempt {
	readonly what: keyof typeof ATTEMPTS;
	readonly who: number;
	readonly whom: number;
	readonly where: number;
	readonly how: number;
}

interface Member {
	/** The same user at each of their devices. */
	readonly devices: LocalDevice[];
	profile: UserProfile;
	revoked: boolean;
	setup: { readonly timestamp: DateTime; readonly recipients: readonly LocalDevice[] } | undefined;
}

interface Realm {
	readonly id: VlobID;
	readonly roles: Map<UserID, RealmRole>;
	/** Whoever was ever given a role. */
	readonly known: Set<UserID>;
	keyIndex: bigint;
}

interface Client {
	readonly store: CertificateStore;
	readonly server: CertificateServer;
}

const PROFILES: readonly UserProfile[] = ["ADMIN", "STANDARD", "OUTSIDER"];
const ROLES: readonly (RealmRole | null)[] = ["OWNER", "MANAGER", "CONTRIBUTOR", "READER", null];

/** The state of a server, and what it lets happen. */
class ModelServer {
	readonly history = new History();
	readonly members: Member[] = [];
	readonly realms: Realm[] = [];
	readonly services: { readonly id: SequesterServiceID; revoked: boolean }[] = [];
	readonly sequestered: boolean;
	readonly #clients = new Map<LocalDevice, Client>();

	private constructor(sequestered: boolean) {
		this.sequestered = sequestered;
		this.members.push(member(this.history.bootstrap()));
	}

	static async start(sequestered: boolean): Promise<ModelServer> {
		const model = new ModelServer(sequestered);
		if (sequestered) await model.history.authority();
		const [first] = model.members;
		for (const profile of PROFILES)
			model.members.push(member(model.history.addUser(pick(first?.devices ?? [], 0), profile)));
		return model;
	}

	/** Lets one device fetch what is new, as it may at any time. */
	async poll(device: LocalDevice, user: Member): Promise<void> {
		const { store } = this.client(device, user);
		await store.poll();
	}

	client(device: LocalDevice, user: Member): Client {
		const client = this.#clients.get(device) ?? this.newClient(device, user);
		this.#clients.set(device, client);
		client.server.redacts = user.profile === "OUTSIDER";
		return client;
	}

	/** A device that knows nothing yet. */
	newClient(device: LocalDevice, user: Member): Client {
		const server = new CertificateServer(this.history, device);
		server.redacts = user.profile === "OUTSIDER";
		server.seesRealm = (id) => this.realms.some((realm) => realm.id === id && realm.known.has(device.user_id));
		return { server, store: new CertificateStore(new MemoryCertificateStorage(), device, server.caller) };
	}
}

function member(first: LocalDevice): Member {
	return { devices: [first], profile: first.initial_profile, revoked: false, setup: undefined };
}

interface Situation {
	readonly model: ModelServer;
	readonly history: History;
	readonly author: Member;
	/** At which of their devices. */
	readonly device: LocalDevice;
	readonly user: Member;
	readonly target: LocalDevice;
	readonly realm: Realm | undefined;
	/** The role of the author there. */
	readonly role: RealmRole | undefined;
	readonly how: number;
}

const ATTEMPTS = {
	async poll({ model, device, author }: Situation) {
		await model.poll(device, author);
	},
	addUser({ model, history, author, device, how }: Situation) {
		if (author.profile === "ADMIN") model.members.push(member(history.addUser(device, pick(PROFILES, how))));
	},
	addDevice({ history, author, device }: Situation) {
		author.devices.push({ ...history.addDevice(device), initial_profile: author.profile });
	},
	updateProfile({ history, author, device, user, target, how }: Situation) {
		const profile = pick(PROFILES, how);
		if (author.profile !== "ADMIN" || user === author || user.revoked || user.profile === profile) return;
		history.updateProfile(device, target, profile);
		user.profile = profile;
	},
	revoke({ history, author, device, user, target }: Situation) {
		if (author.profile !== "ADMIN" || user === author || user.revoked) return;
		history.revoke(device, target);
		user.revoked = true;
	},
	createRealm({ model, history, author, device }: Situation) {
		if (author.profile === "OUTSIDER") return;
		const { user_id } = device;
		const id = history.createRealm(device);
		model.realms.push({ id, roles: new Map([[user_id, "OWNER"]]), known: new Set([user_id]), keyIndex: 0n });
	},
	share({ history, author, device, user, target, realm, role: own, how }: Situation) {
		const role = pick(ROLES, how);
		const current = realm?.roles.get(target.user_id) ?? null;
		if (!realm || user === author || role === current) return;
		const governs = [role, current].some((each) => each === "OWNER" || each === "MANAGER");
		if (own !== "OWNER" && (own !== "MANAGER" || governs)) return;
		if (user.revoked && role !== null) return;
		if (user.profile === "OUTSIDER" && (role === "OWNER" || role === "MANAGER")) return;
		history.role(device, realm.id, target, role);
		if (role === null) realm.roles.delete(target.user_id);
		else realm.roles.set(target.user_id, role);
		realm.known.add(target.user_id);
	},
	promoteOneself({ model, history, author, device, realm, role: own }: Situation) {
		if (!realm || !own || own === "OWNER" || author.profile === "OUTSIDER") return;
		const senior = ROLES.slice(0, ROLES.indexOf(own));
		const active = model.members.some(
			({ devices: [first], revoked, profile }) =>
				first && !revoked && profile !== "OUTSIDER" && senior.includes(realm.roles.get(first.user_id) ?? null),
		);
		if (active) return;
		history.role(device, realm.id, device, "OWNER");
		realm.roles.set(device.user_id, "OWNER");
	},
	rotateKey({ history, device, realm, role }: Situation) {
		if (realm && role === "OWNER") history.rotateKey(device, realm.id, { key_index: ++realm.keyIndex });
	},
	rename({ history, device, realm, role }: Situation) {
		if (realm && role === "OWNER") history.rename(device, realm.id);
	},
	archive({ history, device, realm, role }: Situation) {
		if (realm && role === "OWNER") history.archive(device, realm.id);
	},
	setUpRecovery({ model, history, author, device, how }: Situation) {
		const able = model.members.filter((each) => each !== author && !each.revoked);
		const recipients = able.flatMap(({ devices: [first] }, i) => (first && (how >> (i % 8)) % 2 === 1 ? [first] : []));
		if (author.setup || recipients.length === 0) return;
		const audience = new Set([device, ...recipients].map(({ user_id }) => user_id));
		author.setup = { timestamp: history.brief(device, recipients, {}, audience), recipients };
		for (const each of recipients) history.share(device, each, {}, new Set([each.user_id]));
	},
	deleteRecovery({ history, author, device }: Situation) {
		if (!author.setup) return;
		const { timestamp, recipients } = author.setup;
		const audience = new Set([device, ...recipients].map(({ user_id }) => user_id));
		history.deleteSetup(device, timestamp, recipients, {}, audience);
		author.setup = undefined;
	},
	async addService({ model, history }: Situation) {
		if (model.sequestered) model.services.push({ id: await history.service(), revoked: false });
	},
	async revokeService({ model, history, how }: Situation) {
		const service = model.services[how % (model.services.length || 1)];
		if (!service || service.revoked) return;
		await history.revokeService(service.id);
		service.revoked = true;
	},
} satisfies Record<string, (situation: Situation) => void | Promise<void>>;

async function attempt(model: ModelServer, { what, who, whom, where, how }: Attempt): Promise<void> {
	// A server does not hear revoked users; administrators revoke others only, so that somebody is left.
	const author = pick(
		model.members.filter(({ revoked }) => !revoked),
		who,
	);
	const user = pick(model.members, whom);
	const device = pick(author.devices, how);
	const own = model.realms.filter(({ roles }) => roles.has(device.user_id));
	const realm = own[where % (own.length || 1)];
	const situation: Situation = {
		model,
		history: model.history,
		author,
		device,
		user,
		target: pick(user.devices, 0),
		realm,
		role: realm?.roles.get(device.user_id),
		how,
	};
	await ATTEMPTS[what](situation);
}

function pick<T>(choices: readonly T[], number: number): T {
	const chosen = choices[number % choices.length];
	assert(chosen !== undefined);
	return chosen;
}

async function checkKnowledge(model: ModelServer, view: CertificateView, self: LocalDevice): Promise<void> {
	const users = await listUsers(view);
	assert.deepEqual(
		users.map(({ id, profile, revokedOn }) => ({ id, profile, revoked: revokedOn !== null })),
		model.members.map(({ devices, profile, revoked }) => ({ id: pick(devices, 0).user_id, profile, revoked })),
	);
	for (const { id, roles, known } of model.realms) {
		const seen = known.has(self.user_id) ? roles : new Map();
		assert.deepEqual(new Map(rolesAt(await view.realm(id))), new Map(seen));
	}
	for (const { devices } of model.members)
		assert.equal((await view.devicesOf(pick(devices, 0).user_id)).length, devices.length);
	assert.equal(
		(await view.sequester()).services.length,
		model.services.length + model.services.filter((s) => s.revoked).length,
	);
}

const number = fc.nat({ max: 255 });
const attempts: fc.Arbitrary<Attempt> = fc.record({
	what: fc.oneof(
		fc.constantFrom(...(Object.keys(ATTEMPTS) as (keyof typeof ATTEMPTS)[])),
		// What is possible less often is tried more.
		fc.constantFrom("share", "share", "promoteOneself", "updateProfile", "poll"),
	),
	who: number,
	whom: number,
	where: number,
	how: number,
});

test("every history that a server accepts is accepted by all, whatever the batches", async () => {
	await fc.assert(
		fc.asyncProperty(
			fc.boolean(),
			fc.array(attempts, { minLength: 30, maxLength: 150, size: "max" }),
			async (sequestered, list) => {
				const model = await ModelServer.start(sequestered);
				for (const each of list) await attempt(model, each);
				for (const user of model.members) {
					if (user.revoked) continue;
					for (const device of user.devices) {
						const followed = model.client(device, user).store;
						await followed.poll();
						await checkKnowledge(model, await followed.view(), device);
						const fresh = model.newClient(device, user).store;
						await fresh.poll();
						assert.deepEqual((await fresh.view()).last, (await followed.view()).last);
						assert.deepEqual(await (await fresh.view()).shamir(), await (await followed.view()).shamir());
					}
				}
			},
		),
		{ numRuns: 50 },
	);
});
