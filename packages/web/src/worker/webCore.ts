import {
	anonymousCaller,
	anonymousServerCaller,
	bootstrapOrganization,
	ConnectionError,
	describe,
	invitedCaller,
	type Network,
	Session,
	type Unlocked,
} from "@parallax/client";
import {
	certificateDatabase,
	IndexedDbCertificateStorage,
	IndexedDbWorkspaceStorage,
	workspaceDatabase,
} from "@parallax/client/browser";
import {
	anonymousServerCommands,
	DateTime,
	DecodeError,
	type DeviceID,
	DeviceLabel,
	HumanHandle,
	type LocalDevice,
	OrganizationBootstrapAddr,
	OrganizationID,
	ServerAddr,
} from "@parallax/protocol";
import type {
	Core,
	CreateOrganizationOutcome,
	GuestGreeting,
	InvitationOutcome,
	KnownDevice,
	Link,
	LoginOutcome,
	NewOrganization,
	PasswordStrength,
	ServerInfo,
	WebSession,
} from "../core/api.ts";
import { type Release, takeDevice } from "./deviceLock.ts";
import { facade, type MethodsOf } from "./facade.ts";
import { GuestScreen } from "./greeting/guest.ts";
import { askInvitation, invitedEmail, possibleHosts } from "./greeting/invitation.ts";
import { KnownDevices } from "./knownDevices.ts";
import { bootstrapOf, invitationOf, readLink } from "./links.ts";
import { clock, orUnreachable, unreachable } from "./outcomes.ts";
import { DeviceSession } from "./session.ts";
import { browserNow } from "./time.ts";

const network: Network = {
	fetch: (input, init) => fetch(input, init),
	now: browserNow,
	// A browser names itself.
	userAgent: null,
};

/** The core of the application: what the page asks, done on the client. */
export class WebCore implements Core {
	readonly #origin: string;
	readonly #server: ServerAddr;
	readonly #sessions = new Map<DeviceID, DeviceSession>();
	readonly #loggingIn = new Map<DeviceID, Promise<LoginOutcome>>();
	readonly #guests = new Set<GuestScreen>();
	readonly #deviceListeners = new Set<() => void>();
	#known: Promise<KnownDevices> | undefined;

	/** @param origin of the server that serves the page: the only one that this application asks. */
	constructor(origin: string) {
		const { host, protocol } = new URL(origin);
		this.#origin = origin;
		this.#server = new ServerAddr(host, protocol === "https:");
	}

	async devices(): Promise<readonly KnownDevice[]> {
		return (await this.#devices()).list((device) => this.#sessions.has(device));
	}

	async watchDevices(listener: () => void): Promise<void> {
		this.#deviceListeners.add(listener);
	}

	async networkChanged(online: boolean): Promise<void> {
		for (const session of this.#sessions.values()) session.networkChanged(online);
		if (!online) for (const guest of this.#guests) guest.lostNetwork();
	}

	async lookedAt(): Promise<void> {
		for (const session of this.#sessions.values()) void session.tryAgain();
	}

	async readLink(text: string): Promise<Link> {
		return readLink(text, this.#origin);
	}

	/** The dictionaries are large: they are loaded when somebody first chooses a password. */
	async passwordStrength(password: string, personal: readonly string[]): Promise<PasswordStrength> {
		const { passwordStrength } = await import("./passwordStrength.ts");
		return passwordStrength(password, personal);
	}

	async server(): Promise<ServerInfo | undefined> {
		const { server_config } = anonymousServerCommands.commands;
		const reply = await orUnreachable(() => anonymousServerCaller(network, this.#server).call(server_config, {}));
		if (reply.status !== "ok") return undefined;
		const allowed = reply.advisory_device_file_protection ?? [];
		return {
			spontaneousCreation: reply.organization_bootstrap === "SPONTANEOUS",
			passwordAllowed: allowed.length === 0 || allowed.includes("PASSWORD"),
		};
	}

	async createOrganization(
		{ bootstrapLink, organizationId, name, email, password }: NewOrganization,
		deviceLabel: string,
	): Promise<CreateOrganizationOutcome> {
		const address = bootstrapLink
			? bootstrapOf(bootstrapLink)
			: new OrganizationBootstrapAddr(this.#server, OrganizationID.parse(organizationId), null);
		const firstUser = {
			humanHandle: HumanHandle.parse(email, name),
			deviceLabel: DeviceLabel.parse(deviceLabel),
			sequesterAuthority: null,
		};
		if (!(await this.#canSave())) return { status: "storage-refused" };
		const caller = anonymousCaller(network, address.server, address.organizationId);
		const outcome = await orUnreachable(() => bootstrapOrganization(address, caller, network.now(), firstUser));
		switch (outcome.status) {
			case "ok":
				await this.#save(outcome.device, password);
				return { status: "ok", deviceId: outcome.device.device_id };
			case "organization_already_bootstrapped":
				return { status: address.token === null ? "name-taken" : "token-used" };
			case "invalid_bootstrap_token":
				return { status: address.token === null ? "creation-disabled" : "token-used" };
			case "timestamp_out_of_ballpark":
				return clock(outcome.server_timestamp, outcome.client_timestamp);
			case "invalid_certificate":
			case "unknown_status":
				return { status: "failed", detail: outcome.status };
			default:
				return outcome;
		}
	}

	async invitation(link: string): Promise<InvitationOutcome> {
		const { caller, organizationId } = this.#invitedTo(link);
		try {
			const invitation = await askInvitation(caller);
			if (!invitation) return { status: "invitation-not-found" };
			return {
				status: "ok",
				kind: invitation.type === "USER" ? "user" : "device",
				organizationId,
				email: invitedEmail(invitation),
				hosts: possibleHosts(invitation),
			};
		} catch (error) {
			if (!(error instanceof ConnectionError)) throw error;
			switch (error.kind) {
				case "invitation_gone":
					return { status: "invitation-gone" };
				case "invitation_not_found":
				case "organization_not_found":
					return { status: "invitation-not-found" };
				case "organization_expired":
					return { status: "organization-expired" };
				default:
					return unreachable(error);
			}
		}
	}

	async join(link: string): Promise<GuestGreeting> {
		for (const earlier of this.#guests) void earlier.leave();
		this.#guests.clear();
		const screen = new GuestScreen(this.#invitedTo(link), (device, password) => this.#save(device, password));
		this.#guests.add(screen);
		screen.start();
		return facade<GuestGreeting>(screen, GUEST_GREETING);
	}

	/** A second demand while the first is under way has the same answer. */
	logIn(device: DeviceID, password: string): Promise<LoginOutcome> {
		const already = this.#loggingIn.get(device);
		if (already) return already;
		const loggingIn = this.#logIn(device, password).finally(() => this.#loggingIn.delete(device));
		this.#loggingIn.set(device, loggingIn);
		return loggingIn;
	}

	async session(device: DeviceID): Promise<WebSession | null> {
		const session = this.#sessions.get(device);
		return session ? facade<WebSession>(session, WEB_SESSION) : null;
	}

	async exportDevice(device: DeviceID) {
		return (await (await this.#devices()).folder.export(device)) ?? null;
	}

	async importDevice(bytes: Uint8Array): ReturnType<Core["importDevice"]> {
		const server = serverOf(bytes);
		if (!server) return { status: "invalid" };
		if (new URL(server.toUrl()).origin !== this.#origin) return { status: "elsewhere", server: server.host };
		if (!(await this.#canSave())) return { status: "storage-refused" };
		const outcome = await (await this.#devices()).folder.import(bytes);
		switch (outcome.status) {
			case "ok":
				return { status: "ok", deviceId: outcome.device.device_id };
			case "already_here":
				return { status: "already-here" };
			default:
				return { status: "invalid" };
		}
	}

	async forgetDevice(device: DeviceID): Promise<"ok" | "in-use"> {
		await this.#sessions.get(device)?.logOut();
		const release = await takeDevice(device);
		if (!release) return "in-use";
		try {
			await (await this.#devices()).forget(device);
		} finally {
			release();
		}
		this.#devicesChanged();
		return "ok";
	}

	/** Opened when first needed; a browser that refuses is asked again the next time. */
	#devices(): Promise<KnownDevices> {
		if (!this.#known) {
			const opening = KnownDevices.open();
			this.#known = opening;
			opening.then(
				({ folder }) => folder.subscribe(() => this.#devicesChanged()),
				() => {
					this.#known = undefined;
				},
			);
		}
		return this.#known;
	}

	#devicesChanged(): void {
		for (const listener of this.#deviceListeners) listener();
	}

	async #canSave(): Promise<boolean> {
		try {
			await (await this.#devices()).folder.prepare();
			return true;
		} catch (error) {
			if (error instanceof DOMException) return false;
			throw error;
		}
	}

	async #save(device: LocalDevice, password: string): Promise<void> {
		await (await this.#devices()).folder.save(device, password, network.now());
	}

	#invitedTo(link: string) {
		const { server, organizationId, token } = invitationOf(link);
		return { server, organizationId, caller: invitedCaller(network, server, organizationId, token) };
	}

	async #logIn(deviceId: DeviceID, password: string): Promise<LoginOutcome> {
		if (this.#sessions.has(deviceId)) return { status: "ok" };
		const release = await takeDevice(deviceId);
		if (!release) return { status: "in-use" };
		try {
			const unlocked = await (await this.#devices()).folder.unlock(deviceId, password);
			if (unlocked?.status === "ok") await this.#open(unlocked.device, release);
			else release();
			return { status: unlocked ? UNLOCKED[unlocked.status] : "device-not-found" };
		} catch (error) {
			release();
			throw error;
		}
	}

	async #open(device: LocalDevice, release: Release): Promise<void> {
		const id = device.device_id;
		const known = await this.#devices();
		const certificates = await IndexedDbCertificateStorage.open(certificateDatabase(id));
		const workspaces = await IndexedDbWorkspaceStorage.open(workspaceDatabase(id));
		const session = new DeviceSession(Session.open(network, device, certificates, workspaces), {
			changePassword: (current, next) => changePassword(known, id, current, next),
			closed: async (why) => {
				wipe(device);
				this.#sessions.delete(id);
				try {
					if (why === "revoked") await known.setAside(device);
				} finally {
					release();
					this.#devicesChanged();
				}
			},
		});
		try {
			await known.loggedIn(id, DateTime.toMilliseconds(network.now()));
			await session.start();
		} catch (error) {
			await session.logOut();
			throw error;
		}
		this.#sessions.set(id, session);
		this.#devicesChanged();
	}
}

const GUEST_GREETING: MethodsOf<GuestGreeting> = {
	watch: true,
	begin: true,
	choose: true,
	retry: true,
	leave: true,
	give: true,
	save: true,
};

const WEB_SESSION: MethodsOf<WebSession> = {
	watch: true,
	users: true,
	devicesOf: true,
	invitations: true,
	organization: true,
	inviteUser: true,
	cancelInvitation: true,
	updateProfile: true,
	revokeUser: true,
	greetUser: true,
	inviteDevice: true,
	greetDevice: true,
	changePassword: true,
	acceptTerms: true,
	tryAgain: true,
	logOut: true,
};

const UNLOCKED: Readonly<Record<Unlocked["status"], LoginOutcome["status"]>> = {
	ok: "ok",
	wrong_password: "wrong-password",
	invalid_data: "device-damaged",
	refused_parameters: "device-damaged",
	other_protection: "other-protection",
};

/** Overwrites the keys of a device that was unlocked for one session: the page may hold on to the session for longer. */
function wipe({ private_key, signing_key, user_realm_key, local_symkey }: LocalDevice): void {
	for (const key of [private_key, signing_key, user_realm_key, local_symkey]) key.expose().fill(0);
}

/** That of a device file; `undefined` when this is none. */
function serverOf(file: Uint8Array): ServerAddr | undefined {
	try {
		return ServerAddr.fromUrl(describe(file).server_url);
	} catch (error) {
		if (error instanceof DecodeError) return undefined;
		throw error;
	}
}

async function changePassword({ folder }: KnownDevices, device: DeviceID, current: string, next: string) {
	try {
		const { status } = await folder.changePassword(device, current, next, network.now());
		switch (status) {
			case "ok":
				return { status: "ok" } as const;
			case "wrong_password":
				return { status: "wrong-password" } as const;
			default:
				return { status: "device-not-found" } as const;
		}
	} catch (error) {
		if (error instanceof DOMException) return { status: "storage-refused" } as const;
		throw error;
	}
}
