import "./overlay.css";
import { IconCheck } from "@tabler/icons-react";
import type { ReactElement, ReactNode } from "react";
import {
	Menu as AriaMenu,
	Popover as AriaPopover,
	Dialog,
	DialogTrigger,
	Header,
	MenuItem,
	MenuSection,
	MenuTrigger,
	Separator,
} from "react-aria-components";

export interface MenuAction {
	readonly id: string;
	readonly label: string;
	readonly icon?: ReactElement;
	readonly tone?: "danger";
	readonly disabled?: boolean;
	readonly onAction: () => void;
}

/** A button and the menu that it opens. `"separator"` draws a line; danger goes last, after one. */
export function Menu({
	trigger,
	label,
	items,
}: {
	readonly trigger: ReactElement;
	readonly label: string;
	readonly items: readonly (MenuAction | "separator")[];
}) {
	return (
		<MenuTrigger>
			{trigger}
			<AriaPopover className="px-popover" placement="bottom end" offset={4}>
				<AriaMenu className="px-menu" aria-label={label}>
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
								isDisabled={item.disabled ?? false}
								onAction={item.onAction}
							>
								{item.icon}
								{item.label}
							</MenuItem>
						),
					)}
				</AriaMenu>
			</AriaPopover>
		</MenuTrigger>
	);
}

export interface Filter {
	readonly heading: string;
	readonly options: readonly { readonly id: string; readonly label: string }[];
	readonly selected: ReadonlySet<string>;
	readonly onChange: (selected: ReadonlySet<string>) => void;
}

/** A menu in which several may be checked at once. */
export function FilterMenu({ trigger, filter }: { readonly trigger: ReactElement; readonly filter: Filter }) {
	return (
		<MenuTrigger>
			{trigger}
			<AriaPopover className="px-popover" placement="bottom start" offset={4}>
				<AriaMenu className="px-menu" aria-label={filter.heading}>
					<MenuSection
						selectionMode="multiple"
						selectedKeys={filter.selected}
						onSelectionChange={(keys) =>
							filter.onChange(
								keys === "all" ? new Set(filter.options.map(({ id }) => id)) : new Set([...keys].map(String)),
							)
						}
					>
						<Header className="px-menu-heading">{filter.heading}</Header>
						{filter.options.map(({ id, label }) => (
							<MenuItem key={id} id={id} textValue={label} className="px-menu-item">
								{label}
								<IconCheck className="px-menu-check" size={16} stroke={2} aria-hidden="true" />
							</MenuItem>
						))}
					</MenuSection>
				</AriaMenu>
			</AriaPopover>
		</MenuTrigger>
	);
}

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
	return (
		<DialogTrigger
			{...(open === undefined ? {} : { isOpen: open })}
			{...(onOpenChange === undefined ? {} : { onOpenChange })}
		>
			{trigger}
			<AriaPopover className="px-popover" placement="bottom end" offset={6}>
				<Dialog aria-label={label}>{children}</Dialog>
			</AriaPopover>
		</DialogTrigger>
	);
}
