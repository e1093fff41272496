const STORED_COUNT = "parallax.devices";
const MOST = 6;

/** How many cards the home page showed last, and will most likely show again: nothing jumps when the core answers. */
export function expectedCards(): number {
	try {
		const stored = Number(localStorage.getItem(STORED_COUNT));
		return Number.isInteger(stored) && stored > 0 ? Math.min(stored, MOST) : 0;
	} catch {
		return 0;
	}
}

export function rememberCards(count: number): void {
	try {
		localStorage.setItem(STORED_COUNT, String(count));
	} catch {
		// Storage refused by the browser: nothing is expected next time.
	}
}
