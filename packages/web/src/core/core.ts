import { proxy, wrap } from "comlink";
import { useSyncExternalStore } from "react";
import { scriptUrl } from "../trustedTypes.ts";
import workerUrl from "../worker/core.worker.ts?worker&url";
import type { Core } from "./api.ts";

let starting: Promise<Core> | undefined;

/** The core of this page, started when it is first asked for, but never before the page has been drawn once. */
export function core(): Promise<Core> {
	starting ??= start();
	return starting;
}

async function start(): Promise<Core> {
	await firstPaint();
	const worker = new Worker(scriptUrl(workerUrl), { type: "module", name: "parallax-core" });
	worker.addEventListener("error", (event) => fail(event.message || "The core of the application could not be loaded"));
	worker.addEventListener("messageerror", () => fail("The core of the application said something unreadable"));
	await ready(worker);
	const started = wrap<Core>(worker) as unknown as Core;
	await started.watchDevices(proxy(devicesChanged));
	addEventListener("offline", () => void started.networkChanged(false));
	addEventListener("online", () => void started.networkChanged(true));
	// The timers of a page that nobody sees are slow, and stand still while the computer sleeps.
	document.addEventListener("visibilitychange", () => {
		if (document.visibilityState === "visible") void started.lookedAt();
	});
	return started;
}

/** The worker says it once: what is sent to it before it listens is lost. */
function ready(worker: Worker): Promise<unknown> {
	return new Promise((resolve) => worker.addEventListener("message", resolve, { once: true }));
}

const LONGEST_WAIT_FOR_PAINT_MS = 300;

/** A page in the background is not drawn: nobody waits for it for ever. */
function firstPaint(): Promise<void> {
	return new Promise((resolve) => {
		setTimeout(resolve, LONGEST_WAIT_FOR_PAINT_MS);
		requestAnimationFrame(() => setTimeout(resolve));
	});
}

let failure: string | null = null;
const failureListeners = new Set<() => void>();

function fail(detail: string): void {
	failure ??= detail;
	for (const listener of failureListeners) listener();
}

/** Why the core no longer works, for the screen that asks to reload the page; `null` while all is well. */
export function useCoreFailure(): string | null {
	return useSyncExternalStore(
		(listener) => {
			failureListeners.add(listener);
			return () => failureListeners.delete(listener);
		},
		() => failure,
	);
}

const deviceListeners = new Set<() => void>();

function devicesChanged(): void {
	keepStorage();
	for (const listener of deviceListeners) listener();
}

let storageAsked = false;

/**
 * Asks the browser not to drop by itself what this site keeps. Not before a device was made or opened here: some browsers
 * ask the person, who would not know why. Refused, all goes on as before.
 */
function keepStorage(): void {
	if (storageAsked) return;
	storageAsked = true;
	navigator.storage.persist().catch(() => {});
}

/** Told whenever the known devices may have changed, here or in another tab, as long as the page is there. */
export function onDevicesChanged(listener: () => void): void {
	deviceListeners.add(listener);
}
