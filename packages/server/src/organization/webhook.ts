import type { OrganizationID } from "@parallax/protocol";
import type { NamedDevice, NamedUser } from "../certificate/rules.ts";
import type { Logger } from "../log/logger.ts";

const TIMEOUT_MILLISECONDS = 10_000;

/**
 * Tells the operator's own program that an organization was bootstrapped (server.md §8.4). Whatever comes of it, the organization is:
 * a failure is logged and nothing more. The URL may carry a secret and is not logged.
 */
export async function announceBootstrap(
	url: string,
	organization: OrganizationID,
	{ user, device }: { readonly user: NamedUser; readonly device: NamedDevice },
	log: Logger,
): Promise<void> {
	try {
		const response = await fetch(url, {
			method: "POST",
			headers: { "Content-Type": "application/json; charset=utf-8" },
			body: JSON.stringify({
				organization_id: organization,
				device_id: device.device_id,
				device_label: device.device_label,
				human_email: user.human_handle.email,
				human_label: user.human_handle.label,
			}),
			signal: AbortSignal.timeout(TIMEOUT_MILLISECONDS),
		});
		await response.body?.cancel();
		if (!response.ok) log.warning("bootstrap webhook refused", { organization, status: response.status });
	} catch (error) {
		const reason = error instanceof Error ? error.name : "unknown";
		log.warning("bootstrap webhook unreachable", { organization, reason });
	}
}
