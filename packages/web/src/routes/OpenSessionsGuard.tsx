import { useKnownDevices } from "../core/knownDevices.ts";
import { useHeldPage } from "../entries/useHeldPage.ts";

/** Leaving the page logs every device out: nobody leaves it unasked while one is open (web-app.md §3.2). */
export function OpenSessionsGuard() {
	useHeldPage(useKnownDevices().devices?.some(({ open }) => open) ?? false);
	return null;
}
