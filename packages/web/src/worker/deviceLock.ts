import type { DeviceID } from "@parallax/protocol";

/** Ends the hold on a device. */
export type Release = () => void;

/** How long a tab that has just logged out, or is being closed, may take to give its device back, in milliseconds. */
const PATIENCE = 2_000;

/**
 * Takes a device for this page, as long as it lives at most: no two tabs write the same databases (device-files.md §7).
 * `undefined` when another has it, and keeps it.
 */
export function takeDevice(device: DeviceID): Promise<Release | undefined> {
	return new Promise((resolve, reject) => {
		navigator.locks
			.request(
				`parallax-device-${device}`,
				{ signal: AbortSignal.timeout(PATIENCE) },
				() => new Promise<void>((release) => resolve(release)),
			)
			.catch((error) => (isTimeout(error) ? resolve(undefined) : reject(error)));
	});
}

function isTimeout(error: unknown): boolean {
	return error instanceof DOMException && error.name === "TimeoutError";
}
