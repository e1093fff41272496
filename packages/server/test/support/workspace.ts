import assert from "node:assert/strict";
import { newId, signObject } from "@parallax/crypto";
import {
	authenticatedCommands,
	BlockID,
	type Command,
	DateTime,
	RealmArchivingCertificate,
	type RealmArchivingConfiguration,
	RealmKeyRotationCertificate,
	RealmNameCertificate,
	type RealmRole,
	RealmRoleCertificate,
	type ReceivedReplyOf,
	type RequestOf,
	type SequesterServiceID,
	type UserID,
	VlobID,
} from "@parallax/protocol";
import { EventStream } from "./eventStream.ts";
import { newPerson, type TestDevice, type TestOrganization } from "./fixtures.ts";
import { refusedBy } from "./peers.ts";
import type { TestServer } from "./server.ts";

const { commands } = authenticatedCommands;

export const bytes = (text: string) => new TextEncoder().encode(text);
export const later = (timestamp: DateTime, microseconds: number) => DateTime.add(timestamp, BigInt(microseconds));

/** The three who can never get as far as a command's own checks. */
export async function checkPrelude(organization: TestOrganization, attempt: (author: TestDevice) => Promise<unknown>) {
	await assert.rejects(attempt(newPerson()), refusedBy(403));
	const revoked = await organization.addUser();
	await organization.revoke(revoked);
	await assert.rejects(attempt(revoked), refusedBy(461));
	await organization.server.administrate("PATCH", `organizations/${organization.id}`, { is_expired: true });
	await assert.rejects(attempt(organization.admin), refusedBy(460));
}

/** Certificates as clients make them, with what is not as it should be for tests of refusals. */
export function signRole(
	{ deviceId, signingKey }: TestDevice,
	content: Pick<RealmRoleCertificate, "realm_id" | "user_id" | "role" | "timestamp">,
	changes: Partial<RealmRoleCertificate> = {},
): Uint8Array {
	return signObject(
		RealmRoleCertificate,
		{ type: "realm_role_certificate", author: deviceId, ...content, ...changes },
		signingKey,
	);
}

export function signName(
	{ deviceId, signingKey }: TestDevice,
	content: Pick<RealmNameCertificate, "realm_id" | "key_index" | "timestamp">,
): Uint8Array {
	return signObject(
		RealmNameCertificate,
		{ type: "realm_name_certificate", author: deviceId, encrypted_name: bytes("name"), ...content },
		signingKey,
	);
}

export function signRotation(
	{ deviceId, signingKey }: TestDevice,
	content: Pick<RealmKeyRotationCertificate, "realm_id" | "key_index" | "timestamp">,
): Uint8Array {
	return signObject(
		RealmKeyRotationCertificate,
		{
			type: "realm_key_rotation_certificate",
			author: deviceId,
			encryption_algorithm: "BLAKE2_XSALSA20_POLY1305",
			hash_algorithm: "SHA256",
			key_canary: bytes("canary"),
			...content,
		},
		signingKey,
	);
}

export function signArchiving(
	{ deviceId, signingKey }: TestDevice,
	content: Pick<RealmArchivingCertificate, "realm_id" | "configuration" | "timestamp">,
): Uint8Array {
	return signObject(
		RealmArchivingCertificate,
		{ type: "realm_archiving_certificate", author: deviceId, ...content },
		signingKey,
	);
}

type Reply<K extends keyof typeof commands> = Promise<ReceivedReplyOf<(typeof commands)[K]>>;

/** One realm, spoken to over HTTP. Every method says who asks; what a test does not care about is as it should be. */
export class Workspace {
	readonly organization: TestOrganization;
	readonly id: VlobID;
	/** Who created it. */
	readonly owner: TestDevice;
	/** Index of its last key, as far as rotations were made here. */
	keyIndex = 0n;
	readonly members = new Set<UserID>();

	private constructor(organization: TestOrganization, id: VlobID, owner: TestDevice) {
		this.organization = organization;
		this.id = id;
		this.owner = owner;
		this.members.add(owner.userId);
	}

	/** Created, without any key. */
	static async create(organization: TestOrganization, owner = organization.admin): Promise<Workspace> {
		const workspace = new Workspace(organization, newId(VlobID), owner);
		succeed(await workspace.createRealm(owner));
		return workspace;
	}

	/** Created, with a first key. */
	static async open(organization: TestOrganization, owner = organization.admin): Promise<Workspace> {
		const workspace = await Workspace.create(organization, owner);
		succeed(await workspace.rotate());
		return workspace;
	}

	/** The same realm, spoken to through another server on the same data. */
	through(server: TestServer): Workspace {
		const workspace = new Workspace(this.organization.through(server), this.id, this.owner);
		workspace.keyIndex = this.keyIndex;
		for (const member of this.members) workspace.members.add(member);
		return workspace;
	}

	call<C extends Command>(author: TestDevice, command: C, request: RequestOf<C>): Promise<ReceivedReplyOf<C>> {
		return this.organization.call(author, command, request);
	}

	createRealm(author: TestDevice, timestamp = this.organization.timestamp()): Reply<"realm_create"> {
		const content = { realm_id: this.id, user_id: author.userId, role: "OWNER", timestamp } as const;
		return this.call(author, commands.realm_create, { realm_role_certificate: signRole(author, content) });
	}

	async share(
		user: TestDevice,
		role: RealmRole | null,
		{
			author = this.owner,
			timestamp = this.organization.timestamp(),
			keyIndex = this.keyIndex,
			access = "shared",
		} = {},
	): Reply<"realm_share"> {
		const content = { realm_id: this.id, user_id: user.userId, role, timestamp };
		const reply = await this.call(author, commands.realm_share, {
			realm_role_certificate: signRole(author, content),
			recipient_keys_bundle_access: bytes(access),
			key_index: keyIndex,
		});
		if (reply.status === "ok") this.members.add(user.userId);
		return reply;
	}

	/** A member of this role, who has just joined the organization. */
	async join(role: RealmRole): Promise<TestDevice> {
		const user = await this.organization.addUser();
		succeed(await this.share(user, role));
		return user;
	}

	async unshare(
		user: TestDevice,
		{ author = this.owner, timestamp = this.organization.timestamp() } = {},
	): Reply<"realm_unshare"> {
		const content = { realm_id: this.id, user_id: user.userId, role: null, timestamp };
		const reply = await this.call(author, commands.realm_unshare, {
			realm_role_certificate: signRole(author, content),
		});
		if (reply.status === "ok") this.members.delete(user.userId);
		return reply;
	}

	promote(author: TestDevice, timestamp = this.organization.timestamp()): Reply<"realm_self_promote_to_owner"> {
		const content = { realm_id: this.id, user_id: author.userId, role: "OWNER", timestamp } as const;
		return this.call(author, commands.realm_self_promote_to_owner, {
			realm_role_certificate: signRole(author, content),
		});
	}

	rename({
		author = this.owner,
		timestamp = this.organization.timestamp(),
		keyIndex = this.keyIndex,
		initial = false,
	} = {}): Reply<"realm_rename"> {
		return this.call(author, commands.realm_rename, {
			realm_name_certificate: signName(author, { realm_id: this.id, key_index: keyIndex, timestamp }),
			initial_name_or_fail: initial,
		});
	}

	async rotate({
		author = this.owner,
		timestamp = this.organization.timestamp(),
		keyIndex = this.keyIndex + 1n,
		participants = [...this.members] as readonly UserID[],
		services = null as ReadonlyMap<SequesterServiceID, Uint8Array> | null,
	} = {}): Reply<"realm_rotate_key"> {
		const reply = await this.call(author, commands.realm_rotate_key, {
			realm_key_rotation_certificate: signRotation(author, { realm_id: this.id, key_index: keyIndex, timestamp }),
			per_participant_keys_bundle_access: new Map(participants.map((id) => [id, bytes(`${id} ${keyIndex}`)])),
			per_sequester_service_keys_bundle_access: services,
			keys_bundle: bytes(`bundle ${keyIndex}`),
		});
		if (reply.status === "ok") this.keyIndex = keyIndex;
		return reply;
	}

	keysBundle(author: TestDevice, keyIndex = this.keyIndex): Reply<"realm_get_keys_bundle"> {
		return this.call(author, commands.realm_get_keys_bundle, { realm_id: this.id, key_index: keyIndex });
	}

	archive(
		configuration: RealmArchivingConfiguration,
		{ author = this.owner, timestamp = this.organization.timestamp() } = {},
	): Reply<"realm_update_archiving"> {
		return this.call(author, commands.realm_update_archiving, {
			archiving_certificate: signArchiving(author, { realm_id: this.id, configuration, timestamp }),
		});
	}

	createVlob(
		vlob_id: VlobID,
		{
			author = this.owner,
			timestamp = this.organization.timestamp(),
			keyIndex = this.keyIndex,
			blob = bytes("version 1"),
		} = {},
	): Reply<"vlob_create"> {
		return this.call(author, commands.vlob_create, {
			realm_id: this.id,
			vlob_id,
			key_index: keyIndex,
			timestamp,
			blob,
		});
	}

	updateVlob(
		vlob_id: VlobID,
		version: number,
		{
			author = this.owner,
			timestamp = this.organization.timestamp(),
			keyIndex = this.keyIndex,
			blob = bytes(`version ${version}`),
		} = {},
	): Reply<"vlob_update"> {
		return this.call(author, commands.vlob_update, {
			realm_id: this.id,
			vlob_id,
			version,
			key_index: keyIndex,
			timestamp,
			blob,
		});
	}

	readBatch(vlobs: readonly VlobID[], at: DateTime | null = null, author = this.owner): Reply<"vlob_read_batch"> {
		return this.call(author, commands.vlob_read_batch, { realm_id: this.id, vlobs, at });
	}

	readVersions(items: readonly (readonly [VlobID, number])[], author = this.owner): Reply<"vlob_read_versions"> {
		return this.call(author, commands.vlob_read_versions, { realm_id: this.id, items });
	}

	poll(last_checkpoint: bigint, author = this.owner): Reply<"vlob_poll_changes"> {
		return this.call(author, commands.vlob_poll_changes, { realm_id: this.id, last_checkpoint });
	}

	createBlock(
		block_id: BlockID,
		block: Uint8Array,
		{ author = this.owner, keyIndex = this.keyIndex } = {},
	): Reply<"block_create"> {
		return this.call(author, commands.block_create, { block_id, realm_id: this.id, key_index: keyIndex, block });
	}

	readBlock(block_id: BlockID, author = this.owner): Reply<"block_read"> {
		return this.call(author, commands.block_read, { block_id, realm_id: this.id });
	}

	/** The timestamp of its last certificate, as the server tells those who share a role that is there already. */
	async lastCertificate(): Promise<DateTime> {
		const reply = await this.createRealm(this.owner);
		if (reply.status !== "realm_already_exists") throw new Error(`the realm does not exist: ${reply.status}`);
		return reply.last_realm_certificate_timestamp;
	}

	/** As the operator's deletion leaves it, as far as clients see. */
	async markDeleted(): Promise<void> {
		await this.organization.server.database.write((tx) =>
			tx.run("UPDATE realm SET status = 'DELETED' WHERE id = $1", this.id),
		);
	}
}

export function succeed<R extends { readonly status: string }>(reply: R): R & { readonly status: "ok" } {
	if (reply.status !== "ok") throw new Error(`the command answered ${reply.status}`);
	return reply as R & { readonly status: "ok" };
}

/**
 * Follows the events of each device from now on. Those of before may still be on their way, which is as it should be: they are skipped, up to
 * one that comes after them.
 */
export async function follow(
	organization: TestOrganization,
	...devices: readonly TestDevice[]
): Promise<EventStream[]> {
	const streams: EventStream[] = [];
	for (const device of devices) streams.push(await EventStream.follow(organization.server, organization.id, device));
	succeed(await organization.call(organization.admin, commands.ping, { ping: "from now on" }));
	for (const stream of streams)
		for (;;) {
			const { told } = await stream.event();
			if (told.status === "ok" && told.event === "PINGED") break;
		}
	return streams;
}

/** What the next event of a stream is. */
export async function nextEvent(stream: EventStream) {
	const { told } = await stream.event();
	if (told.status !== "ok") throw new Error(`the stream said ${told.status}`);
	const { status, ...event } = told;
	return event;
}

export const newVlobId = () => newId(VlobID);
export const newBlockId = () => newId(BlockID);
