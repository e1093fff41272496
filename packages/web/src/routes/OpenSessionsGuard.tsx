import { useEffect } from "react";
import { useKnownDevices } from "../core/session.tsx";

/**
 * While a device is open (web-app.md §3.2): the browser is asked to keep what this site stores, since a device that it drops
 * to gain room is lost; and it asks, in its own words, before the page is left, which logs every device out.
 */
export function OpenSessionsGuard() {
	const anyOpen = useKnownDevices().data?.some(({ open }) => open) ?? false;
	useEffect(() => {
		if (!anyOpen) return;
		// Whatever the answer, the work goes on.
		void navigator.storage.persist().catch(() => false);
		const ask = (event: BeforeUnloadEvent) => event.preventDefault();
		addEventListener("beforeunload", ask);
		return () => removeEventListener("beforeunload", ask);
	}, [anyOpen]);
	return null;
}
