import { useRef, useState } from "react";
import { useT } from "../../i18n/i18n.ts";
import { NARROWEST_PX, WIDEST_PX } from "./sidebarWidth.ts";

const STEP_PX = 10;

/** Between sidebar and sheet: dragged, or moved by the arrows; a double click gives back the width of the design. */
export function SidebarDivider({
	width,
	onResize,
}: {
	/** `null`: that of the design. */
	readonly width: number | null;
	readonly onResize: (width: number | null) => void;
}) {
	const t = useT();
	const divider = useRef<HTMLDivElement>(null);
	const [dragging, setDragging] = useState(false);

	/** From the edge of the window to the sheet, with this divider. */
	function shownWidth(): number {
		return widthAt(isRightToLeft() ? box().left : box().right);
	}

	function widthAt(x: number): number {
		return isRightToLeft() ? document.documentElement.clientWidth - x : x;
	}

	function box(): DOMRect {
		return divider.current?.getBoundingClientRect() ?? new DOMRect();
	}

	function onKeyDown(event: React.KeyboardEvent): void {
		const forward = isRightToLeft() ? "ArrowLeft" : "ArrowRight";
		const back = isRightToLeft() ? "ArrowRight" : "ArrowLeft";
		const next = {
			[forward]: shownWidth() + STEP_PX,
			[back]: shownWidth() - STEP_PX,
			Home: NARROWEST_PX,
			End: WIDEST_PX,
		}[event.key];
		if (next === undefined) return;
		event.preventDefault();
		onResize(next);
	}

	return (
		// biome-ignore lint/a11y/useSemanticElements: a separator that moves is no <hr>.
		<div
			ref={divider}
			className="px-sidebar-divider"
			role="separator"
			tabIndex={0}
			aria-orientation="vertical"
			aria-label={t("session.frame.resize")}
			aria-valuemin={NARROWEST_PX}
			aria-valuemax={WIDEST_PX}
			aria-valuenow={width ?? DESIGN_WIDTH_PX}
			data-dragging={dragging || undefined}
			onKeyDown={onKeyDown}
			onDoubleClick={() => onResize(null)}
			onPointerDown={(event) => {
				event.currentTarget.setPointerCapture(event.pointerId);
				setDragging(true);
			}}
			onPointerMove={(event) => {
				if (dragging) onResize(widthAt(event.clientX) + box().width / 2);
			}}
			onPointerUp={() => setDragging(false)}
			onPointerCancel={() => setDragging(false)}
		/>
	);
}

const DESIGN_WIDTH_PX = 264;

function isRightToLeft(): boolean {
	return getComputedStyle(document.documentElement).direction === "rtl";
}
