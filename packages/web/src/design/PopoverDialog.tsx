import "./overlay.css";
import type { ReactNode, RefObject } from "react";
import { Dialog, Popover } from "react-aria-components";

/** What a popover shows while it is open, beside its button. */
export function PopoverDialog({
	anchor,
	id,
	label,
	onClose,
	children,
}: {
	readonly anchor: RefObject<Element | null>;
	readonly id: string | undefined;
	readonly label: string;
	readonly onClose: () => void;
	readonly children: ReactNode;
}) {
	return (
		<Popover
			className="px-popover"
			isOpen
			triggerRef={anchor}
			trigger="DialogTrigger"
			placement="bottom end"
			offset={6}
			onOpenChange={(open) => {
				if (!open) onClose();
			}}
		>
			<Dialog {...(id === undefined ? {} : { id })} aria-label={label}>
				{children}
			</Dialog>
		</Popover>
	);
}
