import { useSyncExternalStore } from "react";

export type Theme = "light" | "dark" | "system";

const STORED_THEME = "parallax.theme";
const listeners = new Set<() => void>();
let current: Theme = "system";

/** To be called once, before anything is drawn. */
export function startTheme(): void {
	try {
		const stored = localStorage.getItem(STORED_THEME);
		if (stored === "light" || stored === "dark") current = stored;
	} catch {
		// Storage refused by the browser: the theme of the system.
	}
	apply();
}

export function changeTheme(theme: Theme): void {
	current = theme;
	apply();
	for (const listener of listeners) listener();
	try {
		localStorage.setItem(STORED_THEME, theme);
	} catch {
		// The choice lasts as long as the page.
	}
}

export function useTheme(): Theme {
	return useSyncExternalStore(
		(listener) => {
			listeners.add(listener);
			return () => listeners.delete(listener);
		},
		() => current,
	);
}

function apply(): void {
	if (current === "system") delete document.documentElement.dataset["theme"];
	else document.documentElement.dataset["theme"] = current;
}
