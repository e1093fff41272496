import { PressResponder } from "@react-aria/interactions";
import { lazy, type ReactElement, type ReactNode, Suspense, useRef } from "react";
import { useOverlayTrigger } from "react-aria/useOverlayTrigger";
import { useOverlayTriggerState } from "react-stately/useOverlayTriggerState";

const PopoverDialog = lazy(async () => ({ default: (await import("./overlays.ts")).PopoverDialog }));

/** A button and the small window that it opens beside itself. */
export function Popover({
	trigger,
	label,
	open,
	onOpenChange,
	children,
}: {
	readonly trigger: ReactElement;
	readonly label: string;
	readonly open?: boolean;
	readonly onOpenChange?: (open: boolean) => void;
	readonly children: ReactNode;
}) {
	const state = useOverlayTriggerState({
		...(open === undefined ? {} : { isOpen: open }),
		...(onOpenChange === undefined ? {} : { onOpenChange }),
	});
	const button = useRef<HTMLButtonElement>(null);
	const { triggerProps, overlayProps } = useOverlayTrigger({ type: "dialog" }, state, button);
	return (
		<>
			<PressResponder {...triggerProps} ref={button} isPressed={state.isOpen}>
				{trigger}
			</PressResponder>
			<Suspense>
				{state.isOpen ? (
					<PopoverDialog anchor={button} id={overlayProps.id} label={label} onClose={state.close}>
						{children}
					</PopoverDialog>
				) : null}
			</Suspense>
		</>
	);
}
