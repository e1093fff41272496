import { useEffect } from "react";
import { useKnownDevices } from "../core/knownDevices.ts";

/** Leaving the page logs every device out: the browser asks first, in its own words, while one is open (web-app.md §3.2). */
export function OpenSessionsGuard() {
	const anyOpen = useKnownDevices().devices?.some(({ open }) => open) ?? false;
	useEffect(() => {
		if (!anyOpen) return;
		const ask = (event: BeforeUnloadEvent) => event.preventDefault();
		addEventListener("beforeunload", ask);
		return () => removeEventListener("beforeunload", ask);
	}, [anyOpen]);
	return null;
}
