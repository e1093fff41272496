import {
	type AuthenticatedCaller,
	ConnectionError,
	MemoryCertificateStorage,
	MemoryWorkspaceStorage,
} from "@parallax/client";
import { unverifiedMessage } from "@parallax/crypto";
import {
	type Command,
	DateTime,
	decodeReply,
	decodeV0,
	encodeReply,
	type LocalDevice,
	type RealmCertificate,
	RealmCertificate as RealmCertificateType,
	type UserID,
	type VlobID,
} from "@parallax/protocol";
import { CertificateStore } from "../../src/certificate/store.ts";
import type { WorkspaceStorage } from "../../src/storage/workspaceStorage.ts";
import { Workspaces } from "../../src/workspace/workspaces.ts";
import { History } from "../certificate/history.ts";
import { CertificateServer } from "../certificate/server.ts";

interface Bundle {
	readonly bundle: Uint8Array;
	readonly accesses: Map<UserID, Uint8Array>;
}

type Reply = { readonly status: string; readonly [field: string]: unknown };
type Request = Readonly<Record<string, unknown>>;

/** What becomes of one call: `answer` is what the server does when nobody meddles. */
export type Meddle = (name: string, answer: () => Reply, request: Request) => Reply;

/**
 * The realms of an organization as a server keeps them: what it refuses is only what clients must cope with. Certificates that
 * clients sign enter the history, keys bundles are kept beside.
 */
export class FakeRealms {
	readonly history = new History();
	readonly bundles = new Map<VlobID, Bundle[]>();
	/** Every command of realms that was called, in order. */
	readonly calls: string[] = [];
	meddle: Meddle = (_, answer) => answer();

	/** Cuts the network at the call that comes after `count` others: before the server takes it, or before its answer comes. */
	cutAfter(count: number, when: "before" | "after"): void {
		let left = count;
		this.meddle = (_, answer) => {
			if (left-- !== 0) return answer();
			if (when === "after") answer();
			throw new ConnectionError("offline");
		};
	}

	honest(): void {
		this.meddle = (_, answer) => answer();
	}

	/** A device at work; what it stores outlives it when given again. */
	session(device: LocalDevice, workspaceStorage: WorkspaceStorage = new MemoryWorkspaceStorage()) {
		const caller = this.#callerOf(device);
		const certificates = new CertificateStore(new MemoryCertificateStorage(), device, caller);
		const author = { device, caller, certificates, now: () => this.history.tick() };
		return { ...author, author, workspaces: new Workspaces(author, workspaceStorage) };
	}

	#callerOf(device: LocalDevice): AuthenticatedCaller {
		const certificates = new CertificateServer(this.history, device);
		return {
			call: async (command, request) => {
				const { name } = command as Command;
				const reply =
					name === "certificate_get"
						? this.meddle(name, () => ({ status: "ok" }), request as Request)
						: this.meddle(name, () => this.#answer(device, name, request as Request), request as Request);
				if (name === "certificate_get") return certificates.caller.call(command, request);
				this.calls.push(name);
				return decodeReply(command, encodeReply(command, reply as never));
			},
		};
	}

	#answer(device: LocalDevice, name: string, request: Request): Reply {
		switch (name) {
			case "realm_create":
				return this.#take(request["realm_role_certificate"], (_, known) =>
					known.length > 0
						? { status: "realm_already_exists", last_realm_certificate_timestamp: last(known) }
						: undefined,
				);
			case "realm_share": {
				const access = request["recipient_keys_bundle_access"] as Uint8Array;
				return this.#take(request["realm_role_certificate"], (certificate, known) => {
					const bundles = this.bundlesOf(certificate.realm_id);
					if (request["key_index"] !== BigInt(bundles.length) || bundles.length === 0)
						return { status: "bad_key_index", last_realm_certificate_timestamp: last(known) };
					if (certificate.type === "realm_role_certificate") bundles.at(-1)?.accesses.set(certificate.user_id, access);
					return undefined;
				});
			}
			case "realm_unshare":
				return this.#take(request["realm_role_certificate"], (certificate, known) =>
					certificate.type === "realm_role_certificate" && !membersOf(known).has(certificate.user_id)
						? { status: "recipient_already_unshared", last_realm_certificate_timestamp: last(known) }
						: undefined,
				);
			case "realm_self_promote_to_owner":
				return this.#take(request["realm_role_certificate"]);
			case "realm_rename":
				return this.#take(request["realm_name_certificate"], (certificate, known) => {
					if (
						certificate.type === "realm_name_certificate" &&
						certificate.key_index !== BigInt(this.bundlesOf(certificate.realm_id).length)
					)
						return { status: "bad_key_index", last_realm_certificate_timestamp: last(known) };
					const named = known.some(({ type }) => type === "realm_name_certificate");
					return request["initial_name_or_fail"] && named
						? { status: "initial_name_already_exists", last_realm_certificate_timestamp: last(known) }
						: undefined;
				});
			case "realm_update_archiving":
				return this.#take(request["archiving_certificate"]);
			case "realm_rotate_key":
				return this.#take(request["realm_key_rotation_certificate"], (certificate, known) =>
					this.#rotate(certificate, known, request),
				);
			case "realm_get_keys_bundle":
				return this.#bundle(device.user_id, request);
			default:
				throw new Error(`${name} was not expected`);
		}
	}

	bundlesOf(realm: VlobID): Bundle[] {
		const bundles = this.bundles.get(realm) ?? [];
		this.bundles.set(realm, bundles);
		return bundles;
	}

	certificatesOf(realm: VlobID): readonly RealmCertificate[] {
		return this.history.realm(realm).map(({ full }) => decodeV0(RealmCertificateType, unverifiedMessage(full)));
	}

	/** Keeps a certificate unless `refuse` has an objection, or it is not newer than what is there. */
	#take(
		signed: unknown,
		refuse: (certificate: RealmCertificate, known: readonly RealmCertificate[]) => Reply | undefined = () => undefined,
	): Reply {
		const full = signed as Uint8Array;
		const certificate = decodeV0(RealmCertificateType, unverifiedMessage(full));
		const { realm_id, timestamp } = certificate;
		const known = this.certificatesOf(realm_id);
		const newest = [...known, { timestamp: this.history.common.at(-1)?.timestamp ?? DateTime.EPOCH }]
			.map((each) => each.timestamp)
			.reduce((a, b) => DateTime.max(a, b));
		const refused = refuse(certificate, known);
		if (refused) return refused;
		if (timestamp <= newest) return { status: "require_greater_timestamp", strictly_greater_than: newest };
		this.history.realm(realm_id).push({ timestamp, full, redacted: full });
		return { status: "ok" };
	}

	#rotate(certificate: RealmCertificate, known: readonly RealmCertificate[], request: Request): Reply | undefined {
		const bundles = this.bundlesOf(certificate.realm_id);
		const index = certificate.type === "realm_key_rotation_certificate" ? certificate.key_index : 0n;
		if (index !== BigInt(bundles.length + 1))
			return { status: "bad_key_index", last_realm_certificate_timestamp: last(known) };
		const accesses = request["per_participant_keys_bundle_access"] as ReadonlyMap<UserID, Uint8Array>;
		if (membersOf(known).symmetricDifference(new Set(accesses.keys())).size > 0)
			return { status: "participant_mismatch", last_realm_certificate_timestamp: last(known) };
		bundles.push({ bundle: request["keys_bundle"] as Uint8Array, accesses: new Map(accesses) });
		return undefined;
	}

	#bundle(user: UserID, { realm_id, key_index }: Request): Reply {
		const found = this.bundlesOf(realm_id as VlobID)[Number(key_index) - 1];
		if (!found) return { status: "bad_key_index" };
		const access = found.accesses.get(user);
		if (!access) return { status: "access_not_available_for_author" };
		return { status: "ok", keys_bundle: found.bundle, keys_bundle_access: access };
	}
}

function membersOf(known: readonly RealmCertificate[]): ReadonlySet<UserID> {
	const members = new Set<UserID>();
	for (const each of known) {
		if (each.type !== "realm_role_certificate") continue;
		if (each.role === null) members.delete(each.user_id);
		else members.add(each.user_id);
	}
	return members;
}

function last(known: readonly RealmCertificate[]): DateTime {
	return known.at(-1)?.timestamp ?? DateTime.EPOCH;
}

export type FakeSession = ReturnType<FakeRealms["session"]>;
