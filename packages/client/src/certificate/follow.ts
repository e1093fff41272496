import type { ServerEvent } from "@parallax/protocol";
import type { EventMonitor } from "../events/monitor.ts";
import { reconnection } from "../events/reconnection.ts";
import { realTimer, type Timer } from "../timer.ts";
import { ConnectionError } from "../transport/index.ts";
import { InvalidCertificate } from "./invalid.ts";
import type { CertificateStore, Requirements } from "./store.ts";

/**
 * Keeps the certificates of a device up to date while its events are followed: at the start and whenever events may have been
 * missed, and at each event that announces one (certificates.md §8). Returns what ends that.
 *
 * A poll that does not reach the server is made again once the events come. One that brings an invalid certificate is not:
 * the monitor announces it, and nothing is asked until the next of these occasions (§4).
 * @param onFailure told why a poll failed, whatever happens next.
 */
export function followCertificates(
	monitor: EventMonitor,
	certificates: CertificateStore,
	onFailure: (error: unknown) => void,
	timer: Timer = realTimer,
): () => void {
	const over = new AbortController();
	let catchingUp = false;

	/** False when the server was not reached, and is to be asked again. */
	async function reach(required?: Requirements): Promise<boolean> {
		try {
			await certificates.poll(required);
			return true;
		} catch (error) {
			if (over.signal.aborted) return true;
			if (error instanceof InvalidCertificate) monitor.announceInvalidCertificate(error);
			onFailure(error);
			return !(error instanceof ConnectionError && error.kind === "offline");
		}
	}

	/** However many polls failed, one brings all that they were for. */
	async function poll(required?: Requirements): Promise<void> {
		if ((await reach(required)) || catchingUp) return;
		catchingUp = true;
		do {
			await reconnection(monitor, timer, over.signal);
		} while (!over.signal.aborted && !(await reach()));
		catchingUp = false;
	}

	const leave = monitor.subscribe({
		missedEvents: () => void poll(),
		event: (event) => {
			const required = announced(event);
			if (required) void poll(required);
		},
	});
	return () => {
		leave();
		over.abort();
	};
}

/** What must be known for an announced certificate to be there; own uploads, polled already, cost nothing. */
function announced(event: ServerEvent): Requirements | undefined {
	switch (event.event) {
		case "COMMON_CERTIFICATE":
			return { common: event.timestamp };
		case "SEQUESTER_CERTIFICATE":
			return { sequester: event.timestamp };
		case "SHAMIR_RECOVERY_CERTIFICATE":
			return { shamirRecovery: event.timestamp };
		case "REALM_CERTIFICATE":
			return { realms: new Map([[event.realm_id, event.timestamp]]) };
		default:
			return undefined;
	}
}
