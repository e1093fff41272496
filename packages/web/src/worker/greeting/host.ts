import {
	DeviceHostGreeting,
	type GreetingEnd,
	type HostState,
	type Pace,
	type Registrar,
	type RegistrationRefusal,
	type RequestedDevice,
	type RequestedUser,
	UserHostGreeting,
} from "@parallax/client";
import { type AccessToken, type EmailAddress, HumanHandle, type UserProfile } from "@parallax/protocol";
import type { HostGreeting, HostView, Interruption } from "../../core/api.ts";
import { afterFailure, GreetingScreen, type Next, type StepOf, screenPace } from "./screen.ts";

type Step = StepOf<HostView>;
type Details = Extract<Step, { step: "details" }>;
type Done = Extract<Step, { step: "done" }>;
type Approval = Parameters<HostGreeting["approve"]>[0];

/** What is the same whoever is greeted. */
abstract class HostScreen<Client extends UserHostGreeting | DeviceHostGreeting>
	extends GreetingScreen<Client, Step>
	implements HostGreeting
{
	protected readonly host: Registrar;

	constructor(host: Registrar, pace: Pace) {
		super({ step: "meet", ready: false, interruption: null }, pace);
		this.host = {
			device: host.device,
			caller: this.reach.through(host.caller),
			now: () => host.now(),
			pollCertificates: () => host.pollCertificates(),
			hasDevice: (id) => host.hasDevice(id),
		};
	}

	protected abstract details(client: Client): Details | undefined;
	/** @throws DecodeError when name or e-mail are none: the screen tells so while they are typed. */
	protected abstract confirm(client: Client, approval: Approval): void;
	protected abstract welcomed(): Pick<Done, "name" | "email" | "profile">;

	async approve(approval: Approval): Promise<void> {
		const { client } = this;
		if (client?.state.step === "details-to-confirm" && this.step.step === "details") this.confirm(client, approval);
	}

	protected override meet(ready: boolean, interruption: Interruption | null): Step {
		return { step: "meet", ready, interruption };
	}

	protected override isReady({ state }: Client): boolean {
		return state.step === "code-to-read" || state.step === "code-to-choose";
	}

	protected override draw(client: Client): Step | undefined {
		const state: HostState<RequestedUser | RequestedDevice> = client.state;
		switch (state.step) {
			case "code-to-read":
				return { step: "own-code", code: state.code };
			case "waiting-for-details":
				return { step: "waiting-details" };
			case "details-to-confirm":
				return this.details(client);
			case "registering":
				return this.step.step === "details" ? { ...this.step, busy: true } : undefined;
			case "waiting-for-acknowledgment":
				return { step: "finishing" };
			default:
				return undefined;
		}
	}

	protected override finish({ state }: Client): Step {
		if (state.step !== "finished") throw new Error("A greeting that goes on has no result");
		return { step: "done", userId: state.userId, ...this.welcomed() };
	}

	protected override after(end: GreetingEnd, client: Client): Next<Step> {
		if (end.kind === "refused") return { show: { step: "refused", reason: REFUSALS[end.status] } };
		return super.after(end, client);
	}
}

/** A new user is greeted. */
export class UserHostScreen extends HostScreen<UserHostGreeting> {
	readonly #token: AccessToken;
	readonly #askInvited: () => Promise<EmailAddress | undefined>;
	#welcomed: Pick<Done, "name" | "email" | "profile"> | undefined;
	#guest: string | null = null;

	/** @param askInvited the address that was invited; `undefined` when there is no such invitation. @throws ConnectionError */
	constructor(
		host: Registrar,
		token: AccessToken,
		askInvited: () => Promise<EmailAddress | undefined>,
		pace = screenPace,
	) {
		super(host, pace);
		this.#token = token;
		this.#askInvited = askInvited;
	}

	protected override async open(): Promise<{ readonly client: UserHostGreeting } | Next<Step>> {
		let invited: EmailAddress | undefined;
		try {
			invited = await this.askPatiently(this.#askInvited);
		} catch (error) {
			return afterFailure(error instanceof Error ? error : new Error(String(error)));
		}
		if (invited === undefined) return { show: { step: "gone", how: "not-found" } };
		this.#guest ??= invited;
		return { client: new UserHostGreeting(this.host, this.#token, invited, { pace: this.pace }) };
	}

	protected override details({ state }: UserHostGreeting): Details | undefined {
		if (state.step !== "details-to-confirm") return undefined;
		const { humanHandle, deviceLabel, invitedEmail } = state.requested;
		this.#guest = humanHandle.label;
		return {
			step: "details",
			name: humanHandle.label,
			email: humanHandle.email,
			deviceLabel,
			invitedEmail,
			busy: false,
		};
	}

	protected override confirm(client: UserHostGreeting, { name, email, profile }: Approval): void {
		if (client.state.step !== "details-to-confirm") return;
		const { deviceLabel } = client.state.requested;
		const granted = HumanHandle.parse(email, name);
		this.#welcomed = { name: granted.label, email: granted.email, profile };
		client.confirm({ deviceLabel, humanHandle: granted, profile });
	}

	protected override welcomed() {
		if (!this.#welcomed) throw new Error("A user was let in whom nobody approved");
		return this.#welcomed;
	}

	protected override peerName(): string | null {
		return this.#guest;
	}
}

/** Another device of the host is greeted. */
export class DeviceHostScreen extends HostScreen<DeviceHostGreeting> {
	readonly #token: AccessToken;
	readonly #profile: UserProfile;

	/** @param profile the host's own, as it is now. */
	constructor(host: Registrar, token: AccessToken, profile: UserProfile, pace = screenPace) {
		super(host, pace);
		this.#token = token;
		this.#profile = profile;
	}

	protected override async open() {
		return { client: new DeviceHostGreeting(this.host, this.#token, { pace: this.pace }) };
	}

	protected override details({ state }: DeviceHostGreeting): Details | undefined {
		if (state.step !== "details-to-confirm") return undefined;
		const { deviceLabel } = state.requested;
		const { label: name, email } = this.host.device.human_handle;
		return { step: "details", name, email, deviceLabel, invitedEmail: null, busy: false };
	}

	protected override confirm(client: DeviceHostGreeting): void {
		if (client.state.step === "details-to-confirm") client.confirm(client.state.requested);
	}

	protected override welcomed() {
		const { label: name, email } = this.host.device.human_handle;
		return { name, email, profile: this.#profile };
	}

	protected override peerName(): null {
		return null;
	}
}

const REFUSALS: Readonly<Record<RegistrationRefusal, Extract<Step, { step: "refused" }>["reason"]>> = {
	active_users_limit_reached: "active-users-limit",
	human_handle_already_taken: "email-taken",
	author_not_allowed: "not-allowed",
	timestamp_out_of_ballpark: "clock",
	other: "other",
};
