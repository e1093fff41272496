import "./overlay.css";
import { IconCheck } from "@tabler/icons-react";
import type { ReactElement } from "react";
import { Header, Menu, MenuItem, MenuSection, MenuTrigger, Popover, Separator } from "react-aria-components";
import type { MenuAction } from "./Menu.tsx";

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
			<Popover className="px-popover" placement="bottom start" offset={4}>
				<Menu className="px-menu" aria-label={label}>
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
				</Menu>
			</Popover>
		</MenuTrigger>
	);
}
