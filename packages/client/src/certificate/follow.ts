import type { ServerEvent } from "@parallax/protocol";
import type { EventMonitor } from "../events/monitor.ts";
import type { CertificateStore, Requirements } from "./store.ts";

/**
 * Keeps the certificates of a device up to date while its events are followed: at the start and whenever events may have been
 * missed, and at each event that announces one (certificates.md §8). Returns what ends that.
 * @param onFailure told why a poll failed. One that did not reach the server is made again when the connection comes back,
 * since events may have been missed meanwhile.
 */
export function followCertificates(
	monitor: EventMonitor,
	certificates: CertificateStore,
	onFailure: (error: unknown) => void,
): () => void {
	const poll = (required?: Requirements) => void certificates.poll(required).catch(onFailure);
	return monitor.subscribe({
		missedEvents: () => poll(),
		event: (event) => {
			const required = announced(event);
			if (required) poll(required);
		},
	});
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
