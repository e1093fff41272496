import { useSyncExternalStore } from "react";

let rejected = false;
/** Once the page is left, what was under way in it ends as it may; but a browser can give the page back as it was. */
let left = false;

/** Whether something was rejected in this page that nobody handles: a bug. What was merely stopped is none. */
export function useUnhandledRejection(): boolean {
	return useSyncExternalStore(listen, () => rejected);
}

function listen(tell: () => void): () => void {
	const listening = new AbortController();
	const { signal } = listening;
	const hear = ({ reason }: PromiseRejectionEvent) => {
		if (left || isStop(reason)) return;
		rejected = true;
		tell();
	};
	const hearOfLeaving = ({ type }: PageTransitionEvent) => {
		left = type === "pagehide";
	};
	addEventListener("unhandledrejection", hear, { signal });
	addEventListener("pagehide", hearOfLeaving, { signal });
	addEventListener("pageshow", hearOfLeaving, { signal });
	return () => listening.abort();
}

/** From the worker it comes as an error of that name. */
function isStop(reason: unknown): boolean {
	return reason instanceof Error && reason.name === "AbortError";
}
