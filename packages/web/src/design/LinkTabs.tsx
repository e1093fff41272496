import "./page.css";
import type { ReactNode } from "react";

/** The pages of one section, side by side; the children are links, of which the router marks the present one. */
export function LinkTabs({ label, children }: { readonly label: string; readonly children: ReactNode }) {
	return (
		<nav className="px-tabs" aria-label={label}>
			{children}
		</nav>
	);
}
