import { makeDeviceToken, newId, newSigningKey, verifyKeyOf } from "@parallax/crypto";
import {
	type AccessToken,
	authenticatedCommands,
	type Command,
	type DateTime,
	DeviceID,
	EmailAddress,
	type OrganizationID,
	type ReceivedReplyOf,
	type RequestOf,
	type UserID,
	type UserProfile,
} from "@parallax/protocol";
import { EventStream } from "./eventStream.ts";
import { type SeededDevice, type SeededOrganization, seedOrganization, seedUser } from "./seed.ts";
import { HttpStatusError, type TestServer } from "./server.ts";

type Headers = Readonly<Record<string, string>>;

/** A member of an organization, through one of his devices. */
export class Member {
	readonly server: TestServer;
	readonly organization: SeededOrganization;
	readonly device: SeededDevice;

	constructor(server: TestServer, organization: SeededOrganization, device: SeededDevice) {
		this.server = server;
		this.organization = organization;
		this.device = device;
	}

	get userId(): UserID {
		return this.device.userId;
	}

	get email(): EmailAddress {
		return EmailAddress.parse(`${this.userId}@example.com`);
	}

	get handle() {
		return { email: this.email, label: "Somebody" };
	}

	call<C extends Command>(command: C, request: RequestOf<C>, headers?: Headers): Promise<ReceivedReplyOf<C>> {
		const token = makeDeviceToken(this.device.deviceId, this.device.signingKey, Date.now() / 1000);
		return this.server.call(`/authenticated/${this.organization.id}`, command, request, `Bearer ${token}`, headers);
	}

	follow(): Promise<EventStream> {
		return EventStream.follow(this.server, this.organization.id, this.device);
	}

	/** Revoked on this date, as the database knows it. */
	async revoke(on: DateTime = 2n as DateTime): Promise<void> {
		await this.#update("revoked_on = $2, revoked_certificate = $3", on, new Uint8Array([0]));
	}

	async become(profile: UserProfile): Promise<void> {
		await this.#update("current_profile = $2", profile);
	}

	async freeze(): Promise<void> {
		await this.#update("frozen = $2", true);
	}

	/** Another device of the same user. */
	async addDevice(): Promise<Member> {
		const device: SeededDevice = { userId: this.userId, deviceId: newId(DeviceID), signingKey: newSigningKey() };
		await this.server.database.write((tx) =>
			tx.run(
				`INSERT INTO device (organization, id, app_user, label, verify_key, certificate, redacted_certificate, created_on)
				SELECT $1, $2, key, 'phone', $4, $5, $5, 1 FROM app_user WHERE organization = $1 AND id = $3`,
				this.organization.key,
				device.deviceId,
				this.userId,
				verifyKeyOf(device.signingKey),
				new Uint8Array([0]),
			),
		);
		return new Member(this.server, this.organization, device);
	}

	async #update(assignments: string, ...values: (string | bigint | boolean | Uint8Array)[]): Promise<void> {
		await this.server.database.write((tx) =>
			tx.run(`UPDATE app_user SET ${assignments} WHERE id = $1`, this.userId, ...values),
		);
	}
}

/** The holder of an invitation link. */
export class Guest {
	readonly server: TestServer;
	readonly organization: OrganizationID;
	readonly token: AccessToken;

	constructor(server: TestServer, organization: OrganizationID, token: AccessToken) {
		this.server = server;
		this.organization = organization;
		this.token = token;
	}

	call<C extends Command>(command: C, request: RequestOf<C>, headers?: Headers): Promise<ReceivedReplyOf<C>> {
		return this.server.call(`/invited/${this.organization}`, command, request, `Bearer ${this.token}`, headers);
	}
}

/** An organization whose administrator is `host`. */
export async function found(
	server: TestServer,
): Promise<{ host: Member; join: (profile: UserProfile) => Promise<Member> }> {
	const organization = await seedOrganization(server);
	return {
		host: new Member(server, organization, organization),
		join: async (profile) => new Member(server, organization, await seedUser(server, organization.key, profile)),
	};
}

/** Invites this address, and gives the one who holds the link. */
export async function inviteGuest(host: Member, email = "zack@example.com"): Promise<Guest> {
	const reply = await host.call(authenticatedCommands.commands.invite_new_user, {
		claimer_email: EmailAddress.parse(email),
		send_email: false,
	});
	if (reply.status !== "ok") throw new Error(`not invited: ${reply.status}`);
	return new Guest(host.server, host.organization.id, reply.token);
}

/** The reply when it is `ok`. */
export function expectOk<R extends { readonly status: string }>(reply: R): R & { readonly status: "ok" } {
	if (reply.status !== "ok") throw new Error(`the status is ${reply.status}`);
	return reply as R & { readonly status: "ok" };
}

/** Whether a request is refused with this HTTP status. */
export function refusedBy(status: number): (error: unknown) => boolean {
	return (error) => error instanceof HttpStatusError && error.status === status;
}
