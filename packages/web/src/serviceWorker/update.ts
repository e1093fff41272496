import i18next from "i18next";
import { core } from "../core/core.ts";
import { toast } from "../design/Toast.tsx";
import { scriptUrl } from "../trustedTypes.ts";

/**
 * Starts the service worker, once the page has nothing better to do. A browser without one, or that refuses, has an application
 * that needs the network to open, and nothing else to tell.
 */
export async function startServiceWorker(): Promise<void> {
	if (!("serviceWorker" in navigator)) return;
	if (document.readyState !== "complete") await new Promise((resolve) => addEventListener("load", resolve));
	// On a slow line, what is kept for later would take from what the person waits for now.
	await core();
	const base = import.meta.env.BASE_URL;
	try {
		follow(await navigator.serviceWorker.register(scriptUrl(`${base}serviceWorker.js`), { scope: base }));
	} catch {
		// Refused by the browser, as private windows may: see above.
	}
}

function follow(registration: ServiceWorkerRegistration): void {
	const told = new WeakSet<ServiceWorker>();
	const tell = () => {
		const { waiting } = registration;
		// The very first one replaces nothing, and does not wait.
		if (!waiting || !navigator.serviceWorker.controller || told.has(waiting)) return;
		told.add(waiting);
		const { t } = i18next;
		toast("info", t("common.update.ready"), { label: t("common.update.reload"), run: () => apply(waiting) });
	};
	tell();
	registration.addEventListener("updatefound", () => registration.installing?.addEventListener("statechange", tell));
	// A page may stay open for days: it looks again when somebody comes back to it.
	document.addEventListener("visibilitychange", () => {
		if (document.visibilityState === "visible") void registration.update().catch(() => undefined);
	});
}

/** Loads this page again, with the newer build. The other pages of the browser find their files in what the build before left. */
function apply(worker: ServiceWorker): void {
	navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true });
	worker.postMessage("activate");
}
