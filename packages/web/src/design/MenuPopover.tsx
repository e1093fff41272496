import "./overlay.css";
import type { ReactNode, RefObject } from "react";
import { Popover } from "react-aria-components";
import type { MenuItems } from "./Menu.tsx";
import { MenuList } from "./MenuList.tsx";

/** What a menu shows while it is open, beside its button. */
export function MenuPopover({
	anchor,
	header,
	placement,
	onClose,
	...list
}: {
	readonly anchor: RefObject<Element | null>;
	readonly id: string | undefined;
	readonly label: string;
	readonly items: MenuItems;
	readonly header: ReactNode;
	readonly placement: "bottom end" | "bottom start";
	readonly autoFocus: "first" | "last" | true;
	readonly onClose: () => void;
}) {
	return (
		<Popover
			className="px-popover"
			aria-label={list.label}
			isOpen
			triggerRef={anchor}
			trigger="MenuTrigger"
			placement={placement}
			offset={4}
			onOpenChange={(open) => {
				if (!open) onClose();
			}}
		>
			{header ? <div className="px-menu-header">{header}</div> : null}
			<MenuList {...list} onClose={onClose} />
		</Popover>
	);
}
