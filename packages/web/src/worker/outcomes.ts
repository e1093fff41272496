import { ConnectionError } from "@parallax/client";
import { DateTime } from "@parallax/protocol";
import type { Unreachable } from "../core/api.ts";
import { browserNow } from "./time.ts";

/** What `request` brings, or why the server could not be asked. Bugs throw. */
export async function orUnreachable<T>(request: () => Promise<T>): Promise<T | Unreachable> {
	try {
		return await request();
	} catch (error) {
		if (error instanceof ConnectionError) return unreachable(error);
		throw error;
	}
}

export function unreachable(error: ConnectionError): Unreachable {
	switch (error.kind) {
		case "offline":
			return { status: "offline" };
		case "unsupported_api_version":
			return { status: "incompatible" };
		case "clock_drift":
			if (error.serverTime) return clock(error.serverTime, browserNow());
			return { status: "failed", detail: error.message };
		default:
			return { status: "failed", detail: error.message };
	}
}

export function clock(serverTime: DateTime, deviceTime: DateTime): Unreachable {
	return {
		status: "clock",
		serverTime: DateTime.toMilliseconds(serverTime),
		deviceTime: DateTime.toMilliseconds(deviceTime),
	};
}
