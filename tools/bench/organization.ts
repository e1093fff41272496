import { anonymousCaller, bootstrapOrganization } from "@parallax/client";
import { systemNetwork } from "@parallax/client/node";
import { makeDeviceToken } from "@parallax/crypto";
import {
	ApiVersion,
	authenticatedCommands,
	type Command,
	DateTime,
	DeviceLabel,
	decodeReply,
	EmailAddress,
	encodeRequest,
	HumanHandle,
	type LocalDevice,
	OrganizationBootstrapAddr,
	OrganizationID,
	type ReplyOf,
	type RequestOf,
	ServerAddr,
} from "@parallax/protocol";
import { newPerson, signNewUser } from "../../packages/server/test/support/fixtures.ts";
import { RawConnection } from "./load.ts";

const { commands } = authenticatedCommands;
const network = systemNetwork("bench");

/** An organization made for measuring, driven by its first administrator. */
export class BenchOrganization {
	readonly device: LocalDevice;
	readonly #port: number;
	#lastTimestamp = 0n;
	#token = { second: 0, text: "" };

	private constructor(device: LocalDevice, port: number) {
		this.device = device;
		this.#port = port;
	}

	/** Bootstraps a new one, which the server must allow to anybody. */
	static async create(port: number, name: string): Promise<BenchOrganization> {
		const server = ServerAddr.parse(`parsec3://127.0.0.1:${port}?no_ssl=true`);
		const address = new OrganizationBootstrapAddr(server, OrganizationID.parse(name), null);
		const outcome = await bootstrapOrganization(
			address,
			anonymousCaller(network, address.server, address.organizationId),
			network.now(),
			{
				humanHandle: HumanHandle.parse("admin@bench.invalid", "Admin"),
				deviceLabel: DeviceLabel.parse("bench"),
				sequesterAuthority: null,
			},
		);
		if (outcome.status !== "ok") throw new Error(`The organization could not be made: ${outcome.status}`);
		return new BenchOrganization(outcome.device, port);
	}

	get path(): string {
		return `/authenticated/${this.device.organization_id}`;
	}

	/** The headers of a request, with a token that is made once per second, since it is the same text meanwhile. */
	headers(contentType = "Content-Type: application/msgpack"): string {
		const now = Math.floor(Date.now() / 1000);
		if (now !== this.#token.second) {
			const { device_id, signing_key } = this.device;
			this.#token = { second: now, text: makeDeviceToken(device_id, signing_key, now) };
		}
		const version = ApiVersion.format(ApiVersion.CURRENT);
		return `Api-Version: ${version}\r\n${contentType}\r\nAuthorization: Bearer ${this.#token.text}\r\n`;
	}

	/** Sends one command, and checks that it is `ok`. */
	async send<C extends Command>(connection: RawConnection, command: C, request: RequestOf<C>): Promise<void> {
		expectOk(command, await connection.post(this.path, this.headers(), encodeRequest(command, request)));
	}

	/** Sends one command, and gives what it answers when that is `ok`. */
	async ask<C extends Command>(connection: RawConnection, command: C, request: RequestOf<C>): Promise<OkOf<C>> {
		const body = await connection.post(this.path, this.headers(), encodeRequest(command, request));
		const reply = decodeReply(command, body);
		if (reply.status !== "ok") throw new Error(`${command.name} answered ${reply.status}`);
		return reply as OkOf<C>;
	}

	async createUsers(count: number): Promise<void> {
		const connection = await RawConnection.open(this.#port);
		for (let i = 0; i < count; i++) await this.createUser(connection);
		connection.close();
	}

	async createUser(connection: RawConnection): Promise<void> {
		await this.send(connection, commands.user_create, this.#newUser());
	}

	async createInvitations(count: number): Promise<void> {
		const connection = await RawConnection.open(this.#port);
		for (let i = 0; i < count; i++) {
			const claimer_email = EmailAddress.parse(`guest${i}@bench.invalid`);
			await this.send(connection, commands.invite_new_user, { claimer_email, send_email: false });
		}
		connection.close();
	}

	#newUser(): RequestOf<typeof commands.user_create> {
		const { device_id, signing_key } = this.device;
		const signer = { deviceId: device_id, signingKey: signing_key };
		return signNewUser(signer, newPerson(), "STANDARD", this.nextTimestamp());
	}

	/** Now, later than all that it gave before. */
	nextTimestamp(): DateTime {
		const now = network.now();
		this.#lastTimestamp = now > this.#lastTimestamp ? now : this.#lastTimestamp + 1n;
		return DateTime.fromMicroseconds(this.#lastTimestamp);
	}
}

type OkOf<C extends Command> = Extract<ReplyOf<C>, { readonly status: "ok" }>;

/** A reply that is not `ok` would make a meaningless figure. The status comes first in every reply of both servers, so that `ok` is quick to see. */
export function expectOk(command: Command, reply: Buffer): void {
	if (reply.subarray(0, 12).indexOf("\xa6status\xa2ok", 0, "latin1") >= 0) return;
	const { status } = decodeReply(command, reply);
	if (status !== "ok") throw new Error(`${command.name} answered ${status}`);
}
