// What a service worker knows and TypeScript's library of pages does not declare: only what is used here.

interface ExtendableEvent extends Event {
	waitUntil(work: Promise<unknown>): void;
}

/** Which requests do not come by here; not every browser knows it. */
interface InstallEvent extends ExtendableEvent {
	addRoutes?(routes: readonly Route[]): Promise<void>;
}

interface Route {
	readonly condition: { readonly requestMethod: string };
	readonly source: "network";
}

interface FetchEvent extends ExtendableEvent {
	readonly request: Request;
	respondWith(response: Promise<Response>): void;
}

interface MessageToWorker extends ExtendableEvent {
	readonly data: unknown;
}

interface ServiceWorkerScope {
	skipWaiting(): Promise<void>;
	addEventListener(type: "install", listener: (event: InstallEvent) => void): void;
	addEventListener(type: "activate", listener: (event: ExtendableEvent) => void): void;
	addEventListener(type: "fetch", listener: (event: FetchEvent) => void): void;
	addEventListener(type: "message", listener: (event: MessageToWorker) => void): void;
}

export const scope = globalThis as unknown as ServiceWorkerScope;
