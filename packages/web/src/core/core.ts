import { proxy, wrap } from "comlink";
import { useSyncExternalStore } from "react";
import workerUrl from "../worker/core.worker.ts?worker&url";
import type { Core } from "./api.ts";

/** What TypeScript does not declare yet (https://w3c.github.io/trusted-types/). */
interface TrustedTypePolicies {
	createPolicy(
		name: string,
		rules: { readonly createScriptURL: (url: string) => string },
	): { createScriptURL(url: string): unknown };
}

const { trustedTypes } = globalThis as { readonly trustedTypes?: TrustedTypePolicies };

/** The only addresses that this page may make a script of, under Trusted Types. */
const scripts = trustedTypes?.createPolicy("parallax", {
	createScriptURL: (url) => {
		if (url !== workerUrl) throw new TypeError("Only the core of this application may be started");
		return url;
	},
});

let starting: Promise<Core> | undefined;

/** The core of this page, started when it is first asked for, but never before the page has been drawn once. */
export function core(): Promise<Core> {
	starting ??= start();
	return starting;
}

async function start(): Promise<Core> {
	await firstPaint();
	// The declarations of `Worker` know no trusted address yet.
	const address = (scripts?.createScriptURL(workerUrl) ?? workerUrl) as string;
	const worker = new Worker(address, { type: "module", name: "parallax-core" });
	worker.addEventListener("error", (event) => fail(event.message || "The core of the application could not be loaded"));
	worker.addEventListener("messageerror", () => fail("The core of the application said something unreadable"));
	const started = wrap<Core>(worker) as unknown as Core;
	await started.watchDevices(proxy(devicesChanged));
	return started;
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
	for (const listener of deviceListeners) listener();
}

/** Told whenever the known devices may have changed, here or in another tab. Returns what ends that. */
export function onDevicesChanged(listener: () => void): () => void {
	deviceListeners.add(listener);
	return () => deviceListeners.delete(listener);
}
