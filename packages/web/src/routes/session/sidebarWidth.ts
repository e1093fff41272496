import { useState } from "react";

export const NARROWEST_PX = 150;
export const WIDEST_PX = 370;

const STORED_WIDTH = "parallax.sidebarWidth";

/** The width that this person gave to the sidebar, in pixels; `null`: that of the design, which follows the window. */
export function useSidebarWidth() {
	const [width, setWidth] = useState(storedWidth);

	function resize(next: number | null): void {
		const kept = next === null ? null : Math.round(Math.min(Math.max(next, NARROWEST_PX), WIDEST_PX));
		setWidth(kept);
		try {
			if (kept === null) localStorage.removeItem(STORED_WIDTH);
			else localStorage.setItem(STORED_WIDTH, String(kept));
		} catch {
			// Storage refused by the browser: the width lasts as long as the page.
		}
	}
	return { width, resize };
}

function storedWidth(): number | null {
	try {
		const stored = Number(localStorage.getItem(STORED_WIDTH));
		return stored >= NARROWEST_PX && stored <= WIDEST_PX ? stored : null;
	} catch {
		return null;
	}
}
