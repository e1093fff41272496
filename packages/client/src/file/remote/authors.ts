import type { DateTime, DeviceID, RealmRole, UserID, VerifyKey, VlobID } from "@parallax/protocol";
import type { CertificateView } from "../../certificate/index.ts";

/** What certificates say of a device that may have written in a workspace. */
export interface Author {
	readonly verifyKey: VerifyKey;
	/** It signs nothing that is older. */
	readonly since: DateTime;
	/** From when on its user is revoked. */
	readonly revoked: DateTime | null;
	/** Every role that its user was given in the workspace, oldest first. */
	readonly roles: readonly RoleSince[];
}

export interface RoleSince {
	readonly since: DateTime;
	/** `null`: taken. */
	readonly role: RealmRole | null;
}

/**
 * The authors of one workspace as one view of the certificates knows them, each looked up once: a hundred thousand manifests
 * are of a few devices.
 */
export class Authors {
	readonly view: CertificateView;
	readonly #realmId: VlobID;
	readonly #known = new Map<DeviceID, Author | null>();
	#roles: ReadonlyMap<UserID, readonly RoleSince[]> | undefined;

	constructor(view: CertificateView, realmId: VlobID) {
		this.view = view;
		this.#realmId = realmId;
	}

	/** Those of these devices that exist. */
	async of(devices: Iterable<DeviceID>): Promise<ReadonlyMap<DeviceID, Author>> {
		const found = new Map<DeviceID, Author>();
		for (const device of new Set(devices)) {
			let author = this.#known.get(device);
			if (author === undefined) {
				author = await this.#find(device);
				this.#known.set(device, author);
			}
			if (author) found.set(device, author);
		}
		return found;
	}

	async #find(device: DeviceID): Promise<Author | null> {
		const certificate = await this.view.device(device);
		const user = certificate && (await this.view.user(certificate.user_id));
		if (!user) return null;
		this.#roles ??= await this.#allRoles();
		return {
			verifyKey: certificate.verify_key,
			since: certificate.timestamp,
			revoked: user.revoked?.timestamp ?? null,
			roles: this.#roles.get(certificate.user_id) ?? [],
		};
	}

	async #allRoles(): Promise<ReadonlyMap<UserID, readonly RoleSince[]>> {
		const { certificates } = await this.view.realm(this.#realmId);
		const roles = certificates.filter((each) => each.type === "realm_role_certificate");
		const byUser = Map.groupBy(roles, ({ user_id }) => user_id);
		return new Map(
			[...byUser].map(([user, given]) => [user, given.map(({ timestamp, role }) => ({ since: timestamp, role }))]),
		);
	}
}

/** What an author may do at an instant. */
export function roleAt({ roles }: Author, at: DateTime): RealmRole | null {
	return roles.findLast(({ since }) => since <= at)?.role ?? null;
}
