// What a service worker knows and TypeScript's library of pages does not declare: only what is used here.

interface ExtendableEvent extends Event {
	waitUntil(work: Promise<unknown>): void;
}

interface FetchEvent extends ExtendableEvent {
	readonly request: Request;
	respondWith(response: Promise<Response>): void;
}

interface MessageToWorker extends ExtendableEvent {
	readonly data: unknown;
}

interface ServiceWorkerScope {
	readonly clients: { claim(): Promise<void> };
	skipWaiting(): Promise<void>;
	addEventListener(type: "install" | "activate", listener: (event: ExtendableEvent) => void): void;
	addEventListener(type: "fetch", listener: (event: FetchEvent) => void): void;
	addEventListener(type: "message", listener: (event: MessageToWorker) => void): void;
}

export const scope = globalThis as unknown as ServiceWorkerScope;
