import type { DeviceID } from "@parallax/protocol";

/** Ends the hold on a device. */
export type Release = () => void;

/**
 * Takes a device for this page, as long as it lives at most: no two tabs write the same databases (device-files.md §7).
 * `undefined` when another has it.
 */
export function takeDevice(device: DeviceID): Promise<Release | undefined> {
	return new Promise((resolve, reject) => {
		navigator.locks
			.request(`parallax-device-${device}`, { ifAvailable: true }, (lock) => {
				if (!lock) return resolve(undefined);
				return new Promise<void>((release) => resolve(release));
			})
			.catch(reject);
	});
}
