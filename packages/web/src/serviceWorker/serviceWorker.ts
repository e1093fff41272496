/**
 * Keeps the shell of the application: its document and its files, so that it opens without a network, and so that a page that is
 * open finds its screens after the server has moved on to another build. It never sees a key, and answers nothing of the API.
 */
import { answerTo } from "./answer.ts";
import { scope } from "./scope.ts";

/** Written by the build (build/serviceWorker.ts). */
const SHELL = JSON.parse("__SHELL__") as {
	/** Another for each build. */
	readonly version: string;
	/** Everything but fonts, of which a page takes those that it needs, and what is large and seldom needed. */
	readonly files: readonly string[];
};

const BASE = import.meta.env.BASE_URL;
const CACHE_PREFIX = "parallax-shell-";
const CACHE = CACHE_PREFIX + SHELL.version;

/** How long a network that does not answer keeps a person from a page that is here already. */
const NETWORK_PATIENCE_MS = 4_000;

scope.addEventListener("install", (event) => {
	// What is sent does not even wait for this worker to start, where the browser knows how to be told.
	if (event.addRoutes) event.waitUntil(event.addRoutes([{ condition: { requestMethod: "POST" }, source: "network" }]));
	event.waitUntil(install());
});
scope.addEventListener("activate", (event) => event.waitUntil(takeOver()));
scope.addEventListener("fetch", (event) => {
	const answer = answerTo(event.request, new URL(BASE, location.origin));
	if (answer === "network-first") event.respondWith(networkFirst(event.request));
	else if (answer === "cache-first") event.respondWith(cacheFirst(event.request));
});
/** The person wants the new build now: every page is about to load again. */
scope.addEventListener("message", (event) => {
	if (event.data === "activate") event.waitUntil(scope.skipWaiting());
});

async function install(): Promise<void> {
	const cache = await caches.open(CACHE);
	// Assets come from the browser's own cache when a page has just loaded them; the document is always asked for. One by one,
	// since the page may be loading what somebody waits for.
	await cache.add(new Request(BASE, { cache: "no-cache" }));
	for (const name of SHELL.files) await cache.add(new Request(BASE + name, { priority: "low" }));
}

async function takeOver(): Promise<void> {
	const names = (await caches.keys()).filter((name) => name.startsWith(CACHE_PREFIX) && name !== CACHE);
	// Pages of the build before may still be open: what they have not loaded yet is nowhere else any more.
	for (const name of names.slice(0, -1)) await caches.delete(name);
	// A page that is open and has no service worker stays without, until it is loaded again: claimed in the middle of its life, it
	// loses its last word when it is closed. What it has not loaded yet is in the browser's own cache, from the installation.
}

/** The document as the server has it, else the one that was kept: both open any address. */
async function networkFirst(request: Request): Promise<Response> {
	try {
		const response = await fetch(request, { signal: AbortSignal.timeout(NETWORK_PATIENCE_MS) });
		if (response.status < 500) return response;
	} catch {
		// Offline, or as good as.
	}
	const cache = await caches.open(CACHE);
	return (await cache.match(BASE, { ignoreVary: true })) ?? fetch(request);
}

/** A name with a hash never changes its content, whatever the server says that it may vary by. */
async function cacheFirst(request: Request): Promise<Response> {
	const kept = await caches.match(request, { ignoreVary: true });
	if (kept) return kept;
	const response = await fetch(request);
	if (response.ok) {
		const cache = await caches.open(CACHE);
		await cache.put(request, response.clone());
	}
	return response;
}
