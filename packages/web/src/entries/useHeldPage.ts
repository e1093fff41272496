import { useEffect } from "react";

/** Has the browser ask, in its own words, before the page is closed while something would be lost with it. */
export function useHeldPage(held: boolean): void {
	useEffect(() => {
		if (!held) return;
		const ask = (event: BeforeUnloadEvent) => event.preventDefault();
		addEventListener("beforeunload", ask);
		return () => removeEventListener("beforeunload", ask);
	}, [held]);
}
