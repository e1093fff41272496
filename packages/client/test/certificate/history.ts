import {
	newId,
	newPrivateKey,
	newSecretKey,
	newSequesterKey,
	newSigningKey,
	publicKeyOf,
	type RsaPrivateKey,
	sequesterSignObject,
	signObject,
	verifyKeyOf,
} from "@parallax/crypto";
import {
	type DataType,
	DateTime,
	DeviceCertificate,
	DeviceID,
	DeviceLabel,
	HumanHandle,
	type LocalDevice,
	OrganizationID,
	RealmArchivingCertificate,
	RealmKeyRotationCertificate,
	RealmNameCertificate,
	type RealmRole,
	RealmRoleCertificate,
	RevokedUserCertificate,
	SequesterAuthorityCertificate,
	SequesterPublicKeyDer,
	SequesterRevokedServiceCertificate,
	SequesterServiceCertificate,
	SequesterServiceID,
	SequesterVerifyKeyDer,
	ServerUrl,
	ShamirRecoveryBriefCertificate,
	ShamirRecoveryDeletionCertificate,
	ShamirRecoveryShareCertificate,
	UserCertificate,
	UserID,
	type UserProfile,
	UserUpdateCertificate,
	VlobID,
} from "@parallax/protocol";

/** One certificate as a server keeps it. */
export interface Entry {
	readonly timestamp: DateTime;
	readonly full: Uint8Array;
	/** What an OUTSIDER is given instead. */
	readonly redacted: Uint8Array;
	/** Who is given it; everybody when absent. */
	readonly audience?: ReadonlySet<UserID>;
}

/** What certificates say of a user before anybody changes it. */
type Over<T> = Partial<Omit<T, "type">>;

/** Making an RSA key takes a second: one serves every history of a file of tests. */
let authorityKey: Promise<RsaPrivateKey> | undefined;

/**
 * Certificates really signed, one after the other, by people who may break every rule: nothing is checked here, and the last
 * parameter of each method replaces any field. A person at a device is the `LocalDevice` that would be on their disk;
 * `null` as an author is the root of the organization.
 */
export class History {
	readonly common: Entry[] = [];
	readonly sequester: Entry[] = [];
	readonly shamir: Entry[] = [];
	readonly realms = new Map<VlobID, Entry[]>();
	readonly #root = newSigningKey();
	#now = DateTime.parse("2026-01-01T00:00:00Z");

	get now(): DateTime {
		return this.#now;
	}

	/** A second later. */
	tick(): DateTime {
		this.#now = DateTime.add(this.#now, 1_000_000n);
		return this.#now;
	}

	/** A user, of whom no certificate tells yet. */
	stranger(profile: UserProfile = "STANDARD"): LocalDevice {
		const user_id = newId(UserID);
		return {
			type: "local_device",
			server_url: ServerUrl.parse("https://parsec.invalid"),
			organization_id: OrganizationID.parse("Org"),
			root_verify_key: verifyKeyOf(this.#root),
			user_id,
			device_id: newId(DeviceID),
			device_label: DeviceLabel.parse("desk"),
			human_handle: HumanHandle.parse(`${user_id}@parsec.invalid`, "Somebody"),
			signing_key: newSigningKey(),
			private_key: newPrivateKey(),
			initial_profile: profile,
			user_realm_id: newId(VlobID),
			user_realm_key: newSecretKey(),
			local_symkey: newSecretKey(),
		};
	}

	/** The first administrator, signed by the root. */
	bootstrap(): LocalDevice {
		return this.addUser(null, "ADMIN");
	}

	/** A user with a first device, as servers accept them: both of one instant. */
	addUser(author: LocalDevice | null, profile: UserProfile = "STANDARD"): LocalDevice {
		const added = this.stranger(profile);
		this.user(author, added);
		return this.device(author, added, { timestamp: this.#now });
	}

	/** One more device of the same user, signed by the first. */
	addDevice(author: LocalDevice, over: Over<DeviceCertificate> = {}): LocalDevice {
		const other = this.stranger();
		const { device_id, signing_key, local_symkey } = other;
		return this.device(author, { ...author, device_id, signing_key, local_symkey }, over);
	}

	user(author: LocalDevice | null, user: LocalDevice, over: Over<UserCertificate> = {}): LocalDevice {
		const certificate: UserCertificate = {
			type: "user_certificate",
			author: author?.device_id ?? null,
			timestamp: this.#next(over),
			user_id: user.user_id,
			human_handle: user.human_handle,
			public_key: publicKeyOf(user.private_key),
			algorithm: "X25519_XSALSA20_POLY1305",
			profile: user.initial_profile,
			...over,
		};
		this.#push(this.common, UserCertificate, certificate, author, { ...certificate, human_handle: null });
		return user;
	}

	device(author: LocalDevice | null, device: LocalDevice, over: Over<DeviceCertificate> = {}): LocalDevice {
		const certificate: DeviceCertificate = {
			type: "device_certificate",
			purpose: "STANDARD",
			author: author?.device_id ?? null,
			timestamp: this.#next(over),
			user_id: device.user_id,
			device_id: device.device_id,
			device_label: device.device_label,
			verify_key: verifyKeyOf(device.signing_key),
			algorithm: "ED25519",
			...over,
		};
		this.#push(this.common, DeviceCertificate, certificate, author, { ...certificate, device_label: null });
		return device;
	}

	updateProfile(
		author: LocalDevice,
		user: LocalDevice,
		new_profile: UserProfile,
		over: Over<UserUpdateCertificate> = {},
	): void {
		const { user_id } = user;
		this.#push(
			this.common,
			UserUpdateCertificate,
			{ type: "user_update_certificate", ...this.#by(author, over), user_id, new_profile, ...over },
			author,
		);
	}

	revoke(author: LocalDevice, { user_id }: LocalDevice, over: Over<RevokedUserCertificate> = {}): void {
		this.#push(
			this.common,
			RevokedUserCertificate,
			{ type: "revoked_user_certificate", ...this.#by(author, over), user_id, ...over },
			author,
		);
	}

	/** A realm, and its creator as its owner. */
	createRealm(author: LocalDevice): VlobID {
		const realm = newId(VlobID);
		this.role(author, realm, author, "OWNER");
		return realm;
	}

	role(
		author: LocalDevice,
		realm_id: VlobID,
		{ user_id }: LocalDevice,
		role: RealmRole | null,
		over: Over<RealmRoleCertificate> = {},
	): void {
		this.#push(
			this.realm(realm_id),
			RealmRoleCertificate,
			{ type: "realm_role_certificate", ...this.#by(author, over), realm_id, user_id, role, ...over },
			author,
		);
	}

	rotateKey(author: LocalDevice, realm_id: VlobID, over: Over<RealmKeyRotationCertificate> = {}): void {
		this.#push(
			this.realm(realm_id),
			RealmKeyRotationCertificate,
			{
				type: "realm_key_rotation_certificate",
				...this.#by(author, over),
				realm_id,
				key_index: 1n,
				encryption_algorithm: "BLAKE2_XSALSA20_POLY1305",
				hash_algorithm: "SHA256",
				key_canary: new Uint8Array(40),
				...over,
			},
			author,
		);
	}

	rename(author: LocalDevice, realm_id: VlobID, over: Over<RealmNameCertificate> = {}): void {
		this.#push(
			this.realm(realm_id),
			RealmNameCertificate,
			{
				type: "realm_name_certificate",
				...this.#by(author, over),
				realm_id,
				key_index: 1n,
				encrypted_name: new Uint8Array(50),
				...over,
			},
			author,
		);
	}

	archive(author: LocalDevice, realm_id: VlobID, over: Over<RealmArchivingCertificate> = {}): void {
		this.#push(
			this.realm(realm_id),
			RealmArchivingCertificate,
			{
				type: "realm_archiving_certificate",
				...this.#by(author, over),
				realm_id,
				configuration: { type: "ARCHIVED" },
				...over,
			},
			author,
		);
	}

	/** The setup of `author`, without its shares. `audience`: whom the server tells, everybody when absent. */
	brief(
		author: LocalDevice,
		recipients: readonly LocalDevice[],
		over: Over<ShamirRecoveryBriefCertificate> = {},
		audience?: ReadonlySet<UserID>,
	): DateTime {
		const certificate: ShamirRecoveryBriefCertificate = {
			type: "shamir_recovery_brief_certificate",
			...this.#by(author, over),
			user_id: author.user_id,
			threshold: 1,
			per_recipient_shares: new Map(recipients.map(({ user_id }) => [user_id, 1])),
			...over,
		};
		this.#push(this.shamir, ShamirRecoveryBriefCertificate, certificate, author, certificate, audience);
		return certificate.timestamp;
	}

	/** The share of one recipient of the brief just made. */
	share(
		author: LocalDevice,
		recipient: LocalDevice,
		over: Over<ShamirRecoveryShareCertificate> = {},
		audience?: ReadonlySet<UserID>,
	): void {
		const certificate: ShamirRecoveryShareCertificate = {
			type: "shamir_recovery_share_certificate",
			author: author.device_id,
			timestamp: this.#now,
			user_id: author.user_id,
			recipient: recipient.user_id,
			ciphered_share: new Uint8Array(80),
			...over,
		};
		this.#push(this.shamir, ShamirRecoveryShareCertificate, certificate, author, certificate, audience);
	}

	/** The end of the setup that `author` made at `setup`. */
	deleteSetup(
		author: LocalDevice,
		setup: DateTime,
		recipients: readonly LocalDevice[],
		over: Over<ShamirRecoveryDeletionCertificate> = {},
		audience?: ReadonlySet<UserID>,
	): void {
		const certificate: ShamirRecoveryDeletionCertificate = {
			type: "shamir_recovery_deletion_certificate",
			...this.#by(author, over),
			setup_to_delete_timestamp: setup,
			setup_to_delete_user_id: author.user_id,
			share_recipients: new Set(recipients.map(({ user_id }) => user_id)),
			...over,
		};
		this.#push(this.shamir, ShamirRecoveryDeletionCertificate, certificate, author, certificate, audience);
	}

	/** The sequester authority, of the instant of the first user unless told otherwise. */
	async authority(over: Over<SequesterAuthorityCertificate> = {}): Promise<void> {
		const { publicKey } = await this.#authorityKey();
		const [first] = this.common;
		this.#push(
			this.sequester,
			SequesterAuthorityCertificate,
			{
				type: "sequester_authority_certificate",
				timestamp: first?.timestamp ?? this.#now,
				verify_key_der: SequesterVerifyKeyDer.decode(publicKey.der),
				...over,
			},
			null,
		);
	}

	async service(over: Over<SequesterServiceCertificate> = {}): Promise<SequesterServiceID> {
		const key = await this.#authorityKey();
		const certificate: SequesterServiceCertificate = {
			type: "sequester_service_certificate",
			timestamp: this.#next(over),
			service_id: newId(SequesterServiceID),
			service_label: "Escrow",
			encryption_key_der: SequesterPublicKeyDer.decode(key.publicKey.der),
			...over,
		};
		const full = await sequesterSignObject(SequesterServiceCertificate, certificate, key);
		this.sequester.push({ timestamp: certificate.timestamp, full, redacted: full });
		return certificate.service_id;
	}

	async revokeService(
		service_id: SequesterServiceID,
		over: Over<SequesterRevokedServiceCertificate> = {},
	): Promise<void> {
		const certificate: SequesterRevokedServiceCertificate = {
			type: "sequester_revoked_service_certificate",
			timestamp: this.#next(over),
			service_id,
			...over,
		};
		const full = await sequesterSignObject(SequesterRevokedServiceCertificate, certificate, await this.#authorityKey());
		this.sequester.push({ timestamp: certificate.timestamp, full, redacted: full });
	}

	/** The certificates of one realm; a new one has none. */
	realm(id: VlobID): Entry[] {
		const entries = this.realms.get(id) ?? [];
		this.realms.set(id, entries);
		return entries;
	}

	#authorityKey(): Promise<RsaPrivateKey> {
		authorityKey ??= newSequesterKey(2048);
		return authorityKey;
	}

	/** Time only passes when the test does not say which instant it is. */
	#next(over: { readonly timestamp?: DateTime }): DateTime {
		return over.timestamp ?? this.tick();
	}

	#by(author: LocalDevice, over: { readonly timestamp?: DateTime }) {
		return { author: author.device_id, timestamp: this.#next(over) };
	}

	#push<T extends { readonly timestamp: DateTime }>(
		topic: Entry[],
		type: DataType<T>,
		certificate: T,
		author: LocalDevice | null,
		redacted = certificate,
		audience?: ReadonlySet<UserID>,
	): void {
		const key = author?.signing_key ?? this.#root;
		topic.push({
			timestamp: certificate.timestamp,
			full: signObject(type, certificate, key),
			redacted: signObject(type, redacted, key),
			...(audience && { audience }),
		});
	}
}
