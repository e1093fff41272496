import { PressResponder } from "@react-aria/interactions";
import { type KeyboardEvent, lazy, type ReactElement, type ReactNode, Suspense, useRef } from "react";
import { useOverlayTrigger } from "react-aria/useOverlayTrigger";
import type { PressEvent } from "react-aria-components";
import { useMenuTriggerState } from "react-stately/useMenuTriggerState";

export interface MenuAction {
	readonly id: string;
	readonly label: string;
	readonly icon?: ReactElement;
	/** What is shown instead of icon and label, which still names it. */
	readonly content?: ReactNode;
	readonly tone?: "danger";
	readonly disabled?: boolean;
	/** Why it is not possible now; shown below the label. */
	readonly disabledReason?: string | undefined;
	readonly onAction: () => void;
}

export type MenuItems = readonly (MenuAction | "separator")[];

const MenuPopover = lazy(async () => ({ default: (await import("./overlays.ts")).MenuPopover }));

/** A button and the menu that it opens. `"separator"` draws a line; danger goes last, after one. */
export function Menu({
	trigger,
	label,
	items,
	header,
	placement = "bottom end",
}: {
	readonly trigger: ReactElement;
	readonly label: string;
	readonly items: MenuItems;
	/** Above the items: whom or what they are about. */
	readonly header?: ReactNode;
	readonly placement?: "bottom end" | "bottom start";
}) {
	const state = useMenuTriggerState({});
	const button = useRef<HTMLButtonElement>(null);
	const { triggerProps, overlayProps } = useOverlayTrigger({ type: "menu" }, state, button);
	// What React Aria's useMenuTrigger does, which asks the browser for every locale it knows: a tenth of a first visit by telephone.
	const opening = {
		...triggerProps,
		onPress: ({ pointerType }: PressEvent) =>
			state.toggle(pointerType === "mouse" || pointerType === "touch" ? null : "first"),
		onKeyDown: (event: KeyboardEvent) => {
			if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
			event.preventDefault();
			state.open(event.key === "ArrowDown" ? "first" : "last");
		},
	};
	return (
		<>
			<PressResponder {...opening} ref={button} isPressed={state.isOpen}>
				{trigger}
			</PressResponder>
			<Suspense>
				{state.isOpen ? (
					<MenuPopover
						anchor={button}
						id={overlayProps.id}
						label={label}
						items={items}
						header={header}
						placement={placement}
						autoFocus={state.focusStrategy ?? true}
						onClose={state.close}
					/>
				) : null}
			</Suspense>
		</>
	);
}
