import "./dataGrid.css";
import { IconArrowDown, IconArrowUp, IconDots } from "@tabler/icons-react";
import { type ReactNode, useLayoutEffect, useMemo, useRef, useState } from "react";
import {
	Checkbox as AriaCheckbox,
	Cell,
	Column,
	type Key,
	Row,
	type SortDescriptor,
	Table,
	TableBody,
	TableHeader,
	TableLayout,
	Virtualizer,
} from "react-aria-components";
import { IconButton } from "./Button.tsx";
import { CheckMark } from "./Field.tsx";
import { ContextMenu, type MenuItems } from "./Menu.tsx";

export interface GridColumn<Item> {
	readonly id: string;
	readonly name: string;
	/** Pixels, or a share of what is left: "1fr". */
	readonly width: number | `${number}fr`;
	readonly minWidth?: number;
	readonly sortable?: boolean;
	/** The column that names the row; exactly one. */
	readonly names?: boolean;
	/** Its name is for screen readers only. */
	readonly hideName?: boolean;
	readonly cell: (item: Item) => ReactNode;
}

export interface GridSort {
	readonly column: string;
	readonly direction: "ascending" | "descending";
}

export interface GridSelection<Item> {
	readonly selected: ReadonlySet<string>;
	readonly onChange: (selected: ReadonlySet<string>) => void;
	readonly isSelectable: (item: Item) => boolean;
	/** Where the checkbox stands: before the row, or in the place of its last column while something is selected. */
	readonly place: "start" | "end";
	/** On touch screens, a tap selects only once this is true; until then it opens. */
	readonly active: boolean;
}

export interface DataGridProps<Item extends { readonly id: string }> {
	readonly label: string;
	readonly items: readonly Item[];
	readonly columns: readonly GridColumn<Item>[];
	readonly nameOf: (item: Item) => string;
	readonly rowHeight: number;
	/** Whether the columns have heads. */
	readonly heads: boolean;
	readonly sort?: GridSort;
	readonly onSort?: (sort: GridSort) => void;
	readonly selection?: GridSelection<Item> | undefined;
	/** Enter on a row; and a press, where that does not select. */
	readonly onOpen?: (item: Item) => void;
	/** What can be done with a row: "…", right click, Shift+F10. */
	readonly menu?: (item: Item) => MenuItems;
	readonly menuLabel?: (item: Item) => string;
	/** Greyed. */
	readonly isFaded?: (item: Item) => boolean;
	/** Its details are open beside. */
	readonly current?: string | null;
	/** What the heads of the columns without words are called. */
	readonly headNames: { readonly select: string; readonly menu: string };
}

const SELECT = "select";
const MENU = "menu";
const HEAD_PX = 34;
/** With what stands between them and their neighbours. */
const SELECT_START_PX = 48;
const SELECT_END_PX = 46;
const MENU_PX = 50;

type AnyColumn<Item> = GridColumn<Item> | { readonly id: typeof SELECT | typeof MENU };

/**
 * A list of thousands of rows: one stop for Tab, arrows within, Space selects, Enter opens, Shift+F10 shows the menu of the
 * row. Only the rows in sight are drawn.
 */
export function DataGrid<Item extends { readonly id: string }>(props: DataGridProps<Item>) {
	const { label, items, columns, nameOf, rowHeight, heads, sort, onSort, selection, menu, headNames } = props;
	const [menuOf, setMenuOf] = useState<Item | null>(null);
	const anchor = useRef<HTMLSpanElement>(null);
	const byId = useMemo(() => new Map(items.map((item) => [item.id, item])), [items]);
	const { place, active, isSelectable } = selection ?? {};
	const hasMenu = menu !== undefined;

	const all = useMemo<readonly AnyColumn<Item>[]>(() => {
		const start = place === "start" ? [{ id: SELECT } as const] : [];
		const end = place === "end" && active ? [{ id: SELECT } as const] : hasMenu ? [{ id: MENU } as const] : [];
		return [...start, ...(place === "end" && active ? columns.slice(0, -1) : columns), ...end];
	}, [columns, place, active, hasMenu]);
	const notSelectable = useMemo(
		() => (isSelectable ? items.filter((item) => !isSelectable(item)).map(({ id }) => id) : []),
		[items, isSelectable],
	);

	// Rows are kept while their item stays the same, and must not call the functions of an earlier time.
	const latest = useRef(props);
	useLayoutEffect(() => {
		latest.current = props;
	});

	function itemAt(target: EventTarget): Item | undefined {
		const row = (target as Element).closest<HTMLElement>("[role=row][data-key]");
		return row ? byId.get(row.dataset["key"] ?? "") : undefined;
	}

	function openMenu(item: Item, x: number, y: number): void {
		if (!anchor.current || !latest.current.menu?.(item).length) return;
		anchor.current.style.left = `${x}px`;
		anchor.current.style.top = `${y}px`;
		setMenuOf(item);
	}

	/** What the rows of the library would do otherwise. */
	function onKeyDownCapture(event: React.KeyboardEvent): void {
		const target = event.target as HTMLElement;
		const item = itemAt(target);
		if (!item) return;
		if ((event.key === "F10" && event.shiftKey) || event.key === "ContextMenu") {
			event.preventDefault();
			event.stopPropagation();
			const row = target.closest("[role=row]")?.getBoundingClientRect();
			if (row) openMenu(item, row.left + row.width / 2, row.top + row.height / 2);
		} else if (event.key === "Enter" && ROW_ROLES.has(target.getAttribute("role") ?? "")) {
			event.preventDefault();
			event.stopPropagation();
			props.onOpen?.(item);
		}
	}

	/** Where a press does not select, it opens. */
	function opensOnPress(item: Item): boolean {
		return !isSelectable?.(item) || (place === "end" && !active);
	}

	function edges(column: AnyColumn<Item>): string {
		return `${column === all[0] ? " px-start" : ""}${column === all.at(-1) ? " px-end" : ""}`;
	}

	function head(column: AnyColumn<Item>) {
		const className = `px-grid-column${edges(column)}`;
		if (!("cell" in column)) {
			const width = column.id === MENU ? MENU_PX : place === "start" ? SELECT_START_PX : SELECT_END_PX;
			return (
				<Column id={column.id} width={width} minWidth={width} className={className}>
					<span className="px-visually-hidden">{headNames[column.id]}</span>
				</Column>
			);
		}
		return (
			<Column
				id={column.id}
				width={column.width}
				minWidth={column.minWidth ?? (typeof column.width === "number" ? column.width : null)}
				isRowHeader={column.names ?? false}
				allowsSorting={column.sortable ?? false}
				className={className}
			>
				{({ sortDirection }) => (
					<>
						<span className="px-ellipsis">{column.name}</span>
						{sortDirection === "ascending" ? <IconArrowUp size={16} stroke={1.75} aria-hidden="true" /> : null}
						{sortDirection === "descending" ? <IconArrowDown size={16} stroke={1.75} aria-hidden="true" /> : null}
					</>
				)}
			</Column>
		);
	}

	function content(item: Item, column: AnyColumn<Item>): ReactNode {
		if ("cell" in column) return column.cell(item);
		if (column.id === SELECT)
			return isSelectable?.(item) ? (
				<AriaCheckbox slot="selection" className="px-grid-check">
					<CheckMark />
				</AriaCheckbox>
			) : null;
		if (!menu || menu(item).length === 0) return null;
		return (
			<span className="px-grid-menu">
				<IconButton
					size="small"
					label={props.menuLabel?.(item) ?? nameOf(item)}
					icon={<IconDots size={18} stroke={1.75} aria-hidden="true" />}
					onPress={({ target }) => {
						const box = target.getBoundingClientRect();
						openMenu(item, box.right, box.bottom);
					}}
				/>
			</span>
		);
	}

	const dependencies = [all];
	return (
		// biome-ignore lint/a11y/noStaticElementInteractions: it listens for the rows of the grid inside.
		<div
			className="px-grid-frame"
			data-selecting={(selection && (selection.selected.size > 0 || selection.active)) || undefined}
			onKeyDownCapture={onKeyDownCapture}
			onContextMenu={(event) => {
				const item = itemAt(event.target);
				if (!item || !menu) return;
				event.preventDefault();
				openMenu(item, event.clientX, event.clientY);
			}}
		>
			<Virtualizer layout={TableLayout} layoutOptions={{ rowHeight, headingHeight: heads ? HEAD_PX : 0 }}>
				<Table
					className="px-grid"
					aria-label={label}
					data-heads={heads}
					selectionMode={selection ? "multiple" : "none"}
					selectedKeys={selection ? selection.selected : []}
					disabledKeys={notSelectable}
					disabledBehavior="selection"
					onSelectionChange={(keys) => {
						if (!selection) return;
						const chosen: Iterable<Key> =
							keys === "all" ? items.filter(selection.isSelectable).map(({ id }) => id) : keys;
						selection.onChange(new Set([...chosen].map(String)));
					}}
					{...(sort ? { sortDescriptor: sort satisfies SortDescriptor } : {})}
					{...(onSort
						? {
								onSortChange: ({ column, direction }: SortDescriptor) => onSort({ column: String(column), direction }),
							}
						: {})}
				>
					<TableHeader className="px-grid-head" columns={all} dependencies={[sort]}>
						{(column) => head(column)}
					</TableHeader>
					<TableBody items={items} dependencies={dependencies}>
						{(item) => (
							<Row
								id={item.id}
								textValue={nameOf(item)}
								columns={all}
								dependencies={dependencies}
								className={({ id, state, isSelected }) => {
									const selected = (key: Key | null) => key !== null && state.selectionManager.isSelected(key);
									const first = isSelected && id !== undefined && !selected(state.collection.getKeyBefore(id));
									const last = isSelected && id !== undefined && !selected(state.collection.getKeyAfter(id));
									return [
										"px-grid-row",
										id === state.collection.getFirstKey() ? "px-topmost" : "",
										first ? "px-first" : "",
										last ? "px-last" : "",
										props.isFaded?.(item) ? "px-faded" : "",
										latest.current.current === item.id ? "px-current" : "",
									].join(" ");
								}}
								{...(opensOnPress(item) ? { onAction: () => latest.current.onOpen?.(item) } : {})}
							>
								{(column) => <Cell className={`px-grid-cell${edges(column)}`}>{content(item, column)}</Cell>}
							</Row>
						)}
					</TableBody>
				</Table>
			</Virtualizer>
			<span ref={anchor} className="px-grid-anchor" />
			{menuOf && menu ? (
				<ContextMenu
					anchor={anchor}
					label={props.menuLabel?.(menuOf) ?? nameOf(menuOf)}
					items={menu(menuOf)}
					onClose={() => setMenuOf(null)}
				/>
			) : null}
		</div>
	);
}

/** What of a row may have the focus, and is no control of its own. */
const ROW_ROLES: ReadonlySet<string> = new Set(["row", "gridcell", "rowheader"]);
