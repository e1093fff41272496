import { useSyncExternalStore } from "react";
import type { KnownDevice } from "./api.ts";
import { core, onDevicesChanged } from "./core.ts";

export interface KnownDevices {
	/** `undefined` until the core has answered. */
	readonly devices: readonly KnownDevice[] | undefined;
	/** The storage of the browser could not be read when it was last asked. */
	readonly failed: boolean;
}

let known: KnownDevices = { devices: undefined, failed: false };
const listeners = new Set<() => void>();
let asked = 0;

/** The devices whose files this browser keeps, now and whenever they change. */
export function useKnownDevices(): KnownDevices {
	return useSyncExternalStore(follow, () => known);
}

/** Asks again, after a failure. */
export async function askForDevices(): Promise<void> {
	asked++;
	const mine = asked;
	const answer = await read();
	// One that was asked for later knows better.
	if (mine !== asked) return;
	known = answer;
	for (const listener of listeners) listener();
}

async function read(): Promise<KnownDevices> {
	try {
		return { devices: await (await core()).devices(), failed: false };
	} catch {
		return { ...known, failed: true };
	}
}

function follow(listener: () => void): () => void {
	listeners.add(listener);
	if (asked === 0) {
		onDevicesChanged(() => void askForDevices());
		void askForDevices();
	}
	return () => listeners.delete(listener);
}
