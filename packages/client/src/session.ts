import type {
	AccessToken,
	DateTime,
	DeviceID,
	EmailAddress,
	InviteListItem,
	LocalDevice,
	UserID,
	UserProfile,
	VlobID,
} from "@parallax/protocol";
import { followCertificates } from "./certificate/follow.ts";
import { CertificateStore } from "./certificate/index.ts";
import { EventMonitor, type EventMonitorOptions } from "./events/monitor.ts";
import { FilesOnDemand } from "./file/filesOnDemand.ts";
import type { WorkspaceFiles } from "./file/workspaceFiles.ts";
import type { GreetingOptions } from "./greeting/greeting.ts";
import { DeviceHostGreeting, UserHostGreeting } from "./greeting/host.ts";
import * as invitation from "./invitation/invitation.ts";
import { type SessionStatus, StatusKeeper } from "./sessionStatus.ts";
import type { CertificateStorage } from "./storage/certificateStorage.ts";
import { MemoryFileStorages } from "./storage/fileMemory.ts";
import type { FileStorages } from "./storage/fileStorage.ts";
import { MemoryWorkspaceStorage } from "./storage/workspaceMemory.ts";
import type { WorkspaceStorage } from "./storage/workspaceStorage.ts";
import { type AcceptTermsOutcome, acceptTermsOfService, type TermsOfService, termsOfService } from "./tos/tos.ts";
import { type AuthenticatedCaller, authenticatedCaller, type Network } from "./transport/index.ts";
import * as administration from "./user/administration.ts";
import { type DeviceInfo, findActiveUser, listDevices, listUsers, type UserInfo } from "./user/list.ts";
import type { Registrar } from "./user/registration.ts";
import { followWorkspaces } from "./workspace/follow.ts";
import { Workspaces } from "./workspace/workspaces.ts";

/**
 * A device at work: what a screen or a command line does for a person who has unlocked one. One facade in front of the
 * domains; it holds no rule of its own.
 */
export class Session implements Registrar {
	readonly device: LocalDevice;
	readonly caller: AuthenticatedCaller;
	readonly certificates: CertificateStore;
	readonly workspaces: Workspaces;
	readonly #files: FilesOnDemand;
	readonly #network: Network;
	readonly #closing = new AbortController();
	readonly #status: StatusKeeper;
	#monitor: EventMonitor | undefined;
	#stopFollowing: readonly (() => void)[] = [];

	private constructor(
		network: Network,
		device: LocalDevice,
		storage: CertificateStorage,
		workspaceStorage: WorkspaceStorage,
		fileStorages: FileStorages,
	) {
		this.device = device;
		this.#network = untilAborted(network, this.#closing.signal);
		this.caller = heard(authenticatedCaller(this.#network, device), () => this.#monitor?.serverAnswered());
		this.certificates = new CertificateStore(storage, device, this.caller);
		this.workspaces = new Workspaces(this, workspaceStorage);
		this.#files = new FilesOnDemand(this, this.workspaces, fileStorages);
		this.#status = new StatusKeeper(() => network.now());
		this.certificates.onRefusal((refused) => this.#status.judged(refused));
	}

	/**
	 * Nothing is asked of the server yet. Whoever opens a session closes it.
	 * @param workspaceStorage without it, workspaces that the server does not know yet end with the session.
	 * @param fileStorages without them, what was written and is not on the server yet ends with the session.
	 */
	static open(
		network: Network,
		device: LocalDevice,
		storage: CertificateStorage,
		workspaceStorage: WorkspaceStorage = new MemoryWorkspaceStorage(),
		fileStorages: FileStorages = new MemoryFileStorages(),
	): Session {
		return new Session(network, device, storage, workspaceStorage, fileStorages);
	}

	now(): DateTime {
		return this.#network.now();
	}

	/** What this device can do with its server right now. */
	get status(): SessionStatus {
		return this.#status.current;
	}

	/** Calls `listener` whenever `status` changes. Returns what ends that. */
	onStatus(listener: (status: SessionStatus) => void): () => void {
		return this.#status.subscribe(listener);
	}

	/** Asks the server once for what is new, and gives the `status` that this shows: what fails is told there, not thrown. */
	async connect(): Promise<SessionStatus> {
		try {
			await this.certificates.poll();
			this.#status.online();
		} catch (error) {
			this.#status.failed(error);
		}
		return this.status;
	}

	/** Brings what is new. @throws ConnectionError, InvalidCertificate */
	async pollCertificates(): Promise<void> {
		await this.certificates.poll();
	}

	async hasDevice(id: DeviceID): Promise<boolean> {
		return (await (await this.certificates.view()).device(id)) !== undefined;
	}

	ownProfile(): Promise<UserProfile> {
		return this.certificates.ownProfile();
	}

	async users(): Promise<readonly UserInfo[]> {
		return listUsers(await this.certificates.view());
	}

	async findActiveUser(email: EmailAddress): Promise<UserInfo | undefined> {
		return findActiveUser(await this.certificates.view(), email);
	}

	async devicesOf(user: UserID): Promise<readonly DeviceInfo[]> {
		return listDevices(await this.certificates.view(), user);
	}

	inviteUser(email: EmailAddress, sendEmail: boolean): Promise<invitation.InviteUserOutcome> {
		return invitation.inviteUser(this.device, this.caller, email, sendEmail);
	}

	inviteDevice(sendEmail: boolean): Promise<invitation.InviteDeviceOutcome> {
		return invitation.inviteDevice(this.device, this.caller, sendEmail);
	}

	invitations(): Promise<readonly InviteListItem[]> {
		return invitation.listInvitations(this.caller);
	}

	cancelInvitation(token: AccessToken): Promise<invitation.CancelInvitationOutcome> {
		return invitation.cancelInvitation(this.caller, token);
	}

	/** The host's side of a greeting; `run` begins it. */
	greetUser(token: AccessToken, invitedEmail: EmailAddress, options?: GreetingOptions): UserHostGreeting {
		return new UserHostGreeting(this, token, invitedEmail, options);
	}

	greetDevice(token: AccessToken, options?: GreetingOptions): DeviceHostGreeting {
		return new DeviceHostGreeting(this, token, options);
	}

	revokeUser(user: UserID): Promise<administration.RevokeOutcome> {
		return administration.revokeUser(this, user);
	}

	updateProfile(user: UserID, profile: UserProfile): Promise<administration.UpdateProfileOutcome> {
		return administration.updateProfile(this, user, profile);
	}

	frozenUsers(): Promise<administration.FrozenUsersOutcome> {
		return administration.listFrozenUsers(this);
	}

	/**
	 * The files of one of `workspaces`, opened when they are first asked for, until the session is closed; `undefined` when this
	 * user has no such workspace. While the session follows its events, they are synchronized by themselves.
	 */
	files(workspace: VlobID): Promise<WorkspaceFiles | undefined> {
		return this.#files.files(workspace);
	}

	/** Where the terms of service are; `null` when the organization has none. @throws ConnectionError */
	termsOfService(): Promise<TermsOfService | null> {
		return termsOfService(this.#network, this.device);
	}

	/** Accepts the terms of that date; the events that waited for it come at once. @throws ConnectionError */
	async acceptTermsOfService(updatedOn: DateTime): Promise<AcceptTermsOutcome> {
		const outcome = await acceptTermsOfService(this.#network, this.device, updatedOn);
		if (outcome === "ok") this.#monitor?.retryNow();
		return outcome;
	}

	/**
	 * Follows what happens on the server, and keeps certificates, workspaces and `status` up to date meanwhile. Subscribe to what
	 * it returns, then start it; it ends with the session.
	 * @param onFailure told why certificates could not be brought, or what workspaces need not be done; see `followCertificates`
	 * and `followWorkspaces`. `status` tells what matters of it.
	 * Both are those of the first call.
	 */
	follow(onFailure: (error: unknown) => void = () => {}, options: EventMonitorOptions = {}): EventMonitor {
		this.#monitor ??= this.#beginToFollow(onFailure, options);
		return this.#monitor;
	}

	#beginToFollow(onFailure: (error: unknown) => void, options: EventMonitorOptions): EventMonitor {
		const monitor = new EventMonitor(this.#network, this.device, options);
		monitor.subscribe({
			state: ({ kind }) => kind === "online" && this.#status.online(),
			ended: (error) => this.#status.failed(error),
		});
		this.#stopFollowing = [
			followCertificates(monitor, this.certificates, onFailure, options.timer),
			followWorkspaces(monitor, this.certificates, this.workspaces, onFailure, options.timer),
		];
		this.#files.follow(monitor, onFailure, options.timer);
		return monitor;
	}

	/** Does not wait for the server: requests that are under way fail as if it could not be reached. */
	async close(): Promise<void> {
		this.#status.close();
		for (const stop of this.#stopFollowing) stop();
		this.#closing.abort();
		await this.#monitor?.close();
		try {
			await this.#files.close();
		} finally {
			await this.workspaces.close();
			await this.certificates.close();
		}
	}
}

/** The same caller; `answered` is called at each reply. */
function heard(caller: AuthenticatedCaller, answered: () => void): AuthenticatedCaller {
	return {
		...caller,
		async call(command, request, signal) {
			const reply = await caller.call(command, request, signal);
			answered();
			return reply;
		},
	};
}

function untilAborted(network: Network, over: AbortSignal): Network {
	return {
		userAgent: network.userAgent,
		now: () => network.now(),
		fetch: (input, init) =>
			network.fetch(input, { ...init, signal: init?.signal ? AbortSignal.any([init.signal, over]) : over }),
	};
}
