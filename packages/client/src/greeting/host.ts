import { encryptObject } from "@parallax/crypto";
import {
	type AccessToken,
	authenticatedCommands,
	type EmailAddress,
	InviteDeviceConfirmation,
	InviteDeviceData,
	InviteUserConfirmation,
	InviteUserData,
} from "@parallax/protocol";
import { type Registrar, type Registration, registerDevice, registerUser } from "../user/registration.ts";
import type { Attempt } from "./attempt.ts";
import { Greeting, type GreetingOptions } from "./greeting.ts";
import { type GreeterMeeting, meetAsGreeter } from "./meeting.ts";
import { openPayload } from "./payload.ts";
import { greeterPeer } from "./peer.ts";
import type { GrantedDevice, GrantedUser, HostState, RequestedDevice, RequestedUser } from "./state.ts";

/** What is the same for a host who lets a new user in and for one who adds a device of their own. */
abstract class HostGreeting<Claimed, Requested, Granted> extends Greeting<HostState<Requested>> {
	protected readonly host: Registrar;
	readonly #token: AccessToken;

	constructor(host: Registrar, token: AccessToken, options: GreetingOptions = {}) {
		super({ step: "waiting-for-peer" }, options);
		this.host = host;
		this.#token = token;
	}

	/** Answers `details-to-confirm`: what is granted, as the host last saw or corrected it. */
	confirm(granted: Granted): void {
		this.answer("details-to-confirm", granted);
	}

	protected abstract open(meeting: GreeterMeeting, payload: Uint8Array): Promise<Claimed>;
	protected abstract requested(claimed: Claimed): Requested;
	protected abstract register(claimed: Claimed, granted: Granted): Promise<Registration>;
	protected abstract seal(meeting: GreeterMeeting, granted: Granted, registered: Registered): Uint8Array;

	protected override async converse(): Promise<HostState<Requested>> {
		const peer = greeterPeer(this.host.caller, this.#token);
		const meeting = await meetAsGreeter(peer, this.surroundings);
		const { attempt, codes } = meeting;
		this.attempt = attempt;
		this.show({ step: "code-to-read", code: codes.greeter });
		await attempt.exchange({ step: "NUMBER_4_WAIT_PEER_TRUST" }, "NUMBER_4_SIGNIFY_TRUST");
		await this.verifyCode(codes.claimer, attempt as Attempt<never, never>);
		await attempt.exchange({ step: "5" }, "NUMBER_5_WAIT_PEER_TRUST");
		this.show({ step: "waiting-for-details" });
		const { claimer_payload } = await attempt.exchange({ step: "NUMBER_6_GET_PAYLOAD" }, "NUMBER_6_SEND_PAYLOAD");
		const claimed = await this.open(meeting, claimer_payload);
		const granted = await this.ask<Granted>(
			{ step: "details-to-confirm", requested: this.requested(claimed) },
			attempt as Attempt<never, never>,
		);
		this.show({ step: "registering" });
		const registered = await this.register(claimed, granted);
		if (registered.kind === "refused") {
			return this.refuse(attempt as Attempt<never, never>, "MANUALLY_CANCELLED", registered);
		}
		const greeter_payload = this.seal(meeting, granted, registered);
		this.settle();
		await attempt.exchange({ step: "NUMBER_7_SEND_PAYLOAD", greeter_payload }, "NUMBER_7_GET_PAYLOAD");
		this.show({ step: "waiting-for-acknowledgment" });
		await attempt.exchange({ step: "NUMBER_8_WAIT_PEER_ACKNOWLEDGMENT" }, "NUMBER_8_ACKNOWLEDGE");
		// The user exists: an invitation that stays open, or was closed by somebody else, does not undo that.
		await this.host.caller.call(authenticatedCommands.commands.invite_complete, { token: this.#token }).catch(() => {});
		return { step: "finished", userId: registered.userId, deviceId: registered.deviceId };
	}
}

type Registered = Extract<Registration, { kind: "registered" }>;

/** A host who lets a new user in (enrollment.md §3). */
export class UserHostGreeting extends HostGreeting<InviteUserData, RequestedUser, GrantedUser> {
	readonly #invitedEmail: EmailAddress;

	constructor(host: Registrar, token: AccessToken, invitedEmail: EmailAddress, options?: GreetingOptions) {
		super(host, token, options);
		this.#invitedEmail = invitedEmail;
	}

	protected override open({ key, attempt }: GreeterMeeting, payload: Uint8Array): Promise<InviteUserData> {
		return openPayload(InviteUserData, payload, key, attempt);
	}

	protected override requested(claimed: InviteUserData): RequestedUser {
		const humanHandle = claimed.requested_human_handle;
		return {
			deviceLabel: claimed.requested_device_label,
			humanHandle,
			invitedEmail: humanHandle.email === this.#invitedEmail ? null : this.#invitedEmail,
		};
	}

	protected override register(claimed: InviteUserData, granted: GrantedUser): Promise<Registration> {
		return registerUser(
			this.host,
			{ ...granted, publicKey: claimed.public_key, verifyKey: claimed.verify_key },
			this.pace,
			this.signal,
		);
	}

	protected override seal({ key }: GreeterMeeting, granted: GrantedUser, registered: Registered): Uint8Array {
		return encryptObject(
			InviteUserConfirmation,
			{
				type: "invite_user_confirmation",
				user_id: registered.userId,
				device_id: registered.deviceId,
				device_label: granted.deviceLabel,
				human_handle: granted.humanHandle,
				profile: granted.profile,
				root_verify_key: this.host.device.root_verify_key,
			},
			key,
		);
	}
}

/** A host who adds a device of their own: both sides are the same person (enrollment.md §4). */
export class DeviceHostGreeting extends HostGreeting<InviteDeviceData, RequestedDevice, GrantedDevice> {
	protected override open({ key, attempt }: GreeterMeeting, payload: Uint8Array): Promise<InviteDeviceData> {
		return openPayload(InviteDeviceData, payload, key, attempt);
	}

	protected override requested(claimed: InviteDeviceData): RequestedDevice {
		return { deviceLabel: claimed.requested_device_label };
	}

	protected override register(claimed: InviteDeviceData, granted: GrantedDevice): Promise<Registration> {
		return registerDevice(
			this.host,
			{ deviceLabel: granted.deviceLabel, verifyKey: claimed.verify_key, purpose: "STANDARD" },
			this.pace,
			this.signal,
		);
	}

	protected override seal({ key }: GreeterMeeting, granted: GrantedDevice, registered: Registered): Uint8Array {
		const { device } = this.host;
		return encryptObject(
			InviteDeviceConfirmation,
			{
				type: "invite_device_confirmation",
				user_id: device.user_id,
				device_id: registered.deviceId,
				device_label: granted.deviceLabel,
				human_handle: device.human_handle,
				profile: device.initial_profile,
				private_key: device.private_key,
				user_realm_id: device.user_realm_id,
				user_realm_key: device.user_realm_key,
				root_verify_key: device.root_verify_key,
			},
			key,
		);
	}
}
