import "./page.css";
import { type ReactNode, useEffect, useRef } from "react";

/** The pages of one section, side by side; the children are links, of which the router marks the present one. */
export function LinkTabs({ label, children }: { readonly label: string; readonly children: ReactNode }) {
	const tabs = useRef<HTMLElement>(null);
	// On a narrow window the present one may lie beyond the edge.
	useEffect(() => {
		// In braces: what an effect returns is called at its end, and recent browsers return a promise here.
		tabs.current?.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest" });
	}, []);
	return (
		<nav ref={tabs} className="px-tabs" aria-label={label}>
			{children}
		</nav>
	);
}
