/**
 * What the page and the core, which runs in a worker, say to each other. Everything that crosses is plain data, or an
 * object reached through Comlink; secrets stay in the worker, but a password on its way in and a code to be read aloud.
 */
import type {
	AccessToken,
	CancelledGreetingAttemptReason,
	DeviceID,
	EmailAddress,
	EmailSentStatus,
	OrganizationID,
	UserID,
	UserProfile,
} from "@parallax/protocol";

export type { AccessToken, DeviceID, EmailSentStatus, OrganizationID, UserID, UserProfile };

/** Four characters to be read aloud (crypto.md §8). */
export type SASCode = string;

/** Milliseconds since 1970, as `Date` counts. */
export type EpochMilliseconds = number;

export interface Person {
	readonly id: UserID;
	/** `null`: hidden from this user (an External sees nobody's name); shown as "Anonymous". */
	readonly name: string | null;
	readonly email: string | null;
}

/** A device whose file this browser keeps. Nothing in it is authenticated before it is unlocked. */
export interface KnownDevice {
	readonly deviceId: DeviceID;
	readonly userId: UserID;
	readonly organizationId: OrganizationID;
	/** Host, with the port when it is not the usual one. */
	readonly server: string;
	readonly name: string;
	readonly email: string;
	readonly deviceLabel: string;
	readonly createdOn: EpochMilliseconds;
	readonly lastLoginOn: EpochMilliseconds | null;
	/** Only a password opens in a browser; the others are shown, and cannot be opened here. */
	readonly protection: "password" | "other";
	/** A session of it is open in this page. */
	readonly open: boolean;
}

/** What a link that somebody pasted or opened is for. */
export type Link =
	| { readonly kind: "bootstrap"; readonly organizationId: OrganizationID; readonly server: string }
	| {
			readonly kind: "user-invitation" | "device-invitation";
			readonly organizationId: OrganizationID;
			readonly server: string;
	  }
	/** A Parsec link, but one that this version opens nowhere. */
	| {
			readonly kind: "unsupported";
			readonly what: "shamir" | "workspace" | "enrollment" | "totp-reset" | "organization";
	  }
	| { readonly kind: "invalid"; readonly problem: "scheme" | "action" | "token" | "other" }
	/** Made for another server than the one that serves this page. */
	| { readonly kind: "elsewhere"; readonly server: string; readonly address: string };

export interface PasswordStrength {
	/** Only `strong` is accepted: 10^10 guesses or more (web-app.md §5.3). */
	readonly level: "low" | "moderate" | "strong";
	/** How long guessing it would take somebody who has the file: what to say of it. */
	readonly crackTime: "seconds" | "minutes" | "hours" | "days" | "months" | "years" | "centuries";
}

export interface ServerInfo {
	readonly spontaneousCreation: boolean;
	readonly passwordAllowed: boolean;
}

export interface NewOrganization {
	/** `null`: anybody may create one on this server; else the bootstrap link that names it. */
	readonly bootstrapLink: string | null;
	readonly organizationId: string;
	readonly name: string;
	readonly email: string;
	readonly password: string;
}

/** Why the server could not be asked, the same for every request. */
export type Unreachable =
	| { readonly status: "offline" }
	| { readonly status: "clock"; readonly serverTime: EpochMilliseconds; readonly deviceTime: EpochMilliseconds }
	| { readonly status: "incompatible" }
	| { readonly status: "failed"; readonly detail: string };

export type CreateOrganizationOutcome =
	| { readonly status: "ok"; readonly deviceId: DeviceID }
	| { readonly status: "name-taken" | "token-used" | "creation-disabled" | "storage-refused" }
	| Unreachable;

/** One who may greet the guest. */
export interface PossibleHost extends Person {
	readonly invitedYou: boolean;
	/** Their program waits for this guest right now, as far as the server tells. */
	readonly lastWaitedOn: EpochMilliseconds | null;
}

export type InvitationOutcome =
	| {
			readonly status: "ok";
			readonly kind: "user" | "device";
			readonly organizationId: OrganizationID;
			/** The address that was invited; of a device invitation, one's own. */
			readonly email: string;
			readonly hosts: readonly PossibleHost[];
	  }
	| { readonly status: "invitation-gone" | "invitation-not-found" | "organization-expired" }
	| Unreachable;

export type LoginOutcome =
	| { readonly status: "ok" }
	| {
			readonly status:
				| "wrong-password"
				| "device-not-found"
				| "device-damaged"
				| "other-protection"
				/** Open in another tab or window of this browser. */
				| "in-use";
	  };

/** What a running session can and cannot do; each of the severe ones has its own screen (web-app.md §3.4). */
export type SessionStatus =
	| { readonly kind: "connecting" }
	| { readonly kind: "online" }
	| { readonly kind: "offline"; readonly since: EpochMilliseconds }
	/** `not-recognized`: the server knows the organization, but neither this device nor its key. */
	| {
			readonly kind:
				| "frozen"
				| "expired"
				| "organization-not-found"
				| "not-recognized"
				| "incompatible"
				| "web-not-allowed";
	  }
	/** `urls`: where the document is, by locale. */
	| { readonly kind: "terms"; readonly urls: ReadonlyMap<string, string>; readonly updatedOn: EpochMilliseconds }
	| { readonly kind: "clock"; readonly serverTime: EpochMilliseconds; readonly deviceTime: EpochMilliseconds }
	/** The server gave a certificate that its authors did not sign so: nothing it says is believed any more. */
	| { readonly kind: "invalid-certificate"; readonly detail: string }
	/** The server answers what makes no sense, or this browser cannot keep what it answers. */
	| { readonly kind: "failed"; readonly detail: string }
	/** Over for good: its secrets are forgotten already. */
	| { readonly kind: "revoked" }
	| { readonly kind: "logged-out" };

export interface SessionSnapshot {
	readonly deviceId: DeviceID;
	readonly organizationId: OrganizationID;
	readonly server: string;
	readonly me: { readonly id: UserID; readonly name: string; readonly email: string };
	readonly deviceLabel: string;
	readonly profile: UserProfile;
	/** False until the organization was first heard of from the server: there is nothing to be read without it. */
	readonly known: boolean;
	readonly status: SessionStatus;
}

/** Which of the things that screens show have changed: ask for them again. */
export type SessionChange =
	| { readonly kind: "snapshot"; readonly snapshot: SessionSnapshot }
	| { readonly kind: "users" }
	| { readonly kind: "devices" }
	| { readonly kind: "invitations" }
	| { readonly kind: "organization" };

export interface User extends Person {
	readonly profile: UserProfile;
	readonly joinedOn: EpochMilliseconds;
	readonly revokedOn: EpochMilliseconds | null;
	/** Suspended by the server's administrator; `null` when the server cannot be asked, or may not tell. */
	readonly frozen: boolean | null;
	readonly me: boolean;
}

export interface Device {
	readonly id: DeviceID;
	readonly label: string;
	readonly createdOn: EpochMilliseconds;
	readonly current: boolean;
}

export interface PendingInvitation {
	readonly token: AccessToken;
	readonly email: EmailAddress;
	readonly createdOn: EpochMilliseconds;
	/** The administrator, or the program, that invited; names do not tell one person from another. */
	readonly createdBy: { readonly name: string; readonly me: boolean };
	readonly link: string;
	/** The guest waits for a host right now. */
	readonly guestWaiting: boolean;
}

export interface OrganizationInfo {
	readonly activeUsers: number;
	readonly revokedUsers: number;
	readonly frozenUsers: number | null;
	readonly activeByProfile: Readonly<Record<UserProfile, number>>;
	/** These come from the server; `null` while it cannot be asked. */
	readonly server: {
		readonly outsidersAllowed: boolean;
		/** Externals are not counted; `null`: no limit. */
		readonly activeUsersLimit: number | null;
		readonly minimumArchivingSeconds: number;
		readonly dataBytes: number;
		readonly metadataBytes: number;
	} | null;
}

export type InviteOutcome =
	| {
			readonly status: "ok";
			readonly link: string;
			readonly token: AccessToken;
			readonly email: EmailSentStatus | null;
	  }
	| { readonly status: "already-member" | "not-allowed" | "invalid-address" }
	| Unreachable;

export type ActionOutcome =
	| { readonly status: "ok" }
	| { readonly status: "not-allowed" | "user-not-found" | "user-revoked" | "already-done" }
	| Unreachable;

export type ChangePasswordOutcome = {
	readonly status: "ok" | "wrong-password" | "device-not-found" | "storage-refused";
};

/** A request that the page sends by itself when it is closed, since the worker dies with it: the peer learns at once. */
export interface Farewell {
	readonly url: string;
	readonly headers: Readonly<Record<string, string>>;
	readonly body: Uint8Array;
}

/** What both sides of a greeting show; the steps follow look.md §6. */
export interface GreetingCommon {
	/** False while requests do not reach the server. */
	readonly online: boolean;
	/** Codes that were not recognized so far; after the third the greeting ends. */
	readonly failures: number;
	readonly farewell: Farewell | null;
}

/** Why the two are back at the beginning; a new attempt with new codes waits already. */
export type Interruption =
	| { readonly why: "peer-left"; readonly by: string | null }
	| { readonly why: "peer-restarted"; readonly by: string | null }
	| { readonly why: "failed"; readonly detail: string; readonly reason: CancelledGreetingAttemptReason | null };

/** `null`: the code is not here. */
export interface CodeAnswer {
	readonly code: SASCode | null;
}

export type SharedStep =
	| { readonly step: "own-code"; readonly code: SASCode }
	/** `answered`: the answer is on its way, nothing can be pressed. */
	| { readonly step: "peer-code"; readonly choices: readonly SASCode[]; readonly answered: CodeAnswer | null }
	/** Waits for `retry`, unless `failures` has reached 3. `noCode`: "my code is not here" was the answer. */
	| { readonly step: "mismatch"; readonly noticedBy: "me" | "peer"; readonly noCode: boolean }
	| { readonly step: "gone"; readonly how: "used" | "cancelled" | "not-found" | "unknown" }
	/** Nothing that can be retried here. `elsewhere`: another window of the same person has taken this greeting over. */
	| {
			readonly step: "ended";
			readonly why: "left" | "elsewhere" | "host-not-allowed" | "unreachable" | "failed";
			readonly detail: string;
	  };

export type HostView = GreetingCommon &
	(
		| SharedStep
		/** `ready`: the guest is here; `begin` goes on. */
		| { readonly step: "meet"; readonly ready: boolean; readonly interruption: Interruption | null }
		| { readonly step: "waiting-details" }
		| {
				readonly step: "details";
				readonly name: string;
				readonly email: string;
				readonly deviceLabel: string;
				/** The address that was invited, when the guest gave another. */
				readonly invitedEmail: string | null;
				/** The answer is on its way. */
				readonly busy: boolean;
		  }
		/** The server refused to add the user; `retry` greets again. */
		| {
				readonly step: "refused";
				readonly reason: "active-users-limit" | "email-taken" | "not-allowed" | "clock" | "other";
		  }
		| { readonly step: "finishing" }
		| {
				readonly step: "done";
				readonly userId: UserID;
				readonly name: string;
				readonly email: string;
				readonly profile: UserProfile;
		  }
	);

export interface WaitingHost extends PossibleHost {
	/** Has just left this greeting. */
	readonly left: boolean;
}

export type GuestView = GreetingCommon &
	(
		| SharedStep
		| {
				readonly step: "meet";
				readonly hosts: readonly WaitingHost[];
				/** The host who is here; `begin` goes on. */
				readonly ready: Person | null;
				readonly interruption: Interruption | null;
		  }
		| { readonly step: "details"; readonly email: string }
		/** The host looks at what the guest gave. */
		| { readonly step: "waiting-confirmation" }
		/** The user exists from here on: only a password is missing. `failed`: the device could not be written. */
		| {
				readonly step: "password";
				readonly name: string;
				readonly profile: UserProfile;
				readonly busy: boolean;
				readonly failed: boolean;
		  }
		| { readonly step: "done"; readonly deviceId: DeviceID; readonly name: string }
	);

/** One greeting on a screen; it goes on over as many attempts as it takes. */
interface GreetingBase<View> {
	/** Told the present view at once, then every change, until `leave` or the end. */
	watch(listener: (view: View) => void): Promise<void>;
	/** From `meet` to the codes, once the other is here. */
	begin(): Promise<void>;
	/** Answers `peer-code`; `null`: the code is not here. */
	choose(code: SASCode | null): Promise<void>;
	/** After a mismatch, a refusal or an interruption: again, with new codes. */
	retry(): Promise<void>;
	/** Tells the peer, and ends. */
	leave(): Promise<void>;
}

export interface HostGreeting extends GreetingBase<HostView> {
	/** Answers `details`, with the host's last word on each; of no use when a device is greeted. */
	approve(details: { readonly name: string; readonly email: string; readonly profile: UserProfile }): Promise<void>;
}

export interface GuestGreeting extends GreetingBase<GuestView> {
	/** Answers `details`; of a device greeting only the label counts. */
	give(details: { readonly name: string; readonly deviceLabel: string }): Promise<void>;
	/** Answers `password`: protects and writes the device. */
	save(password: string): Promise<void>;
}

/** A device at work. */
export interface WebSession {
	/** Told the present snapshot at once, then every change. Returns what ends that. */
	watch(listener: (change: SessionChange) => void): Promise<() => void>;
	users(): Promise<readonly User[]>;
	devicesOf(user: UserID): Promise<readonly Device[]>;
	/** Those to be greeted: neither used nor cancelled, of new users. `null`: the server cannot be asked now. */
	invitations(): Promise<readonly PendingInvitation[] | null>;
	organization(): Promise<OrganizationInfo>;
	inviteUser(email: string): Promise<InviteOutcome>;
	cancelInvitation(token: AccessToken): Promise<ActionOutcome>;
	updateProfile(user: UserID, profile: UserProfile): Promise<ActionOutcome>;
	revokeUser(user: UserID): Promise<ActionOutcome>;
	/** Greets a user. The result is to be left, or to end. */
	greetUser(token: AccessToken): Promise<HostGreeting>;
	/** Makes the link by which another device of the same person joins, or gives the one there is. */
	inviteDevice(sendEmail: boolean): Promise<InviteOutcome>;
	greetDevice(token: AccessToken): Promise<HostGreeting>;
	changePassword(current: string, next: string): Promise<ChangePasswordOutcome>;
	acceptTerms(): Promise<ActionOutcome>;
	/** Asks the server at once, while it cannot be reached, instead of when its turn comes. Resolves once that is tried. */
	tryAgain(): Promise<void>;
	/** Closes, and forgets every secret. */
	logOut(): Promise<void>;
}

/** The core of the application, as the page sees it. */
export interface Core {
	devices(): Promise<readonly KnownDevice[]>;
	/** Told whenever `devices` may have changed, from another tab too. */
	watchDevices(listener: () => void): Promise<void>;
	/** What the browser believes of the network, which it tells pages and not always their workers. The server has the last word. */
	networkChanged(online: boolean): Promise<void>;
	/** The page is looked at again: whatever waits for its turn to ask the server asks at once. */
	lookedAt(): Promise<void>;
	readLink(text: string): Promise<Link>;
	/** @param personal names and addresses that must not count as hard to guess. */
	passwordStrength(password: string, personal: readonly string[]): Promise<PasswordStrength>;
	/** `undefined` while it cannot be asked. */
	server(): Promise<ServerInfo | undefined>;
	createOrganization(organization: NewOrganization, deviceLabel: string): Promise<CreateOrganizationOutcome>;
	invitation(link: string): Promise<InvitationOutcome>;
	join(link: string): Promise<GuestGreeting>;
	logIn(device: DeviceID, password: string): Promise<LoginOutcome>;
	/** The session of a device that has been logged in, if it still is. */
	session(device: DeviceID): Promise<WebSession | null>;
	/** The encrypted device file, as the other programs read it (device-files.md §3). */
	exportDevice(device: DeviceID): Promise<{ readonly fileName: string; readonly bytes: Uint8Array } | null>;
	importDevice(bytes: Uint8Array): Promise<
		| { readonly status: "ok"; readonly deviceId: DeviceID }
		| { readonly status: "invalid" | "already-here" | "storage-refused" }
		/** It works with another server than the one that serves this page, which this page may not ask. */
		| { readonly status: "elsewhere"; readonly server: string }
	>;
	/**
	 * Removes the file and all that this browser keeps for it, once its session here is closed; the device still exists on the
	 * server. `in-use`: nothing was done, since it is open in another tab or window.
	 */
	forgetDevice(device: DeviceID): Promise<"ok" | "in-use">;
}
