import { type Network, type Pace, realPace } from "@parallax/client";
import { systemNetwork, systemNow } from "@parallax/client/node";
import { DateTime } from "@parallax/protocol";
import type { Shell } from "./arguments/completion.ts";
import type { Interruption } from "./interruption.ts";
import type { Terminal } from "./terminal/terminal.ts";

export type Environment = Readonly<Record<string, string | undefined>>;

/** What every command works with. */
export interface Context {
	readonly terminal: Terminal;
	readonly network: Network;
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
 * The network and the pace of this process. Two variables exist for tests only: `_PARALLAX_CLOCK_OFFSET_SECONDS` shifts the
 * clock, `_PARSEC_INVITE_POLLING_THROTTLE_MS` shortens the polling of greetings (device-files.md §9).
 */
export function surroundings(environment: Environment, version: string): Pick<Context, "network" | "pace"> {
	const offset = BigInt(Number.parseInt(environment["_PARALLAX_CLOCK_OFFSET_SECONDS"] ?? "0", 10) || 0) * 1_000_000n;
	const throttle = Number(environment["_PARSEC_INVITE_POLLING_THROTTLE_MS"]) || realPace.throttle;
	return {
		network: systemNetwork(version, () => DateTime.add(systemNow(), offset)),
		pace: { ...realPace, throttle },
	};
}
