import "./button.css";
import type { RefObject } from "react";
import { Tooltip as AriaTooltip, TooltipTriggerStateContext } from "react-aria-components";
import type { TooltipTriggerState } from "react-stately";

/** What something says of itself, beside it. */
export function Tooltip({
	anchor,
	id,
	state,
	text,
}: {
	readonly anchor: RefObject<Element | null>;
	readonly id: string | undefined;
	readonly state: TooltipTriggerState;
	readonly text: string;
}) {
	return (
		<TooltipTriggerStateContext value={state}>
			<AriaTooltip {...(id === undefined ? {} : { id })} className="px-tooltip" offset={6} triggerRef={anchor}>
				{text}
			</AriaTooltip>
		</TooltipTriggerStateContext>
	);
}
