import type { Timer } from "../timer.ts";
import type { EventMonitor } from "./monitor.ts";

/** What did not reach the server is not tried again sooner (transport.md §8.3). */
const RETRY_MS = 3_000;

/** For whoever could not reach the server: resolves when another attempt is worth it, or when the signal fires. */
export async function reconnection(monitor: EventMonitor, timer: Timer, signal: AbortSignal): Promise<void> {
	await timer.sleep(RETRY_MS, signal);
	await online(monitor, signal);
}

/** Resolves when events come, or when the signal fires. */
function online(monitor: EventMonitor, signal: AbortSignal): Promise<void> {
	if (monitor.state.kind === "online" || signal.aborted) return Promise.resolve();
	return new Promise((resolve) => {
		const done = () => {
			leave();
			signal.removeEventListener("abort", done);
			resolve();
		};
		const leave = monitor.subscribe({ state: ({ kind }) => kind === "online" && done() });
		signal.addEventListener("abort", done);
	});
}
