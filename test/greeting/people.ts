import type { Pace, Registrar } from "@parallax/client";
import { newId, newPrivateKey, newSecretKey, newSigningKey, verifyKeyOf } from "@parallax/crypto";
import {
	DateTime,
	DeviceID,
	DeviceLabel,
	HumanHandle,
	type LocalDevice,
	OrganizationID,
	ServerAddr,
	UserID,
	VlobID,
} from "@parallax/protocol";
import type { Fault, ModelServer } from "./model.ts";

export const SERVER = ServerAddr.parse("parsec3://parsec.invalid");
export const ORGANIZATION = OrganizationID.parse("Org");

/** A device of an administrator, made up. */
export function someDevice(): LocalDevice {
	return {
		type: "local_device",
		server_url: SERVER.toUrl(),
		organization_id: ORGANIZATION,
		root_verify_key: verifyKeyOf(newSigningKey()),
		user_id: newId(UserID),
		device_id: newId(DeviceID),
		device_label: DeviceLabel.parse("desk"),
		human_handle: HumanHandle.parse("host@parsec.invalid", "Host"),
		signing_key: newSigningKey(),
		private_key: newPrivateKey(),
		initial_profile: "ADMIN",
		user_realm_id: newId(VlobID),
		user_realm_key: newSecretKey(),
		local_symkey: newSecretKey(),
	};
}

export function registrar(device: LocalDevice, server: ModelServer): Registrar {
	return {
		device,
		caller: server.greeterCaller(device.user_id),
		now: () => DateTime.parse("2026-01-01T00:00:00Z"),
		pollCertificates: async () => {},
		hasDevice: async (id) => server.devices.has(id),
	};
}

/**
 * Time and network as a heap of things that wait: `step` lets one of them happen, in an order that `random` decides.
 * The same numbers give the same interleaving.
 */
export class Interleaving {
	readonly #waiting: (() => void)[] = [];
	readonly #random: () => number;
	readonly pace: Pace;

	constructor(random: () => number) {
		this.#random = random;
		this.pace = {
			now: () => 0,
			sleep: (_, signal) => (signal.aborted ? Promise.resolve() : this.#wait(signal)),
			throttle: 1,
			offlinePatience: 1000,
		};
	}

	/** A request on its way, which meets one fault out of `oneIn`, or none when `oneIn` is 0. */
	transit(oneIn: number): () => Promise<Fault> {
		const faults: readonly Fault[] = ["request-lost", "reply-lost", "repeated"];
		return async () => {
			await this.#wait();
			if (oneIn === 0 || this.#pick(oneIn) !== 0) return "none";
			return faults[this.#pick(faults.length)] ?? "none";
		};
	}

	/** One thing happens, and everything that follows from it without waiting. */
	async step(): Promise<void> {
		const [resume] = this.#waiting.splice(this.#pick(this.#waiting.length), 1);
		resume?.();
		await new Promise((resolve) => setImmediate(resolve));
	}

	#wait(signal?: AbortSignal): Promise<void> {
		return new Promise((resolve) => {
			this.#waiting.push(resolve);
			signal?.addEventListener("abort", () => resolve(), { once: true });
		});
	}

	#pick(count: number): number {
		return Math.floor(this.#random() * count);
	}
}
