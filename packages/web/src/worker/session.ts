import {
	type CancelInvitationOutcome,
	type SessionStatus as ClientStatus,
	ConnectionError,
	type NewCertificates,
	type RevokeOutcome,
	realTimer,
	type Session,
	type TermsOfService,
	type Timer,
	type UpdateProfileOutcome,
	type UserInfo,
} from "@parallax/client";
import {
	type AccessToken,
	authenticatedCommands,
	DateTime,
	DecodeError,
	EmailAddress,
	HumanHandle,
	ServerAddr,
	type ServerEvent,
	type UserID,
	type UserProfile,
} from "@parallax/protocol";
import { proxy } from "comlink";
import type {
	ActionOutcome,
	ChangePasswordOutcome,
	Device,
	HostGreeting,
	InviteOutcome,
	OrganizationInfo,
	PendingInvitation,
	SessionChange,
	SessionSnapshot,
	SessionStatus,
	User,
	WebSession,
} from "../core/api.ts";
import { facade, type MethodsOf } from "./facade.ts";
import { DeviceHostScreen, UserHostScreen } from "./greeting/host.ts";
import { Invitations } from "./invitations.ts";
import { type OrganizationConfig, organizationInfo } from "./organization.ts";
import { orUnreachable } from "./outcomes.ts";
import { shownStatus } from "./sessionStatus.ts";

/** Where the device of a session is kept. */
export interface DeviceKeeper {
	changePassword(current: string, next: string): Promise<ChangePasswordOutcome>;
	/** The session is closed; `revoked`: nothing of its user is of any use here any more. */
	closed(why: "logged-out" | "revoked"): Promise<void>;
}

/** The longest that a screen waits for what only the server knows and that it can do without. */
const PATIENCE_MS = 3_000;

/** A device at work, for the screens of one page. */
export class DeviceSession implements WebSession {
	readonly #session: Session;
	readonly #keeper: DeviceKeeper;
	readonly #timer: Timer;
	readonly #invitations: Invitations;
	readonly #listeners = new Set<(change: SessionChange) => void>();
	readonly #greetings = new Set<UserHostScreen | DeviceHostScreen>();
	/** There are certificates, or the server has said why there are none. */
	readonly #answered: Promise<void>;
	#status: SessionStatus = { kind: "connecting" };
	#profile: UserProfile;
	#known = false;
	#terms: TermsOfService | null = null;
	#config: OrganizationConfig | undefined;
	#closing: Promise<void> | undefined;

	/** The session is its own from here on: it closes it. */
	constructor(session: Session, keeper: DeviceKeeper, timer: Timer = realTimer) {
		this.#timer = timer;
		this.#session = session;
		this.#keeper = keeper;
		this.#profile = session.device.initial_profile;
		this.#invitations = new Invitations(session, timer, () => this.#tell({ kind: "invitations" }));
		this.#answered = this.#firstAnswer();
	}

	/** Begins to follow what happens on the server. */
	async start(): Promise<void> {
		const session = this.#session;
		this.#profile = await session.ownProfile();
		this.#known = !(await session.certificates.view()).empty;
		session.onStatus((status) => void this.#whileOpen(this.#hearStatus(status)));
		session.certificates.subscribe((news) => void this.#whileOpen(this.#hearCertificates(news)));
		const monitor = session.follow(undefined, { timer: this.#timer });
		monitor.subscribe({ event: (event) => this.#hearEvent(event), missedEvents: () => this.#missedEvents() });
		monitor.start();
	}

	/** What the browser believes of the network: the server is asked at once whether that is true. */
	networkChanged(online: boolean): void {
		if (online) this.#session.follow().retryNow();
		else for (const greeting of this.#greetings) greeting.lostNetwork();
		void this.#ask();
	}

	async tryAgain(): Promise<void> {
		const monitor = this.#session.follow();
		if (monitor.state.kind !== "offline") return;
		monitor.retryNow();
		await this.#ask();
	}

	async watch(listener: (change: SessionChange) => void): Promise<() => void> {
		this.#listeners.add(listener);
		listener({ kind: "snapshot", snapshot: this.#snapshot });
		return proxy(() => void this.#listeners.delete(listener));
	}

	async users(): Promise<readonly User[]> {
		await this.#answered;
		const [users, frozen] = await Promise.all([this.#session.users(), this.#frozenUsers()]);
		return users.map((user) => this.#shownUser(user, frozen));
	}

	async devicesOf(user: UserID): Promise<readonly Device[]> {
		await this.#answered;
		const own = this.#session.device.device_id;
		return (await this.#session.devicesOf(user))
			.filter(({ purpose }) => purpose === "STANDARD")
			.map(({ id, label, createdOn }) => ({
				id,
				label,
				createdOn: DateTime.toMilliseconds(createdOn),
				current: id === own,
			}))
			.sort((a, b) => Number(b.current) - Number(a.current));
	}

	invitations(): Promise<readonly PendingInvitation[] | null> {
		return this.#invitations.pending();
	}

	async organization(): Promise<OrganizationInfo> {
		const [users, sizes] = await Promise.all([this.users(), this.#sizes()]);
		return organizationInfo(users, this.#config, sizes);
	}

	async inviteUser(email: string): Promise<InviteOutcome> {
		let address: EmailAddress;
		try {
			address = EmailAddress.parse(email);
		} catch (error) {
			if (error instanceof DecodeError) return { status: "invalid-address" };
			throw error;
		}
		return orUnreachable(async () => {
			const outcome = await this.#session.inviteUser(address, true);
			this.#invitations.outdated();
			switch (outcome.status) {
				case "ok":
					return outcome;
				case "author_not_allowed":
					return { status: "not-allowed" };
				case "claimer_email_already_enrolled":
					return { status: "already-member" };
				case "unknown_status":
					return unknown();
			}
		});
	}

	inviteDevice(sendEmail: boolean): Promise<InviteOutcome> {
		return orUnreachable(async () => {
			const outcome = await this.#session.inviteDevice(sendEmail);
			return outcome.status === "ok" ? outcome : unknown();
		});
	}

	cancelInvitation(token: AccessToken): Promise<ActionOutcome> {
		return orUnreachable(async () => {
			const outcome = await this.#session.cancelInvitation(token);
			this.#invitations.outdated();
			return CANCELLATIONS[outcome];
		});
	}

	updateProfile(user: UserID, profile: UserProfile): Promise<ActionOutcome> {
		return orUnreachable(async () => UPDATES[await this.#session.updateProfile(user, profile)]);
	}

	revokeUser(user: UserID): Promise<ActionOutcome> {
		return orUnreachable(async () => REVOCATIONS[await this.#session.revokeUser(user)]);
	}

	async greetUser(token: AccessToken): Promise<HostGreeting> {
		return this.#greet(new UserHostScreen(this.#session, token, () => this.#invitations.emailOf(token)));
	}

	async greetDevice(token: AccessToken): Promise<HostGreeting> {
		return this.#greet(new DeviceHostScreen(this.#session, token, this.#profile));
	}

	changePassword(current: string, next: string): Promise<ChangePasswordOutcome> {
		return this.#keeper.changePassword(current, next);
	}

	acceptTerms(): Promise<ActionOutcome> {
		return orUnreachable(async () => {
			const terms = this.#terms;
			const outcome = terms ? await this.#session.acceptTermsOfService(terms.updatedOn) : "ok";
			if (outcome === "ok" || outcome === "no_tos") {
				this.#session.follow().retryNow();
				return { status: "ok" };
			}
			// They have changed meanwhile: these have to be read first.
			await this.#hearStatus(this.#session.status);
			return { status: "failed", detail: outcome };
		});
	}

	logOut(): Promise<void> {
		return this.#end("logged-out");
	}

	get #snapshot(): SessionSnapshot {
		const { device_id, organization_id, server_url, user_id, human_handle, device_label } = this.#session.device;
		return {
			deviceId: device_id,
			organizationId: organization_id,
			server: ServerAddr.fromUrl(server_url).host,
			me: { id: user_id, name: human_handle.label, email: human_handle.email },
			deviceLabel: device_label,
			profile: this.#profile,
			known: this.#known,
			status: this.#status,
		};
	}

	#greet(screen: UserHostScreen | DeviceHostScreen): HostGreeting {
		for (const earlier of this.#greetings) void earlier.leave();
		this.#greetings.clear();
		this.#greetings.add(screen);
		screen.start();
		return facade<HostGreeting>(screen, HOST_GREETING);
	}

	/** Not once events have stopped for good: what the server answers would be taken for what it says from then on. */
	async #ask(): Promise<void> {
		if (!this.#closing && this.#session.follow().state.kind !== "stopped") await this.#session.connect();
	}

	async #firstAnswer(): Promise<void> {
		const { certificates } = this.#session;
		if (!(await certificates.view()).empty) return;
		await new Promise<void>((resolve) => {
			const stop = () => {
				for (const unsubscribe of subscriptions) unsubscribe();
				resolve();
			};
			const subscriptions = [
				certificates.subscribe(stop),
				// Events may come, and the session be online, before the certificates are here.
				this.#session.onStatus(({ kind }) => kind !== "connecting" && kind !== "online" && stop()),
			];
		});
	}

	/** What fails because everything is being closed matters to nobody any more. */
	async #whileOpen(hearing: Promise<void>): Promise<void> {
		try {
			await hearing;
		} catch (error) {
			if (!this.#closing) throw error;
		}
	}

	async #hearStatus(status: ClientStatus): Promise<void> {
		if (status.kind === "revoked") return this.#end("revoked");
		if (status.kind === "must-accept-tos") {
			this.#terms = await this.#session.termsOfService().catch(() => null);
			// Asking took its time, during which more may have been told.
			if (status !== this.#session.status) return;
		}
		const cameBack = status.kind === "online" && this.#status.kind !== "online";
		this.#become(shownStatus(status, this.#terms));
		if (cameBack) this.#refreshWhatTheServerKnows();
	}

	async #hearCertificates({ first, newUsers, newDevices, profiles, revokedUsers }: NewCertificates): Promise<void> {
		const profile = await this.#session.ownProfile();
		const promoted = profile !== this.#profile;
		this.#profile = profile;
		if (promoted || !this.#known) {
			this.#known = true;
			this.#tell({ kind: "snapshot", snapshot: this.#snapshot });
		}
		if (promoted) this.#invitations.outdated();
		if (first || newUsers.length + profiles.size + revokedUsers.length > 0) {
			this.#tell({ kind: "users" });
			this.#tell({ kind: "organization" });
		}
		if (first || newDevices.length > 0) this.#tell({ kind: "devices" });
		if (revokedUsers.includes(this.#session.device.user_id)) await this.#end("revoked");
	}

	#hearEvent(event: ServerEvent): void {
		this.#invitations.hear(event);
		if (event.event !== "ORGANIZATION_CONFIG") return;
		this.#config = event;
		this.#tell({ kind: "organization" });
	}

	#missedEvents(): void {
		this.#invitations.outdated();
	}

	/** What no event tells of: who is frozen, how much is stored, and what happened while nothing was heard. */
	#refreshWhatTheServerKnows(): void {
		this.#invitations.outdated();
		this.#tell({ kind: "users" });
		this.#tell({ kind: "organization" });
	}

	/** `null` when nobody can tell: only administrators are told, by the server. */
	async #frozenUsers(): Promise<ReadonlySet<UserID> | null> {
		if (this.#profile !== "ADMIN") return null;
		const outcome = await this.#ifReachable(() => this.#session.frozenUsers());
		return outcome?.status === "ok" ? new Set(outcome.frozenUsers) : null;
	}

	async #sizes() {
		const { organization_info } = authenticatedCommands.commands;
		const reply = await this.#ifReachable(() => this.#session.caller.call(organization_info, {}));
		return reply?.status === "ok" ? reply : undefined;
	}

	async #ifReachable<T>(ask: () => Promise<T>): Promise<T | undefined> {
		if (this.#status.kind !== "online") return undefined;
		const waiting = new AbortController();
		try {
			return await Promise.race([ask(), this.#timer.sleep(PATIENCE_MS, waiting.signal).then(() => undefined)]);
		} catch (error) {
			if (error instanceof ConnectionError) return undefined;
			throw error;
		} finally {
			waiting.abort();
		}
	}

	#shownUser({ id, humanHandle, profile, createdOn, revokedOn }: UserInfo, frozen: ReadonlySet<UserID> | null): User {
		const hidden = HumanHandle.isRedacted(humanHandle);
		return {
			id,
			name: hidden ? null : humanHandle.label,
			email: hidden ? null : humanHandle.email,
			profile,
			joinedOn: DateTime.toMilliseconds(createdOn),
			revokedOn: revokedOn === null ? null : DateTime.toMilliseconds(revokedOn),
			frozen: frozen ? frozen.has(id) : null,
			me: id === this.#session.device.user_id,
		};
	}

	#become(status: SessionStatus): void {
		if (this.#closing) return;
		this.#status = status;
		this.#tell({ kind: "snapshot", snapshot: this.#snapshot });
	}

	/** Once, whoever asks first: nothing is told after its last snapshot. */
	#end(why: "logged-out" | "revoked"): Promise<void> {
		// Known to be closing before anything is closed: what that tells is not what the page is to be told.
		this.#closing ??= Promise.resolve().then(() => this.#close(why));
		return this.#closing;
	}

	async #close(why: "logged-out" | "revoked"): Promise<void> {
		for (const greeting of this.#greetings) void greeting.leave();
		this.#greetings.clear();
		this.#invitations.close();
		try {
			await this.#session.close();
			await this.#keeper.closed(why);
		} finally {
			this.#status = { kind: why };
			this.#tell({ kind: "snapshot", snapshot: this.#snapshot });
		}
		this.#listeners.clear();
	}

	#tell(change: SessionChange): void {
		for (const listener of this.#listeners) listener(change);
	}
}

const HOST_GREETING: MethodsOf<HostGreeting> = {
	watch: true,
	begin: true,
	choose: true,
	retry: true,
	leave: true,
	approve: true,
};

const DENIED = { status: "not-allowed" } as const;
const DONE = { status: "ok" } as const;
const ALREADY = { status: "already-done" } as const;

function unknown() {
	return { status: "failed", detail: "The server gave an answer that this version does not know" } as const;
}

/** The server would have refused the whole request: a clock that is wrong stops every one of them. */
const TOO_LATE = { status: "failed", detail: "The clocks of this computer and of the server differ" } as const;

const CANCELLATIONS: Readonly<Record<CancelInvitationOutcome, ActionOutcome>> = {
	ok: DONE,
	author_not_allowed: DENIED,
	invitation_not_found: ALREADY,
	invitation_completed: ALREADY,
	invitation_already_cancelled: ALREADY,
	unknown_status: unknown(),
};

const UPDATES: Readonly<Record<UpdateProfileOutcome, ActionOutcome>> = {
	ok: DONE,
	cannot_update_oneself: DENIED,
	author_not_allowed: DENIED,
	user_not_found: { status: "user-not-found" },
	user_revoked: { status: "user-revoked" },
	timestamp_out_of_ballpark: TOO_LATE,
	refused: unknown(),
};

const REVOCATIONS: Readonly<Record<RevokeOutcome, ActionOutcome>> = {
	ok: DONE,
	cannot_revoke_oneself: DENIED,
	author_not_allowed: DENIED,
	user_not_found: { status: "user-not-found" },
	timestamp_out_of_ballpark: TOO_LATE,
	refused: unknown(),
};
