import {
	encryptObject,
	newId,
	newPrivateKey,
	newSecretKey,
	newSigningKey,
	publicKeyOf,
	verifyKeyOf,
} from "@parallax/crypto";
import {
	type ClaimerStep,
	type DeviceLabel,
	type GreeterStep,
	type HumanHandle,
	InviteDeviceConfirmation,
	InviteDeviceData,
	InviteUserConfirmation,
	InviteUserData,
	type LocalDevice,
	type OrganizationID,
	type ServerAddr,
	type UserID,
	VlobID,
} from "@parallax/protocol";
import type { InvitedCaller } from "../transport/index.ts";
import type { Attempt, Surroundings } from "./attempt.ts";
import { GreetingStopped } from "./attempt.ts";
import { Greeting, type GreetingOptions, stoppedByMe } from "./greeting.ts";
import { type ClaimerMeeting, meetAsClaimer } from "./meeting.ts";
import { openPayload } from "./payload.ts";
import { claimerPeer, type GreetingPeer } from "./peer.ts";
import type { GuestState } from "./state.ts";

/** How often one host may come and go; each time rolls the codes again (enrollment.md §2.6). */
const MAX_RETURNS = 8;

/** Where the guest was invited to. */
export interface InvitedTo {
	readonly server: ServerAddr;
	readonly organizationId: OrganizationID;
	readonly caller: InvitedCaller;
}

/** What is the same for a guest who joins as a new user and for one who adds a device. */
abstract class GuestGreeting<Given> extends Greeting<GuestState> {
	protected readonly invitedTo: InvitedTo;
	readonly #hosts: readonly UserID[];
	#host: UserID | undefined;

	constructor(invitedTo: InvitedTo, hosts: readonly UserID[], options: GreetingOptions = {}) {
		super({ step: "waiting-for-peer" }, options);
		this.invitedTo = invitedTo;
		this.#hosts = hosts;
	}

	/** The host who came, known from the first code on. */
	get host(): UserID | undefined {
		return this.#host;
	}

	/** Answers `details-to-give`. */
	give(details: Given): void {
		this.answer("details-to-give", details);
	}

	protected abstract seal(meeting: ClaimerMeeting, payload: Given): Uint8Array;
	protected abstract accept(meeting: ClaimerMeeting, payload: Uint8Array): Promise<LocalDevice>;

	protected override async converse(): Promise<GuestState> {
		const meeting = await this.#meetFirst();
		const { attempt, codes } = meeting;
		this.attempt = attempt;
		await this.verifyCode(codes.greeter, attempt as Attempt<never, never>);
		await attempt.exchange({ step: "NUMBER_4_SIGNIFY_TRUST" }, "NUMBER_4_WAIT_PEER_TRUST");
		this.show({ step: "code-to-read", code: codes.claimer });
		await attempt.exchange({ step: "NUMBER_5_WAIT_PEER_TRUST" }, "5");
		const given = await this.ask<Given>({ step: "details-to-give" }, attempt as Attempt<never, never>);
		this.show({ step: "waiting-for-confirmation" });
		const claimer_payload = this.seal(meeting, given);
		await attempt.exchange({ step: "NUMBER_6_SEND_PAYLOAD", claimer_payload }, "NUMBER_6_GET_PAYLOAD");
		const { greeter_payload } = await attempt.exchange({ step: "NUMBER_7_GET_PAYLOAD" }, "NUMBER_7_SEND_PAYLOAD");
		this.settle();
		const device = await this.accept(meeting, greeter_payload);
		// The device exists on the server by now: whatever becomes of the acknowledgment, its keys are kept.
		await attempt.leave({ step: "NUMBER_8_ACKNOWLEDGE" }).catch(() => {});
		return { step: "finished", device };
	}

	/** One host of several who comes and goes again before the codes are there may come back: they are waited for again. */
	async #meet(peer: GreetingPeer<ClaimerStep, GreeterStep>, surroundings: Surroundings): Promise<ClaimerMeeting> {
		for (let returns = 0; ; returns++) {
			try {
				return await meetAsClaimer(peer, surroundings);
			} catch (error) {
				const left = error instanceof GreetingStopped && error.end.kind === "cancelled" && error.end.by === "peer";
				if (!left || this.#hosts.length === 1 || returns >= MAX_RETURNS) throw error;
			}
		}
	}

	/** Waits for all hosts at once; the first to come stays, the others are told to stop waiting (enrollment.md §2.6). */
	async #meetFirst(): Promise<ClaimerMeeting> {
		const stops = new Map(this.#hosts.map((host) => [host, new AbortController()]));
		const waits = Array.from(stops, async ([host, own]) => {
			const peer = claimerPeer(this.invitedTo.caller, host);
			const signal = AbortSignal.any([this.signal, own.signal]);
			const meeting = await this.#meet(peer, { ...this.surroundings, signal });
			if (this.#host !== undefined) {
				await meeting.attempt.cancel("MANUALLY_CANCELLED");
				return undefined;
			}
			this.#host = host;
			for (const stop of stops.values()) if (stop !== own) stop.abort(stoppedByMe());
			return meeting;
		});
		try {
			return await firstMeeting(waits);
		} catch (error) {
			for (const stop of stops.values()) stop.abort(stoppedByMe());
			throw error;
		} finally {
			await Promise.allSettled(waits);
		}
	}
}

/** The first host met. One who may no longer greet, or cancels, is given up only for want of another. */
async function firstMeeting(waits: readonly Promise<ClaimerMeeting | undefined>[]): Promise<ClaimerMeeting> {
	return new Promise((resolve, reject) => {
		let left = waits.length;
		if (left === 0) reject(new GreetingStopped({ kind: "host-not-allowed" }));
		for (const wait of waits) {
			wait.then(
				(meeting) => meeting && resolve(meeting),
				(error) => {
					left--;
					const another =
						left > 0 &&
						error instanceof GreetingStopped &&
						(error.end.kind === "host-not-allowed" || error.end.kind === "cancelled");
					if (!another) reject(error);
				},
			);
		}
	});
}

export interface NewUserDetails {
	readonly humanHandle: HumanHandle;
	readonly deviceLabel: DeviceLabel;
}

/** A guest who joins the organization as a new user (enrollment.md §3). */
export class UserGuestGreeting extends GuestGreeting<NewUserDetails> {
	readonly #privateKey = newPrivateKey();
	readonly #signingKey = newSigningKey();

	protected override seal({ key }: ClaimerMeeting, { humanHandle, deviceLabel }: NewUserDetails): Uint8Array {
		return encryptObject(
			InviteUserData,
			{
				type: "invite_user_data",
				requested_device_label: deviceLabel,
				requested_human_handle: humanHandle,
				public_key: publicKeyOf(this.#privateKey),
				verify_key: verifyKeyOf(this.#signingKey),
			},
			key,
		);
	}

	protected override async accept({ key, attempt }: ClaimerMeeting, payload: Uint8Array): Promise<LocalDevice> {
		const granted = await openPayload(InviteUserConfirmation, payload, key, attempt);
		return {
			...localDevice(this.invitedTo, granted),
			private_key: this.#privateKey,
			signing_key: this.#signingKey,
			user_realm_id: newId(VlobID),
			user_realm_key: newSecretKey(),
		};
	}
}

export interface NewDeviceDetails {
	readonly deviceLabel: DeviceLabel;
}

/** A guest who adds a device to a user they already are (enrollment.md §4). */
export class DeviceGuestGreeting extends GuestGreeting<NewDeviceDetails> {
	readonly #signingKey = newSigningKey();

	protected override seal({ key }: ClaimerMeeting, { deviceLabel }: NewDeviceDetails): Uint8Array {
		return encryptObject(
			InviteDeviceData,
			{ type: "invite_device_data", requested_device_label: deviceLabel, verify_key: verifyKeyOf(this.#signingKey) },
			key,
		);
	}

	protected override async accept({ key, attempt }: ClaimerMeeting, payload: Uint8Array): Promise<LocalDevice> {
		const granted = await openPayload(InviteDeviceConfirmation, payload, key, attempt);
		return {
			...localDevice(this.invitedTo, granted),
			private_key: granted.private_key,
			signing_key: this.#signingKey,
			user_realm_id: granted.user_realm_id,
			user_realm_key: granted.user_realm_key,
		};
	}
}

type Granted = Pick<
	InviteUserConfirmation,
	"user_id" | "device_id" | "device_label" | "human_handle" | "profile" | "root_verify_key"
>;

/** What both confirmations bring; `local_symkey` never leaves this device. */
function localDevice({ server, organizationId }: InvitedTo, granted: Granted) {
	return {
		type: "local_device",
		server_url: server.toUrl(),
		organization_id: organizationId,
		root_verify_key: granted.root_verify_key,
		user_id: granted.user_id,
		device_id: granted.device_id,
		device_label: granted.device_label,
		human_handle: granted.human_handle,
		initial_profile: granted.profile,
		local_symkey: newSecretKey(),
	} as const;
}
