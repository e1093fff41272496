import "./overlay.css";
import type { RefObject } from "react";
import { Popover } from "react-aria-components";
import type { MenuItems } from "./Menu.tsx";
import { MenuList } from "./MenuList.tsx";

/** A menu that something else than a button opens: a right click, a key. `anchor` is where it appears. */
export function ContextMenu({
	anchor,
	label,
	items,
	onClose,
}: {
	readonly anchor: RefObject<Element | null>;
	readonly label: string;
	readonly items: MenuItems;
	readonly onClose: () => void;
}) {
	return (
		<Popover
			className="px-popover"
			aria-label={label}
			isOpen
			triggerRef={anchor}
			trigger="MenuTrigger"
			placement="bottom end"
			offset={4}
			onOpenChange={(open) => {
				if (!open) onClose();
			}}
		>
			<MenuList label={label} items={items} autoFocus="first" onClose={onClose} />
		</Popover>
	);
}
