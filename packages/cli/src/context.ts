import { type Keyring, type Network, type Pace, realPace } from "@parallax/client";
import { SystemKeyring, systemNetwork, systemNow } from "@parallax/client/node";
import { DateTime } from "@parallax/protocol";
import type { Shell } from "./arguments/completion.ts";
import type { Interruption } from "./interruption.ts";
import type { Terminal } from "./terminal/terminal.ts";

export type Environment = Readonly<Record<string, string | undefined>>;

/** What every command works with. */
export interface Context {
	readonly terminal: Terminal;
	readonly network: Network;
	/** Asked only by devices that it protects, or is to protect. */
	readonly keyring: Keyring;
	readonly environment: Environment;
	readonly interruption: Interruption;
	/** How long to wait for a device that another process uses, in milliseconds; `undefined`: as long as it takes. */
	readonly lockTimeout: number | undefined;
	/** The script that completes this very command line. */
	completionScript(shell: Shell): string;
	/** How greetings poll. */
	readonly pace: Pace;
}

/**
 * What surrounds this process: the network, the keyring, and the pace of time. Two variables exist for tests only: `_PARALLAX_CLOCK_OFFSET_SECONDS` shifts the
 * clock, `_PARSEC_INVITE_POLLING_THROTTLE_MS` shortens the polling of greetings (device-files.md §9).
 */
export function surroundings(environment: Environment, version: string): Pick<Context, "network" | "keyring" | "pace"> {
	const offset = BigInt(Number.parseInt(environment["_PARALLAX_CLOCK_OFFSET_SECONDS"] ?? "0", 10) || 0) * 1_000_000n;
	const throttle = Number(environment["_PARSEC_INVITE_POLLING_THROTTLE_MS"]) || realPace.throttle;
	return {
		network: systemNetwork(version, () => DateTime.add(systemNow(), offset)),
		keyring: new SystemKeyring(),
		pace: { ...realPace, throttle },
	};
}
