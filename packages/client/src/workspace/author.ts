import type { DateTime, LocalDevice } from "@parallax/protocol";
import type { CertificateStore, CertificateView, Requirements } from "../certificate/index.ts";
import type { AuthenticatedCaller } from "../transport/index.ts";

/** The device that signs, and what it needs of its session. */
export interface WorkspaceAuthor {
	readonly device: LocalDevice;
	readonly caller: AuthenticatedCaller;
	readonly certificates: CertificateStore;
	now(): DateTime;
}

/**
 * Brings what a refusal of the server names. False when nothing is known that was not when the request was made from `seen`:
 * the same request would be refused again, and again.
 */
export async function caughtUp(
	{ certificates }: WorkspaceAuthor,
	seen: CertificateView,
	required: Requirements,
): Promise<boolean> {
	await certificates.poll(required);
	return (await certificates.view()) !== seen;
}
