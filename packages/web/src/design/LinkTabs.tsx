import "./page.css";
import { type ReactNode, useLayoutEffect, useRef } from "react";

/** The pages of one section, side by side; the children are links, of which the router marks the present one. */
export function LinkTabs({ label, children }: { readonly label: string; readonly children: ReactNode }) {
	const tabs = useRef<HTMLElement>(null);
	// A narrow window does not show all of them.
	useLayoutEffect(() => {
		tabs.current?.querySelector("[aria-current=page]")?.scrollIntoView({ block: "nearest", inline: "nearest" });
	}, []);
	return (
		<nav ref={tabs} className="px-tabs" aria-label={label}>
			{children}
		</nav>
	);
}
