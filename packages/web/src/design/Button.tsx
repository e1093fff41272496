import "./button.css";
import { FocusableProvider } from "@react-aria/interactions";
import { lazy, type ReactElement, type ReactNode, Suspense, useRef } from "react";
import { useTooltipTrigger } from "react-aria/useTooltipTrigger";
import { Button as AriaButton, type PressEvent } from "react-aria-components/Button";
import { type TooltipTriggerProps, useTooltipTriggerState } from "react-stately/useTooltipTriggerState";
import { Spinner } from "./Feedback.tsx";

export interface ButtonProps {
	/** `primary`: the one action of the screen; `danger`: the confirmation of a red question; `yellow`: pending invitations. */
	readonly variant?: "primary" | "quiet" | "ghost" | "danger" | "yellow";
	readonly size?: "small" | "medium" | "large";
	/** Red text on a ghost button: it leads to a red question. */
	readonly tone?: "danger";
	readonly block?: boolean;
	readonly icon?: ReactElement;
	/** The action is under way: a spinner takes the place of the icon, and a second press does nothing. */
	readonly busy?: boolean;
	/** Why the action is not possible now; the button stays reachable, and tells it. */
	readonly disabledReason?: string | undefined;
	/** For forms that tell beside the field what is missing. */
	readonly disabled?: boolean;
	readonly type?: "button" | "submit";
	readonly autoFocus?: boolean;
	readonly form?: string;
	readonly label?: string;
	readonly onPress?: ((event: PressEvent) => void) | undefined;
	readonly slot?: string;
	readonly children?: ReactNode;
}

/** A button with words. */
export function Button({
	variant = "quiet",
	size = "medium",
	tone,
	block,
	icon,
	busy = false,
	disabledReason,
	disabled = false,
	type = "button",
	label,
	onPress,
	children,
	...others
}: ButtonProps) {
	const off = busy || disabled || disabledReason !== undefined;
	const button = (
		<AriaButton
			{...others}
			className="px-button"
			data-variant={variant}
			data-size={size}
			data-tone={tone}
			data-block={block || undefined}
			// Focusable all the same: whoever comes by keyboard must learn that it exists, and why it does nothing.
			{...(off && !busy ? { "aria-disabled": true } : {})}
			{...(label === undefined ? {} : { "aria-label": label })}
			type={off ? "button" : type}
			onPress={(event) => {
				if (!off) onPress?.(event);
			}}
		>
			{busy ? <Spinner /> : icon}
			{children}
		</AriaButton>
	);
	return disabledReason === undefined ? button : <WithTooltip text={disabledReason}>{button}</WithTooltip>;
}

interface IconButtonProps {
	/** Its name, shown as a tooltip too. */
	readonly label: string;
	readonly icon: ReactElement;
	readonly size?: "small" | "medium";
	readonly disabledReason?: string | undefined;
	readonly onPress?: (event: PressEvent) => void;
	readonly slot?: string;
	readonly expanded?: boolean;
	readonly children?: ReactNode;
}

/** A button with an icon alone, named by `label`. */
export function IconButton({
	label,
	icon,
	size = "medium",
	disabledReason,
	onPress,
	expanded,
	children,
	...others
}: IconButtonProps) {
	return (
		<WithTooltip text={disabledReason ?? label}>
			<AriaButton
				{...others}
				className="px-icon-button"
				data-size={size}
				aria-label={label}
				{...(expanded === undefined ? {} : { "aria-expanded": expanded })}
				{...(disabledReason === undefined ? {} : { "aria-disabled": true })}
				onPress={(event) => {
					if (disabledReason === undefined) onPress?.(event);
				}}
			>
				{icon}
				{children}
			</AriaButton>
		</WithTooltip>
	);
}

const Tooltip = lazy(async () => ({ default: (await import("./overlays.ts")).Tooltip }));

const TOOLTIP: TooltipTriggerProps = { delay: 400, closeDelay: 0 };

/** Says more about what can be focused; never the only place where something necessary is said. */
function WithTooltip({ text, children }: { readonly text: string; readonly children: ReactElement }) {
	const focusable = useRef<HTMLElement>(null);
	const state = useTooltipTriggerState(TOOLTIP);
	const { triggerProps, tooltipProps } = useTooltipTrigger(TOOLTIP, state, focusable);
	return (
		<>
			<FocusableProvider {...triggerProps} ref={focusable}>
				{children}
			</FocusableProvider>
			<Suspense>
				{state.isOpen ? <Tooltip anchor={focusable} id={tooltipProps.id} state={state} text={text} /> : null}
			</Suspense>
		</>
	);
}
