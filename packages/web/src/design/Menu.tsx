import "./overlay.css";
import { IconCheck } from "@tabler/icons-react";
import type { ReactElement, ReactNode, RefObject } from "react";
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
	/** What is shown instead of icon and label, which still names it. */
	readonly content?: ReactNode;
	readonly tone?: "danger";
	readonly disabled?: boolean;
	/** Why it is not possible now; shown below the label. */
	readonly disabledReason?: string | undefined;
	readonly onAction: () => void;
}

export type MenuItems = readonly (MenuAction | "separator")[];

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
	return (
		<MenuTrigger>
			{trigger}
			<AriaPopover className="px-popover" placement={placement} offset={4}>
				{header ? <div className="px-menu-header">{header}</div> : null}
				<MenuList label={label} items={items} />
			</AriaPopover>
		</MenuTrigger>
	);
}

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
		<AriaPopover
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
			<MenuList label={label} items={items} autoFocus onClose={onClose} />
		</AriaPopover>
	);
}

function MenuList({
	label,
	items,
	autoFocus = false,
	onClose,
}: {
	readonly label: string;
	readonly items: MenuItems;
	readonly autoFocus?: boolean;
	readonly onClose?: () => void;
}) {
	return (
		<AriaMenu
			className="px-menu"
			aria-label={label}
			{...(autoFocus ? { autoFocus: "first" as const } : {})}
			{...(onClose ? { onClose } : {})}
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
		</AriaMenu>
	);
}

export interface Filter {
	readonly heading: string;
	readonly options: readonly { readonly id: string; readonly label: string }[];
	readonly selected: ReadonlySet<string>;
	readonly onChange: (selected: ReadonlySet<string>) => void;
	/** One at a time, always. */
	readonly single?: boolean;
}

/** A menu of actions, which close it, and of what may be checked, which does not. */
export function FilterMenu({
	trigger,
	label,
	filters,
	actions = [],
}: {
	readonly trigger: ReactElement;
	readonly label: string;
	readonly filters: readonly Filter[];
	readonly actions?: readonly MenuAction[];
}) {
	return (
		<MenuTrigger>
			{trigger}
			<AriaPopover className="px-popover" placement="bottom start" offset={4}>
				<AriaMenu className="px-menu" aria-label={label}>
					{actions.map((action) => (
						<MenuItem
							key={action.id}
							id={action.id}
							textValue={action.label}
							className="px-menu-item"
							onAction={action.onAction}
						>
							{action.icon}
							{action.label}
						</MenuItem>
					))}
					{actions.length > 0 ? <Separator className="px-menu-separator" /> : null}
					{filters.map((filter) => (
						<MenuSection
							key={filter.heading}
							selectionMode={filter.single ? "single" : "multiple"}
							disallowEmptySelection={filter.single ?? false}
							shouldCloseOnSelect={false}
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
					))}
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
