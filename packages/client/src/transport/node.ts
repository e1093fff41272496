import { DateTime } from "@parallax/protocol";
import type { Network } from "./caller.ts";

const PLATFORMS: Readonly<Record<string, string>> = { linux: "Linux", darwin: "MacOS", win32: "Windows" };

/** The wall clock, in milliseconds, with microseconds of another clock so that two dates seldom are the same. */
export function systemNow(): DateTime {
	const microseconds = Math.floor((performance.now() % 1) * 1000);
	return DateTime.fromMicroseconds(BigInt(Date.now()) * 1000n + BigInt(microseconds));
}

/** The network of this computer, under the name of a program; `useNetworkSettings` tells its proxies and authorities. */
export function systemNetwork(version: string, now: () => DateTime = systemNow): Network {
	return {
		fetch: globalThis.fetch,
		now,
		userAgent: `Parsec-Client/${version} ${PLATFORMS[process.platform] ?? "Linux"}`,
	};
}
