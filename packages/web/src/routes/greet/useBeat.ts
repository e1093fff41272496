import { useEffect, useRef, useState } from "react";

/** How long one sees that a code was recognized, before the page moves on (look.md §6). */
const BEAT_MS = 800;

/** What may wait for the beat: everything that is no alarm. */
const CALM: ReadonlySet<string> = new Set([
	"own-code",
	"peer-code",
	"waiting-details",
	"details",
	"waiting-confirmation",
	"finishing",
	"password",
	"done",
]);

/**
 * The view to show: the one that the core tells, but for a moment after a code has been recognized, when the screen of that
 * code stays, in green. What is alarming never waits.
 */
export function useBeat<View extends { readonly step: string }>(
	view: View,
): { readonly shown: View; readonly recognized: boolean } {
	const [shown, setShown] = useState(view);
	const latest = useRef(view);
	const recognized = isRecognition(shown.step, view.step);

	useEffect(() => {
		latest.current = view;
		if (!recognized) setShown(view);
	}, [view, recognized]);

	useEffect(() => {
		if (!recognized) return;
		const timer = setTimeout(() => setShown(latest.current), BEAT_MS);
		return () => clearTimeout(timer);
	}, [recognized]);

	return recognized ? { shown, recognized } : { shown: view, recognized };
}

function isRecognition(from: string, to: string): boolean {
	return (from === "own-code" || from === "peer-code") && from !== to && CALM.has(to);
}
