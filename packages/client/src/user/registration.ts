import { newId, signObject } from "@parallax/crypto";
import {
	authenticatedCommands,
	type DateTime,
	DeviceCertificate,
	DeviceID,
	type DeviceLabel,
	type DevicePurpose,
	type HumanHandle,
	type LocalDevice,
	type PublicKey,
	UserCertificate,
	UserID,
	type UserProfile,
	type VerifyKey,
} from "@parallax/protocol";
import { OFFSET, signedUntilAccepted } from "../certificate/signing.ts";
import type { Pace } from "../greeting/attempt.ts";
import type { RegistrationRefusal } from "../greeting/state.ts";
import { type AuthenticatedCaller, ConnectionError } from "../transport/index.ts";

/** The device that signs, and what it needs of its session. */
export interface Registrar {
	readonly device: LocalDevice;
	readonly caller: AuthenticatedCaller;
	now(): DateTime;
	/** Brings the certificates of the server here. */
	pollCertificates(): Promise<void>;
	/** Whether a device of that id is among the certificates here. */
	hasDevice(id: DeviceID): Promise<boolean>;
}

export type Registration =
	| { readonly kind: "registered"; readonly userId: UserID; readonly deviceId: DeviceID; readonly timestamp: DateTime }
	| { readonly kind: "refused"; readonly status: RegistrationRefusal };

export interface UserToRegister {
	readonly humanHandle: HumanHandle;
	readonly deviceLabel: DeviceLabel;
	readonly profile: UserProfile;
	readonly publicKey: PublicKey;
	readonly verifyKey: VerifyKey;
}

export interface DeviceToRegister {
	readonly deviceLabel: DeviceLabel;
	readonly verifyKey: VerifyKey;
	readonly purpose: DevicePurpose;
}

/** Registers a new user with a first device, signed by `registrar` (enrollment.md §3). */
export function registerUser(
	registrar: Registrar,
	user: UserToRegister,
	pace: Pace,
	signal: AbortSignal,
): Promise<Registration> {
	const { device, caller } = registrar;
	return register(registrar, pace, signal, newUserIds, ({ userId, deviceId }, timestamp) => {
		const full = {
			type: "user_certificate",
			author: device.device_id,
			timestamp,
			user_id: userId,
			human_handle: user.humanHandle,
			public_key: user.publicKey,
			algorithm: "X25519_XSALSA20_POLY1305",
			profile: user.profile,
		} as const;
		const first = deviceCertificates(device, userId, deviceId, timestamp, { ...user, purpose: "STANDARD" });
		const request = {
			user_certificate: signObject(UserCertificate, full, device.signing_key),
			redacted_user_certificate: signObject(UserCertificate, { ...full, human_handle: null }, device.signing_key),
			...first,
		};
		return () => caller.call(authenticatedCommands.commands.user_create, request);
	});
}

/** Registers one more device of the registrar's own user. */
export function registerDevice(
	registrar: Registrar,
	added: DeviceToRegister,
	pace: Pace,
	signal: AbortSignal,
): Promise<Registration> {
	const { device, caller } = registrar;
	const ids = () => ({ userId: device.user_id, deviceId: newId(DeviceID) });
	return register(registrar, pace, signal, ids, ({ userId, deviceId }, timestamp) => {
		const request = deviceCertificates(device, userId, deviceId, timestamp, added);
		return () => caller.call(authenticatedCommands.commands.device_create, request);
	});
}

interface Ids {
	readonly userId: UserID;
	readonly deviceId: DeviceID;
}

function newUserIds(): Ids {
	return { userId: newId(UserID), deviceId: newId(DeviceID) };
}

/** Both forms of a device certificate, under the names of the requests that carry them. */
function deviceCertificates(
	author: LocalDevice,
	userId: UserID,
	deviceId: DeviceID,
	timestamp: DateTime,
	{ deviceLabel, verifyKey, purpose }: DeviceToRegister,
) {
	const full = {
		type: "device_certificate",
		purpose,
		author: author.device_id,
		timestamp,
		user_id: userId,
		device_id: deviceId,
		device_label: deviceLabel,
		verify_key: verifyKey,
		algorithm: "ED25519",
	} as const;
	return {
		device_certificate: signObject(DeviceCertificate, full, author.signing_key),
		redacted_device_certificate: signObject(DeviceCertificate, { ...full, device_label: null }, author.signing_key),
	};
}

type RegistrationReply = { readonly status: string };

/** Signs again with new ids while the server asks for a later timestamp; nothing is registered twice. */
async function register(
	registrar: Registrar,
	pace: Pace,
	signal: AbortSignal,
	newIds: () => Ids,
	prepare: (ids: Ids, timestamp: DateTime) => () => Promise<RegistrationReply>,
): Promise<Registration> {
	let sent: (Ids & { readonly timestamp: DateTime }) | undefined;
	const reply = await signedUntilAccepted(registrar, OFFSET.user, (timestamp) => {
		sent = { ...newIds(), timestamp };
		return sendOnce(registrar, sent.deviceId, prepare(sent, timestamp), pace, signal);
	});
	if (reply.status === "ok" && sent) return { kind: "registered", ...sent };
	return { kind: "refused", status: refusal(reply.status) };
}

/**
 * Sends one request until it is answered. A refusal may be the echo of a request that was taken the first time, when its
 * answer got lost or it was sent twice on the way: the certificates tell.
 */
async function sendOnce(
	registrar: Registrar,
	deviceId: DeviceID,
	send: () => Promise<RegistrationReply>,
	pace: Pace,
	signal: AbortSignal,
): Promise<RegistrationReply> {
	for (let failures = 0; ; failures++) {
		try {
			const reply = await send();
			if (reply.status === "ok") return reply;
			await registrar.pollCertificates();
			return (await registrar.hasDevice(deviceId)) ? { status: "ok" } : reply;
		} catch (error) {
			const lost = error instanceof ConnectionError && error.kind === "offline";
			if (!lost || failures >= pace.offlinePatience) throw error;
			await pace.sleep(pace.throttle, signal);
			signal.throwIfAborted();
		}
	}
}

const REFUSALS: ReadonlySet<string> = new Set<RegistrationRefusal>([
	"author_not_allowed",
	"active_users_limit_reached",
	"human_handle_already_taken",
	"timestamp_out_of_ballpark",
]);

function refusal(status: string): RegistrationRefusal {
	return REFUSALS.has(status) ? (status as RegistrationRefusal) : "other";
}
