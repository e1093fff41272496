import "./overlay.css";
import { Menu, MenuItem, Separator } from "react-aria-components";
import type { MenuItems } from "./Menu.tsx";

/** The items of a menu, in a popover. */
export function MenuList({
	id,
	label,
	items,
	autoFocus = true,
	onClose,
}: {
	readonly id?: string | undefined;
	readonly label: string;
	readonly items: MenuItems;
	/** Which item has the focus at once; `true`: the menu itself. */
	readonly autoFocus?: "first" | "last" | true;
	readonly onClose: () => void;
}) {
	return (
		<Menu
			{...(id === undefined ? {} : { id })}
			className="px-menu"
			aria-label={label}
			autoFocus={autoFocus}
			onClose={onClose}
		>
			{items.map((item, index) =>
				item === "separator" ? (
					// biome-ignore lint/suspicious/noArrayIndexKey: separators have no other name than their place.
					<Separator key={`separator-${index}`} className="px-menu-separator" />
				) : (
					<MenuItem
						key={item.id}
						id={item.id}
						textValue={item.label}
						className="px-menu-item"
						data-tone={item.tone}
						isDisabled={item.disabled === true || item.disabledReason !== undefined}
						onAction={item.onAction}
					>
						{item.content ?? (
							<>
								{item.icon}
								<span className="px-grow">
									{item.label}
									{item.disabledReason === undefined ? null : (
										<span className="px-menu-reason">{item.disabledReason}</span>
									)}
								</span>
							</>
						)}
					</MenuItem>
				),
			)}
		</Menu>
	);
}
