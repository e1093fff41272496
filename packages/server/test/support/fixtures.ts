import {
	makeDeviceToken,
	newId,
	newPrivateKey,
	newSigningKey,
	publicKeyOf,
	signObject,
	verifyKeyOf,
} from "@parallax/crypto";
import {
	type AccessToken,
	anonymousCommands,
	authenticatedCommands,
	type Command,
	DateTime,
	DeviceCertificate,
	DeviceID,
	DeviceLabel,
	HumanHandle,
	OrganizationBootstrapAddr,
	OrganizationID,
	type PrivateKey,
	type RealmRole,
	RealmRoleCertificate,
	type ReceivedReplyOf,
	type RequestOf,
	RevokedUserCertificate,
	SequesterAuthorityCertificate,
	type SequesterVerifyKeyDer,
	type SigningKey,
	UserCertificate,
	UserID,
	type UserProfile,
	UserUpdateCertificate,
	VlobID,
} from "@parallax/protocol";
import { advanceTopic, openTopic } from "../../src/sql/locks.ts";
import type { TestServer } from "./server.ts";

/** A device whose keys the test holds, and its user. */
export interface TestDevice {
	readonly userId: UserID;
	readonly deviceId: DeviceID;
	readonly humanHandle: HumanHandle;
	readonly deviceLabel: DeviceLabel;
	readonly signingKey: SigningKey;
	readonly privateKey: PrivateKey;
}

let people = 0;

/** Somebody whom no server knows, or the next user of an e-mail address. */
export function newPerson(email = `person${++people}@example.com`): TestDevice {
	return {
		userId: newId(UserID),
		humanHandle: HumanHandle.parse(email, `Person of ${email.split("@")[0]}`),
		privateKey: newPrivateKey(),
		...newDeviceKeys(),
	};
}

/** Another device of the same user, which no server knows. */
export function newDeviceOf(user: TestDevice): TestDevice {
	return { ...user, ...newDeviceKeys() };
}

function newDeviceKeys() {
	return { deviceId: newId(DeviceID), deviceLabel: DeviceLabel.parse("laptop"), signingKey: newSigningKey() };
}

/** Who signs: a device, or the root key when there is no id. */
export interface TestSigner {
	readonly deviceId: DeviceID | null;
	readonly signingKey: SigningKey;
}

/** What is not as it should be, for tests of refusals. */
export interface UserChanges {
	/** In both variants. */
	readonly user?: Partial<UserCertificate>;
	readonly fullUser?: Partial<UserCertificate>;
	readonly redactedUser?: Partial<UserCertificate>;
}

export interface DeviceChanges {
	/** In both variants. */
	readonly device?: Partial<DeviceCertificate>;
	readonly fullDevice?: Partial<DeviceCertificate>;
	readonly redactedDevice?: Partial<DeviceCertificate>;
}

/** Both variants of the certificate of a user. */
export function signUser(
	signer: TestSigner,
	{ userId, humanHandle, privateKey }: TestDevice,
	profile: UserProfile,
	timestamp: DateTime,
	changes: UserChanges = {},
) {
	const user: UserCertificate = {
		type: "user_certificate",
		author: signer.deviceId,
		timestamp,
		user_id: userId,
		human_handle: humanHandle,
		public_key: publicKeyOf(privateKey),
		algorithm: "X25519_XSALSA20_POLY1305",
		profile,
		...changes.user,
	};
	const redacted = { ...user, human_handle: null, ...changes.redactedUser };
	return {
		user_certificate: signObject(UserCertificate, { ...user, ...changes.fullUser }, signer.signingKey),
		redacted_user_certificate: signObject(UserCertificate, redacted, signer.signingKey),
	};
}

/** Both variants of the certificate of a device. */
export function signDevice(
	signer: TestSigner,
	{ userId, deviceId, deviceLabel, signingKey }: TestDevice,
	timestamp: DateTime,
	changes: DeviceChanges = {},
) {
	const device: DeviceCertificate = {
		type: "device_certificate",
		purpose: "STANDARD",
		author: signer.deviceId,
		timestamp,
		user_id: userId,
		device_id: deviceId,
		device_label: deviceLabel,
		verify_key: verifyKeyOf(signingKey),
		algorithm: "ED25519",
		...changes.device,
	};
	const redacted = { ...device, device_label: null, ...changes.redactedDevice };
	return {
		device_certificate: signObject(DeviceCertificate, { ...device, ...changes.fullDevice }, signer.signingKey),
		redacted_device_certificate: signObject(DeviceCertificate, redacted, signer.signingKey),
	};
}

/** The fields of `user_create`. */
export function signNewUser(
	signer: TestSigner,
	person: TestDevice,
	profile: UserProfile,
	timestamp: DateTime,
	changes: UserChanges & DeviceChanges = {},
) {
	return {
		...signUser(signer, person, profile, timestamp, changes),
		...signDevice(signer, person, timestamp, changes),
	};
}

export function signUserUpdate(
	{ deviceId, signingKey }: TestDevice,
	user: UserID,
	profile: UserProfile,
	timestamp: DateTime,
): Uint8Array {
	return signObject(
		UserUpdateCertificate,
		{ type: "user_update_certificate", author: deviceId, timestamp, user_id: user, new_profile: profile },
		signingKey,
	);
}

export function signRevocation({ deviceId, signingKey }: TestDevice, user: UserID, timestamp: DateTime): Uint8Array {
	return signObject(
		RevokedUserCertificate,
		{ type: "revoked_user_certificate", author: deviceId, timestamp, user_id: user },
		signingKey,
	);
}

export function signSequesterAuthority(
	root: SigningKey,
	verifyKey: SequesterVerifyKeyDer,
	timestamp: DateTime,
): Uint8Array {
	return signObject(
		SequesterAuthorityCertificate,
		{ type: "sequester_authority_certificate", timestamp, verify_key_der: verifyKey },
		root,
	);
}

/** A role of a user in a realm; null: no longer any. */
export interface RoleGiven {
	readonly user: TestDevice;
	readonly role: RealmRole | null;
	readonly timestamp: DateTime;
}

export interface TestRealm {
	readonly id: VlobID;
	/** One per role, in their order. */
	readonly certificates: readonly Uint8Array[];
}

let organizations = 0;

export function newOrganizationId(): OrganizationID {
	return OrganizationID.parse(`Org${++organizations}`);
}

/** An organization that the administration created, and that nobody bootstrapped. */
export async function createOrganization(
	server: TestServer,
	settings: Readonly<Record<string, unknown>> = {},
): Promise<{ readonly id: OrganizationID; readonly token: AccessToken | null }> {
	const id = newOrganizationId();
	const { status, body } = await server.administrate("POST", "organizations", { organization_id: id, ...settings });
	if (status !== 200) throw new Error(`the organization is not created: ${status}`);
	const { bootstrap_url } = body as { readonly bootstrap_url: string };
	return { id, token: OrganizationBootstrapAddr.parse(bootstrap_url).token };
}

/** The microsecond at which the server of the test is now. */
export function now(server: TestServer): DateTime {
	return DateTime.fromMicroseconds(BigInt(Date.now()) * 1000n + server.clockOffset);
}

/** Calls a command of the anonymous family. */
export function callAnonymously<C extends Command>(
	server: TestServer,
	organization: OrganizationID,
	command: C,
	request: RequestOf<C>,
): Promise<ReceivedReplyOf<C>> {
	return server.call(`/anonymous/${organization}`, command, request);
}

/** A bootstrapped organization on a server, made as clients make it, whose administrator the test can speak for. */
export class TestOrganization {
	readonly server: TestServer;
	readonly id: OrganizationID;
	readonly root: SigningKey;
	/** An ADMIN, the first user. */
	readonly admin: TestDevice;
	#last: DateTime;

	private constructor(
		server: TestServer,
		id: OrganizationID,
		root: SigningKey,
		admin: TestDevice,
		bootstrappedOn: DateTime,
	) {
		this.server = server;
		this.id = id;
		this.root = root;
		this.admin = admin;
		this.#last = bootstrappedOn;
	}

	/** `settings` are those of the administration API. */
	static async bootstrap(
		server: TestServer,
		settings: Readonly<Record<string, unknown>> = {},
		sequesterAuthority: SequesterVerifyKeyDer | null = null,
	): Promise<TestOrganization> {
		const { id, token } = await createOrganization(server, settings);
		const [root, admin, timestamp] = [newSigningKey(), newPerson(), now(server)];
		const reply = await callAnonymously(server, id, anonymousCommands.commands.organization_bootstrap, {
			bootstrap_token: token,
			root_verify_key: verifyKeyOf(root),
			...signNewUser({ deviceId: null, signingKey: root }, admin, "ADMIN", timestamp),
			sequester_authority_certificate:
				sequesterAuthority && signSequesterAuthority(root, sequesterAuthority, timestamp),
		});
		if (reply.status !== "ok") throw new Error(`not bootstrapped: ${reply.status}`);
		return new TestOrganization(server, id, root, admin, timestamp);
	}

	/** The same organization, through another server on the same data. */
	through(server: TestServer): TestOrganization {
		return new TestOrganization(server, this.id, this.root, this.admin, this.#last);
	}

	/** Now, later than every timestamp that it gave before. */
	timestamp(): DateTime {
		this.#last = DateTime.max(now(this.server), DateTime.add(this.#last, 1n));
		return this.#last;
	}

	/** Calls a command of the authenticated family. @throws HttpStatusError */
	call<C extends Command>(device: TestDevice, command: C, request: RequestOf<C>): Promise<ReceivedReplyOf<C>> {
		return this.server.call(`/authenticated/${this.id}`, command, request, this.authorization(device));
	}

	/** Calls a command of the terms of service. @throws HttpStatusError */
	callTos<C extends Command>(device: TestDevice, command: C, request: RequestOf<C>): Promise<ReceivedReplyOf<C>> {
		return this.server.call(`/authenticated/${this.id}/tos`, command, request, this.authorization(device));
	}

	authorization({ deviceId, signingKey }: TestDevice): string {
		return `Bearer ${makeDeviceToken(deviceId, signingKey, Number(now(this.server)) / 1e6)}`;
	}

	async addUser(profile: UserProfile = "STANDARD", person = newPerson(), author = this.admin): Promise<TestDevice> {
		const request = signNewUser(author, person, profile, this.timestamp());
		succeed(await this.call(author, authenticatedCommands.commands.user_create, request));
		return person;
	}

	/** Another device of the user of `device`. */
	async addDevice(device: TestDevice): Promise<TestDevice> {
		const added = newDeviceOf(device);
		const request = signDevice(device, added, this.timestamp());
		succeed(await this.call(device, authenticatedCommands.commands.device_create, request));
		return added;
	}

	async updateProfile({ userId }: TestDevice, profile: UserProfile, author = this.admin): Promise<void> {
		const user_update_certificate = signUserUpdate(author, userId, profile, this.timestamp());
		succeed(await this.call(author, authenticatedCommands.commands.user_update, { user_update_certificate }));
	}

	async revoke({ userId }: TestDevice, author = this.admin): Promise<void> {
		const revoked_user_certificate = signRevocation(author, userId, this.timestamp());
		succeed(await this.call(author, authenticatedCommands.commands.user_revoke, { revoked_user_certificate }));
	}

	async freeze({ userId }: TestDevice, frozen = true): Promise<void> {
		const { status } = await this.server.administrate("POST", `organizations/${this.id}/users/freeze`, {
			user_id: userId,
			frozen,
		});
		if (status !== 200) throw new Error(`not frozen: ${status}`);
	}

	/**
	 * A realm written straight to the database, with role certificates that no command would accept in this order and at these dates, by the
	 * administrator; its topic is at the last of them. See `workspace.ts` for realms made as clients make them.
	 */
	async addRealm(roles: readonly RoleGiven[]): Promise<TestRealm> {
		const [id, key] = [newId(VlobID), await this.key()];
		const certificates = roles.map(({ user, role, timestamp }) =>
			signObject(
				RealmRoleCertificate,
				{
					type: "realm_role_certificate",
					author: this.admin.deviceId,
					timestamp,
					realm_id: id,
					user_id: user.userId,
					role,
				},
				this.admin.signingKey,
			),
		);
		await this.server.database.write(async (tx) => {
			const created = roles[0]?.timestamp ?? DateTime.EPOCH;
			await tx.run("INSERT INTO realm (organization, id, created_on) VALUES ($1, $2, $3)", key, id, created);
			for (const [i, { user, role, timestamp }] of roles.entries())
				await tx.run(
					`INSERT INTO realm_role (realm, app_user, role, certificate, certified_on)
					SELECT realm.key, app_user.key, $1, $2, $3 FROM realm, app_user
					WHERE realm.id = $4 AND app_user.organization = $5 AND app_user.id = $6`,
					role,
					certificates[i] ?? null,
					timestamp,
					id,
					key,
					user.userId,
				);
			await openTopic(tx, key, id);
			await advanceTopic(tx, key, id, roles.at(-1)?.timestamp ?? DateTime.EPOCH);
		});
		return { id, certificates };
	}

	/** A vlob written straight to the database, by the administrator. */
	async addVlob(realm: VlobID, timestamp: DateTime, blob = new Uint8Array(8)): Promise<void> {
		await this.server.database.write(async (tx) => {
			await tx.run("UPDATE realm SET checkpoint = checkpoint + 1 WHERE id = $1", realm);
			await tx.run(
				`INSERT INTO vlob (realm, checkpoint, id, version, key_index, blob, size, author, created_on)
				SELECT realm.key, realm.checkpoint, $1, 1, 1, $2, $3, device.key, $4 FROM realm, device
				WHERE realm.id = $5 AND device.id = $6`,
				newId(VlobID),
				blob,
				blob.length,
				timestamp,
				realm,
				this.admin.deviceId,
			);
		});
	}

	/** Its key in the database, for what no request can set up. */
	async key(): Promise<bigint> {
		const row = await this.server.database.read((sql) =>
			sql.one<{ key: bigint }>("SELECT key FROM organization WHERE id = $1", this.id),
		);
		if (!row) throw new Error("the organization is not in the database");
		return row.key;
	}
}

function succeed({ status }: { readonly status: string }): void {
	if (status !== "ok") throw new Error(`the command answered ${status}`);
}
