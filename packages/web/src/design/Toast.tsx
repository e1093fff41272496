import { lazy, Suspense, useSyncExternalStore } from "react";
import { ToastQueue } from "react-stately/useToastState";

type Kind = "ok" | "info" | "bad";

interface ToastAction {
	readonly label: string;
	readonly run: () => void;
}

export interface Content {
	readonly kind: Kind;
	readonly text: string;
	readonly action?: ToastAction;
}

export const queue = new ToastQueue<Content>({ maxVisibleToasts: 3 });
const SHOWN_MS = 5_000;

/** Says in one sentence what came of an action; with one that may follow, it stays until it is dismissed. */
export function toast(kind: Kind, text: string, action?: ToastAction): void {
	if (action) queue.add({ kind, text, action });
	else queue.add({ kind, text }, { timeout: SHOWN_MS });
}

const ToastRegion = lazy(async () => ({ default: (await import("./overlays.ts")).ToastRegion }));

/** Where toasts appear; once in the application. */
export function Toasts() {
	const any = useSyncExternalStore(
		(listener) => queue.subscribe(listener),
		() => queue.visibleToasts.length > 0,
	);
	return <Suspense>{any ? <ToastRegion /> : null}</Suspense>;
}
