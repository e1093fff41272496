import { decrypt, encrypt, openSequesterSigned, RsaPublicKey, unverifiedMessage } from "@parallax/crypto";
import {
	type CommonCertificate,
	CommonCertificate as CommonCertificateType,
	type DataType,
	type DateTime,
	type DeviceCertificate,
	type DeviceID,
	decodeV0,
	type LocalDevice,
	type RealmCertificate,
	RealmCertificate as RealmCertificateType,
	type RealmRole,
	type RevokedUserCertificate,
	SequesterAuthorityCertificate,
	type SequesterServiceID,
	type SequesterSignedCertificate,
	SequesterSignedCertificate as SequesterSignedCertificateType,
	type ShamirRecoveryCertificate,
	ShamirRecoveryCertificate as ShamirRecoveryCertificateType,
	type UserCertificate,
	type UserID,
	type UserProfile,
	type UserUpdateCertificate,
	type VlobID,
} from "@parallax/protocol";
import type { Slices } from "../slices.ts";
import {
	type CertificateRow,
	type CertificateStorage,
	type LastTimestamps,
	TOPIC_TYPES,
} from "../storage/certificateStorage.ts";

/** All that certificates say of one user. */
export interface UserRecord {
	readonly certificate: UserCertificate;
	/** Oldest first. */
	readonly updates: readonly UserUpdateCertificate[];
	readonly revoked: RevokedUserCertificate | undefined;
}

/** All that certificates say of one realm, each kind oldest first. */
export interface RealmRecord {
	readonly certificates: readonly RealmCertificate[];
}

export interface SequesterRecord {
	readonly authority: SequesterAuthorityCertificate | undefined;
	readonly services: readonly SequesterSignedCertificate[];
}

interface Topics {
	common: DateTime | null;
	sequester: DateTime | null;
	shamirRecovery: DateTime | null;
	readonly realms: Map<VlobID, DateTime>;
}

/**
 * The certificates of one device as validation and queries see them: what is stored, read on demand and kept decoded,
 * and what the current batch has added so far. A batch that fails is undone by dropping the view.
 */
export class CertificateView {
	readonly #storage: CertificateStorage;
	readonly #device: LocalDevice;
	readonly #slices: Slices;
	readonly #users = new Map<UserID, UserRecord | undefined>();
	#everybody: readonly UserRecord[] | undefined;
	readonly #devices = new Map<DeviceID, DeviceCertificate | undefined>();
	readonly #realms = new Map<VlobID, RealmRecord>();
	#shamir: readonly ShamirRecoveryCertificate[] | undefined;
	#sequester: SequesterRecord | undefined;
	readonly #last: Topics;
	/** Nothing is stored: what is not in memory does not exist. */
	readonly #storedNothing: boolean;
	#added: CertificateRow[] = [];

	private constructor(storage: CertificateStorage, device: LocalDevice, slices: Slices, last: LastTimestamps) {
		this.#storage = storage;
		this.#device = device;
		this.#slices = slices;
		this.#last = { ...last, realms: new Map(last.realms) };
		this.#storedNothing = this.empty;
	}

	static async open(storage: CertificateStorage, device: LocalDevice, slices: Slices): Promise<CertificateView> {
		return new CertificateView(storage, device, slices, await storage.lastTimestamps());
	}

	/** A view of nothing, for a batch that replaces everything. */
	static blank(storage: CertificateStorage, device: LocalDevice, slices: Slices): CertificateView {
		const nothing = { common: null, sequester: null, shamirRecovery: null, realms: new Map() };
		return new CertificateView(storage, device, slices, nothing);
	}

	get last(): LastTimestamps {
		return this.#last;
	}

	get empty(): boolean {
		const { common, sequester, shamirRecovery, realms } = this.#last;
		return common === null && sequester === null && shamirRecovery === null && realms.size === 0;
	}

	/** Whom this device belongs to. */
	get self(): UserID {
		return this.#device.user_id;
	}

	/** What the batch has added, in order; empty again afterwards. */
	takeAdded(): readonly CertificateRow[] {
		const added = this.#added;
		this.#added = [];
		return added;
	}

	async user(id: UserID): Promise<UserRecord | undefined> {
		if (!this.#users.has(id)) {
			const types = ["user_certificate", "user_update_certificate", "revoked_user_certificate"];
			this.#users.set(id, userRecord(await this.#read(CommonCertificateType, { types, filter1: id })));
		}
		return this.#users.get(id);
	}

	async device(id: DeviceID): Promise<DeviceCertificate | undefined> {
		if (!this.#devices.has(id)) {
			const [found] = await this.#read(CommonCertificateType, { types: ["device_certificate"], filter1: id });
			this.#devices.set(id, found?.type === "device_certificate" ? found : undefined);
		}
		return this.#devices.get(id);
	}

	async realm(id: VlobID): Promise<RealmRecord> {
		let record = this.#realms.get(id);
		if (!record) {
			record = { certificates: await this.#read(RealmCertificateType, { types: TOPIC_TYPES.realm, filter1: id }) };
			this.#realms.set(id, record);
		}
		return record;
	}

	async shamir(): Promise<readonly ShamirRecoveryCertificate[]> {
		this.#shamir ??= await this.#read(ShamirRecoveryCertificateType, { types: TOPIC_TYPES.shamirRecovery });
		return this.#shamir;
	}

	async sequester(): Promise<SequesterRecord> {
		this.#sequester ??= await this.#readSequester();
		return this.#sequester;
	}

	/** Every user, oldest first. Read once: reading ten thousand takes a quarter of a second. */
	async users(): Promise<readonly UserRecord[]> {
		this.#everybody ??= await this.#readUsers();
		return this.#everybody;
	}

	async #readUsers(): Promise<readonly UserRecord[]> {
		const types = ["user_certificate", "user_update_certificate", "revoked_user_certificate"];
		const byUser = new Map<UserID, CommonCertificate[]>();
		for (const certificate of await this.#read(CommonCertificateType, { types })) {
			const list = byUser.get(certificate.user_id);
			if (list) list.push(certificate);
			else byUser.set(certificate.user_id, [certificate]);
		}
		for (const [id, certificates] of byUser) this.#users.set(id, userRecord(certificates));
		return [...byUser.keys()].flatMap((id) => this.#users.get(id) ?? []);
	}

	/** The devices of one user, oldest first. */
	async devicesOf(id: UserID): Promise<readonly DeviceCertificate[]> {
		const found = await this.#read(CommonCertificateType, { types: ["device_certificate"], filter2: id });
		return found.filter((certificate) => certificate.type === "device_certificate");
	}

	addCommon(certificate: CommonCertificate, signed: Uint8Array): void {
		this.#everybody = undefined;
		const { type, timestamp } = certificate;
		if (certificate.type === "device_certificate") {
			this.#devices.set(certificate.device_id, certificate);
			this.#add({ type, timestamp, filter1: certificate.device_id, filter2: certificate.user_id }, signed);
		} else {
			const id = certificate.user_id;
			const before = this.#users.get(id);
			if (certificate.type === "user_certificate") {
				this.#users.set(id, { certificate, updates: [], revoked: undefined });
			} else if (before && certificate.type === "user_update_certificate") {
				this.#users.set(id, { ...before, updates: [...before.updates, certificate] });
			} else if (before && certificate.type === "revoked_user_certificate") {
				this.#users.set(id, { ...before, revoked: certificate });
			}
			this.#add({ type, timestamp, filter1: id, filter2: null }, signed);
		}
		this.#last.common = timestamp;
	}

	async addRealm(certificate: RealmCertificate, signed: Uint8Array): Promise<void> {
		const { type, timestamp, realm_id } = certificate;
		const { certificates } = await this.realm(realm_id);
		this.#realms.set(realm_id, { certificates: [...certificates, certificate] });
		this.#add({ type, timestamp, filter1: realm_id, filter2: realmFilter2(certificate) }, signed);
		this.#last.realms.set(realm_id, timestamp);
	}

	async addShamir(certificate: ShamirRecoveryCertificate, signed: Uint8Array): Promise<void> {
		const { type, timestamp } = certificate;
		this.#shamir = [...(await this.shamir()), certificate];
		const [filter1, filter2] =
			certificate.type === "shamir_recovery_deletion_certificate"
				? [certificate.setup_to_delete_user_id, null]
				: [
						certificate.user_id,
						certificate.type === "shamir_recovery_share_certificate" ? certificate.recipient : null,
					];
		this.#add({ type, timestamp, filter1, filter2 }, signed);
		this.#last.shamirRecovery = timestamp;
	}

	async addAuthority(authority: SequesterAuthorityCertificate, signed: Uint8Array): Promise<void> {
		this.#sequester = { authority, services: [] };
		this.#add({ type: authority.type, timestamp: authority.timestamp, filter1: null, filter2: null }, signed);
		this.#last.sequester = authority.timestamp;
	}

	async addService(certificate: SequesterSignedCertificate, signed: Uint8Array): Promise<void> {
		const { type, timestamp, service_id } = certificate;
		const { authority, services } = await this.sequester();
		this.#sequester = { authority, services: [...services, certificate] };
		this.#add({ type, timestamp, filter1: service_id as SequesterServiceID, filter2: null }, signed);
		this.#last.sequester = timestamp;
	}

	#add(row: Omit<CertificateRow, "blob">, signed: Uint8Array): void {
		this.#added.push({ ...row, blob: encrypt(this.#device.local_symkey, signed) });
	}

	/** What is stored was validated when it came, and is authenticated by its encryption (certificates.md §5). */
	async #read<T>(type: DataType<T>, query: Parameters<CertificateStorage["find"]>[0]): Promise<readonly T[]> {
		const certificates: T[] = [];
		for (const signed of await this.#signed(query)) {
			if (this.#slices.due) await this.#slices.rest();
			certificates.push(decodeV0(type, unverifiedMessage(signed)));
		}
		return certificates;
	}

	async #signed(query: Parameters<CertificateStorage["find"]>[0]): Promise<readonly Uint8Array[]> {
		if (this.#storedNothing && !this.#committed) return [];
		const signed: Uint8Array[] = [];
		for (const { blob } of await this.#storage.find(query)) {
			if (this.#slices.due) await this.#slices.rest();
			signed.push(decrypt(this.#device.local_symkey, blob));
		}
		return signed;
	}

	/** The batch is stored: from now on what is not in memory is read from there. */
	committed(): void {
		this.#committed = true;
	}

	#committed = false;

	async #readSequester(): Promise<SequesterRecord> {
		const [first] = await this.#signed({ types: ["sequester_authority_certificate"] });
		if (!first) return { authority: undefined, services: [] };
		const authority = decodeV0(SequesterAuthorityCertificate, unverifiedMessage(first));
		const types = TOPIC_TYPES.sequester.slice(1);
		const services = (await this.#signed({ types })).map((signed) =>
			openSequesterSigned(SequesterSignedCertificateType, signed, RsaPublicKey.fromDer(authority.verify_key_der)),
		);
		return { authority, services: await Promise.all(services) };
	}
}

/** The profile of a user at an instant; the current one without instant. */
export function profileAt({ certificate, updates }: UserRecord, at?: DateTime): UserProfile {
	const update = updates.findLast(({ timestamp }) => at === undefined || timestamp <= at);
	return update?.new_profile ?? certificate.profile;
}

/** Whether a user was revoked at an instant; a later revocation does not count then. */
export function revokedAt({ revoked }: UserRecord, at?: DateTime): boolean {
	return revoked !== undefined && (at === undefined || revoked.timestamp <= at);
}

/** The members of a realm with their roles at an instant: role certificates replayed, those without role left out. */
export function rolesAt({ certificates }: RealmRecord, at?: DateTime): ReadonlyMap<UserID, RealmRole> {
	const roles = new Map<UserID, RealmRole>();
	for (const certificate of certificates) {
		if (certificate.type !== "realm_role_certificate") continue;
		if (at !== undefined && certificate.timestamp > at) continue;
		if (certificate.role === null) roles.delete(certificate.user_id);
		else roles.set(certificate.user_id, certificate.role);
	}
	return roles;
}

function userRecord(certificates: readonly CommonCertificate[]): UserRecord | undefined {
	const certificate = certificates.find((each) => each.type === "user_certificate");
	return (
		certificate && {
			certificate,
			updates: certificates.filter((each) => each.type === "user_update_certificate"),
			revoked: certificates.find((each) => each.type === "revoked_user_certificate"),
		}
	);
}

/** The second column of the index, as certificates.md §5 rules it. */
function realmFilter2(certificate: RealmCertificate): string | null {
	if (certificate.type === "realm_role_certificate") return certificate.user_id;
	if (certificate.type === "realm_key_rotation_certificate") return String(certificate.key_index);
	return null;
}
