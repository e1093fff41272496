import { type RefObject, useLayoutEffect, useState } from "react";

/** The width of an element in pixels, now and whenever it changes; `null` before it has been drawn. */
export function useElementWidth(element: RefObject<Element | null>): number | null {
	const [width, setWidth] = useState<number | null>(null);
	useLayoutEffect(() => {
		const measured = element.current;
		if (!measured) return;
		setWidth(measured.getBoundingClientRect().width);
		const observer = new ResizeObserver(([entry]) => {
			if (entry) setWidth(entry.contentRect.width);
		});
		observer.observe(measured);
		return () => observer.disconnect();
	}, [element]);
	return width;
}
