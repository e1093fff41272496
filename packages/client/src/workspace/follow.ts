import type { CertificateStore } from "../certificate/index.ts";
import type { EventMonitor } from "../events/monitor.ts";
import { reconnection } from "../events/reconnection.ts";
import { realTimer, type Timer } from "../timer.ts";
import { ConnectionError } from "../transport/index.ts";
import type { Workspaces } from "./workspaces.ts";

/**
 * Keeps the workspaces of a device up to date while its events are followed (workspace-engine.md §9): at the start, whenever
 * events may have been missed and at new certificates, the list is refreshed, what is owed to the workspaces of an Owner is
 * done, and those made here are made on the server; the last also when one is made. Returns what ends that.
 *
 * A pass that does not reach the server is made again once events come. What fails otherwise waits for the next occasion.
 * @param onFailure told why a pass failed.
 */
export function followWorkspaces(
	monitor: EventMonitor,
	certificates: CertificateStore,
	workspaces: Workspaces,
	onFailure: (error: unknown) => void,
	timer: Timer = realTimer,
): () => void {
	const over = new AbortController();
	let running = false;
	let again = false;

	/** However many occasions come during a pass, one more serves them all. */
	async function run(): Promise<void> {
		again = true;
		if (running) return;
		running = true;
		while (again && !over.signal.aborted) {
			again = false;
			try {
				await pass();
			} catch (error) {
				if (over.signal.aborted) break;
				onFailure(error);
				if (error instanceof ConnectionError && error.kind === "offline") {
					again = true;
					await reconnection(monitor, timer, over.signal);
				}
			}
		}
		running = false;
	}

	async function pass(): Promise<void> {
		// Requires nothing: only waits for the polls that the same occasion began.
		await certificates.poll({});
		await workspaces.processNeeds();
		await workspaces.bootstrapCreated();
		await workspaces.refresh();
	}

	const ends = [
		monitor.subscribe({ missedEvents: () => void run() }),
		certificates.subscribe(() => void run()),
		workspaces.subscribe({ created: () => void run() }),
	];
	return () => {
		for (const end of ends) end();
		over.abort();
	};
}
