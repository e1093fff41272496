import { useCallback, useSyncExternalStore } from "react";

/** Whether the window answers a media query, now and whenever that changes. */
export function useMediaQuery(query: string): boolean {
	const subscribe = useCallback(
		(listener: () => void) => {
			const list = window.matchMedia(query);
			list.addEventListener("change", listener);
			return () => list.removeEventListener("change", listener);
		},
		[query],
	);
	return useSyncExternalStore(subscribe, () => window.matchMedia(query).matches);
}

/** One column, bars above and below, sheets instead of dialogs and panels (docs/design.md, Layout). */
export const NARROW = "(max-width: 47.99em)";
/** The sidebar is a rail of icons. */
export const RAIL = "(min-width: 48em) and (max-width: 68.74em)";
