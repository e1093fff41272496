import "./dataGrid.css";
import { IconArrowDown, IconArrowUp, IconDots } from "@tabler/icons-react";
import {
	createContext,
	memo,
	type ReactNode,
	type RefObject,
	useContext,
	useDeferredValue,
	useLayoutEffect,
	useMemo,
	useRef,
	useState,
} from "react";
import {
	Checkbox as AriaCheckbox,
	Cell,
	Column,
	type Key,
	Row,
	type RowRenderProps,
	type SortDescriptor,
	Table,
	TableBody,
	TableHeader,
	TableLayout,
	Virtualizer,
} from "react-aria-components";
import "./button.css";
import { CheckMark } from "./Choice.tsx";
import { ContextMenu } from "./ContextMenu.tsx";
import type { MenuItems } from "./Menu.tsx";

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

interface GridSort {
	readonly column: string;
	readonly direction: "ascending" | "descending";
}

interface GridSelection<Item> {
	readonly selected: ReadonlySet<string>;
	readonly onChange: (selected: ReadonlySet<string>) => void;
	readonly isSelectable: (item: Item) => boolean;
	/** Where the checkbox stands: before the row, or in the place of its last column while something is selected. */
	readonly place: "start" | "end";
	/** On touch screens, a tap selects only once this is true; until then it opens. */
	readonly active: boolean;
}

interface DataGridProps<Item extends { readonly id: string }> {
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
/** More than any window shows. */
const FIRST_ROWS = 60;

type AnyColumn<Item> = GridColumn<Item> | { readonly id: typeof SELECT | typeof MENU };

/** What the button of a row needs, whatever the row is about. */
interface RowMenu {
	readonly label: (id: string) => string;
	readonly open: (id: string, button: Element) => void;
}

const RowMenuContext = createContext<RowMenu | undefined>(undefined);

/**
 * A list of thousands of rows: one stop for Tab, arrows within, Space selects, Enter opens, Shift+F10 shows the menu of the
 * row. Only the rows in sight are drawn, and a row is made again only when its item is another one.
 */
export function DataGrid<Item extends { readonly id: string }>(props: DataGridProps<Item>) {
	const { items, selection, menu, isFaded, current } = props;
	const [menuOf, setMenuOf] = useState<Item | null>(null);
	const anchor = useRef<HTMLSpanElement>(null);
	const byId = useMemo(() => new Map(items.map((item) => [item.id, item])), [items]);
	const hasMenu = menu !== undefined;

	// Rows that are kept must not call the functions of an earlier time.
	const latest = useRef({ props, byId });
	useLayoutEffect(() => {
		latest.current = { props, byId };
	});

	const reached = useRef<string | undefined>(undefined);

	function openMenu(item: Item, x: number, y: number): void {
		if (!anchor.current) return;
		anchor.current.style.left = `${x}px`;
		anchor.current.style.top = `${y}px`;
		setMenuOf(item);
	}

	// The same at any time: whoever is told of another one looks through all the rows for those that read it.
	// biome-ignore lint/correctness/useExhaustiveDependencies: what it calls does the same at any time.
	const rowMenu = useMemo<RowMenu>(
		() => ({
			label(id) {
				const { props, byId } = latest.current;
				const item = byId.get(id);
				return item ? (props.menuLabel?.(item) ?? props.nameOf(item)) : "";
			},
			open(id, button) {
				const item = latest.current.byId.get(id);
				const { right, bottom } = button.getBoundingClientRect();
				if (item) openMenu(item, right, bottom);
			},
		}),
		[],
	);

	function itemAt(target: EventTarget): Item | undefined {
		return byId.get(rowOf(target as Element) ?? "");
	}

	/** In place of what the rows of the library do with these keys. */
	function onKeyDownCapture(event: React.KeyboardEvent): void {
		const target = event.target as HTMLElement;
		const item = itemAt(target);
		if (!item) return;
		// The library gives the elements of rows that have moved out of sight to others, and the focus with them. Nobody shall
		// act on another than the one they had reached: this key only tells where one is now.
		if (item.id !== reached.current && event.key !== "Tab") {
			event.preventDefault();
			event.stopPropagation();
			target.blur();
			target.focus({ preventScroll: true });
			return;
		}
		const opens = event.key === "Enter" && ROW_ROLES.has(target.getAttribute("role") ?? "");
		const showsMenu = hasMenu && ((event.key === "F10" && event.shiftKey) || event.key === "ContextMenu");
		if (!opens && !showsMenu) return;
		event.preventDefault();
		event.stopPropagation();
		const row = target.closest("[role=row]")?.getBoundingClientRect();
		if (opens) props.onOpen?.(item);
		else if (row) openMenu(item, row.left + row.width / 2, row.top + row.height / 2);
	}

	return (
		<RowMenuContext value={rowMenu}>
			{/* biome-ignore lint/a11y/noStaticElementInteractions: it listens for the rows of the grid inside. */}
			<div
				className="px-grid-frame"
				onFocusCapture={({ target }) => {
					reached.current = rowOf(target);
				}}
				data-selecting={(selection && (selection.selected.size > 0 || selection.active)) || undefined}
				onKeyDownCapture={onKeyDownCapture}
				onContextMenu={(event) => {
					const item = itemAt(event.target);
					if (!item || !hasMenu) return;
					event.preventDefault();
					openMenu(item, event.clientX, event.clientY);
				}}
			>
				<Rows
					latest={latest}
					label={props.label}
					items={items}
					columns={props.columns}
					rowHeight={props.rowHeight}
					heads={props.heads}
					sortColumn={props.sort?.column}
					sortDirection={props.sort?.direction}
					selected={selection?.selected}
					place={selection?.place}
					isSelectable={selection?.isSelectable}
					selecting={selection?.active === true}
					hasMenu={hasMenu}
					headNames={props.headNames}
					isFaded={isFaded}
					current={current}
				/>
				<span ref={anchor} className="px-grid-anchor" />
				{menuOf && menu ? (
					<ContextMenu
						anchor={anchor}
						label={rowMenu.label(menuOf.id)}
						items={menu(menuOf)}
						onClose={() => setMenuOf(null)}
					/>
				) : null}
			</div>
		</RowMenuContext>
	);
}

interface RowsProps<Item extends { readonly id: string }> {
	readonly latest: RefObject<{ readonly props: DataGridProps<Item> }>;
	readonly label: string;
	readonly items: readonly Item[];
	readonly columns: readonly GridColumn<Item>[];
	readonly rowHeight: number;
	readonly heads: boolean;
	readonly sortColumn: string | undefined;
	readonly sortDirection: GridSort["direction"] | undefined;
	/** `undefined`: nothing is ever selected. */
	readonly selected: ReadonlySet<string> | undefined;
	readonly place: GridSelection<Item>["place"] | undefined;
	readonly isSelectable: GridSelection<Item>["isSelectable"] | undefined;
	readonly selecting: boolean;
	readonly hasMenu: boolean;
	readonly headNames: DataGridProps<Item>["headNames"];
	readonly isFaded: DataGridProps<Item>["isFaded"];
	readonly current: string | null | undefined;
}

/** Drawn again only when what is seen of it changes: a letter in the search above must not wait for thousands of rows. */
const Rows = memo(function Rows<Item extends { readonly id: string }>(props: RowsProps<Item>) {
	const { latest, columns, rowHeight, heads, sortColumn, sortDirection, selected, place, isSelectable } = props;
	const { hasMenu, headNames, isFaded, current } = props;
	// The library makes something of every row, in sight or not: those in sight first, the rest while the page answers.
	const few = props.items.length <= FIRST_ROWS;
	const items = useDeferredValue(props.items, few ? props.items : props.items.slice(0, FIRST_ROWS));
	/** The checkboxes have come to the end of the rows. */
	const atEnd = place === "end" && props.selecting;

	const all = useMemo<readonly AnyColumn<Item>[]>(() => {
		const start = place === "start" ? [{ id: SELECT } as const] : [];
		const end = atEnd ? [{ id: SELECT } as const] : hasMenu ? [{ id: MENU } as const] : [];
		return [...start, ...(atEnd ? columns.slice(0, -1) : columns), ...end];
	}, [columns, place, atEnd, hasMenu]);
	const notSelectable = useMemo(
		() => (isSelectable ? items.filter((item) => !isSelectable(item)).map(({ id }) => id) : []),
		[items, isSelectable],
	);

	const head = useMemo(() => {
		const widths = { [SELECT]: place === "start" ? SELECT_START_PX : SELECT_END_PX, [MENU]: MENU_PX };
		return (
			<TableHeader className="px-grid-head" columns={all}>
				{(column) => {
					const className = `px-grid-column${edges(column, all)}`;
					if (!("cell" in column))
						return (
							<Column id={column.id} width={widths[column.id]} minWidth={widths[column.id]} className={className}>
								<span className="px-visually-hidden">{headNames[column.id]}</span>
							</Column>
						);
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
									<SortArrow direction={sortDirection} />
								</>
							)}
						</Column>
					);
				}}
			</TableHeader>
		);
	}, [all, place, headNames]);

	// Rows are kept, and read it when they are drawn: with all of the table, which this draws.
	const drawnCurrent = useRef(current);
	drawnCurrent.current = current;

	const body = useMemo(() => {
		const dependencies = [all];
		/** Where a press does not select, it opens. */
		const opensOnPress = (item: Item) => !isSelectable?.(item) || (place === "end" && !atEnd);
		return (
			<TableBody items={items} dependencies={dependencies}>
				{(item) => (
					<Row
						id={item.id}
						textValue={latest.current.props.nameOf(item)}
						columns={all}
						dependencies={dependencies}
						className={(row) => {
							const faded = isFaded?.(item) ? " px-faded" : "";
							const open = drawnCurrent.current === item.id ? " px-current" : "";
							return `px-grid-row${standing(row)}${faded}${open}`;
						}}
						{...(opensOnPress(item) ? { onAction: () => latest.current.props.onOpen?.(item) } : {})}
					>
						{(column) => (
							<Cell className={`px-grid-cell${edges(column, all)}`}>
								{"cell" in column ? (
									column.cell(item)
								) : column.id === MENU ? (
									<RowMenuButton id={item.id} />
								) : isSelectable?.(item) ? (
									<AriaCheckbox slot="selection" className="px-grid-check">
										<CheckMark />
									</AriaCheckbox>
								) : null}
							</Cell>
						)}
					</Row>
				)}
			</TableBody>
		);
	}, [items, all, place, atEnd, isSelectable, isFaded, latest]);

	return (
		<Virtualizer layout={TableLayout} layoutOptions={{ rowHeight, headingHeight: heads ? HEAD_PX : 0 }}>
			<Table
				className="px-grid"
				aria-label={props.label}
				data-heads={heads}
				selectionMode={selected ? "multiple" : "none"}
				selectedKeys={selected ?? []}
				disabledKeys={notSelectable}
				disabledBehavior="selection"
				onSelectionChange={(keys) => {
					const { selection } = latest.current.props;
					if (!selection) return;
					const chosen: Iterable<Key> =
						keys === "all" ? items.filter(selection.isSelectable).map(({ id }) => id) : keys;
					selection.onChange(new Set([...chosen].map(String)));
				}}
				{...(sortColumn !== undefined && sortDirection !== undefined
					? { sortDescriptor: { column: sortColumn, direction: sortDirection } satisfies SortDescriptor }
					: {})}
				onSortChange={({ column, direction }) => latest.current.props.onSort?.({ column: String(column), direction })}
			>
				{head}
				{body}
			</Table>
		</Virtualizer>
	);
}) as <Item extends { readonly id: string }>(props: RowsProps<Item>) => ReactNode;

/** What of a row may have the focus, and is no control of its own. */
const ROW_ROLES: ReadonlySet<string> = new Set(["row", "gridcell", "rowheader"]);

/** The key of the row around an element. */
function rowOf(element: Element): string | undefined {
	return element.closest<HTMLElement>("[role=row][data-key]")?.dataset["key"];
}

function edges<Item>(column: AnyColumn<Item>, all: readonly AnyColumn<Item>[]): string {
	return `${column === all[0] ? " px-start" : ""}${column === all.at(-1) ? " px-end" : ""}`;
}

/** Where a row stands in the list, and in a block of selected rows. */
function standing({ id, state, isSelected }: RowRenderProps): string {
	if (id === undefined) return "";
	const { collection, selectionManager } = state;
	const topmost = id === collection.getFirstKey() ? " px-topmost" : "";
	if (!isSelected) return topmost;
	const before = collection.getKeyBefore(id);
	const after = collection.getKeyAfter(id);
	const first = before === null || !selectionManager.isSelected(before) ? " px-first" : "";
	const last = after === null || !selectionManager.isSelected(after) ? " px-last" : "";
	return `${topmost}${first}${last}`;
}

function SortArrow({ direction }: { readonly direction: GridSort["direction"] | undefined }) {
	if (direction === undefined) return null;
	const Icon = direction === "ascending" ? IconArrowUp : IconArrowDown;
	return <Icon size={16} stroke={1.75} aria-hidden="true" />;
}

/** For a button inside a row: what happens to it is none of the presses of the row, which would select. */
function apartFromRow(onPress: (button: HTMLElement) => void) {
	const stop = (event: React.SyntheticEvent) => event.stopPropagation();
	return {
		onPointerDown: stop,
		onMouseDown: stop,
		onKeyDown(event: React.KeyboardEvent) {
			if (event.key === "Enter" || event.key === " ") event.stopPropagation();
		},
		onClick(event: React.MouseEvent<HTMLElement>) {
			event.stopPropagation();
			onPress(event.currentTarget);
		},
	};
}

/** The name of a row, where a press on the row selects. */
export function RowName({ onOpen, children }: { readonly onOpen: () => void; readonly children: string }) {
	return (
		<button type="button" tabIndex={-1} className="px-grid-name px-ellipsis" {...apartFromRow(onOpen)}>
			{children}
		</button>
	);
}

/** A plain button, since hundreds of them pass by when one scrolls. The row is what Tab stops at. */
function RowMenuButton({ id }: { readonly id: string }) {
	const menu = useContext(RowMenuContext);
	const label = menu?.label(id);
	return (
		<button
			type="button"
			tabIndex={-1}
			className="px-icon-button px-grid-menu"
			data-size="small"
			aria-haspopup="menu"
			aria-label={label}
			title={label}
			{...apartFromRow((button) => menu?.open(id, button))}
		>
			<IconDots size={18} stroke={1.75} aria-hidden="true" />
		</button>
	);
}
