import {
	IconAdjustmentsHorizontal,
	IconChevronDown,
	IconCopy,
	IconIdBadge2,
	IconListCheck,
	IconSearch,
	IconShieldHalf,
	IconUserOff,
	IconUserPlus,
	IconUsers,
} from "@tabler/icons-react";
import { useDeferredValue, useEffect, useMemo, useRef, useState } from "react";
import type { User, UserID, UserProfile } from "../../core/api.ts";
import { useSession, useUsers } from "../../core/session.tsx";
import { Button, IconButton } from "../../design/Button.tsx";
import { CopyByHand } from "../../design/CopyButton.tsx";
import { useCopy } from "../../design/CopyField.tsx";
import { DataGrid } from "../../design/DataGrid.tsx";
import { Failure, State } from "../../design/Feedback.tsx";
import { type Filter, FilterMenu } from "../../design/FilterMenu.tsx";
import { Count } from "../../design/Identity.tsx";
import type { MenuItems } from "../../design/Menu.tsx";
import { SearchField } from "../../design/SearchField.tsx";
import { type SelectionAction, SelectionBar } from "../../design/SelectionBar.tsx";
import { useElementWidth } from "../../design/useElementWidth.ts";
import { NARROW, RAIL, useMediaQuery } from "../../design/useMediaQuery.ts";
import { compareTexts } from "../../i18n/format.ts";
import { useLanguage, useT } from "../../i18n/i18n.ts";
import { useIsAdministrator, useNeedsServer } from "../session/sessionStatus.ts";
import { ChangeProfileDialog } from "./ChangeProfileDialog.tsx";
import { useInvite } from "./InviteContext.tsx";
import { OrganizationPage } from "./OrganizationPage.tsx";
import { RevokeQuestion } from "./RevokeQuestion.tsx";
import { UserDetails } from "./UserDetails.tsx";
import { UsersSkeleton } from "./UsersSkeleton.tsx";
import { rowHeightOf, type UsersLayout, useUserColumns } from "./userColumns.tsx";
import {
	type Criteria,
	EVERYTHING,
	findUsers,
	isSelectable,
	PROFILES,
	type SortColumn,
	STATUSES,
	type Status,
	sortUsers,
} from "./usersList.ts";
import { changeVisit, useVisit } from "./visit.ts";

/** What is wide enough for what; the details may take a part of the window. */
const ALL_COLUMNS_PX = 766;
const MOST_COLUMNS_PX = 642;
const NOBODY: ReadonlySet<string> = new Set();

export function UsersPage() {
	return (
		<OrganizationPage tab="users">
			<Users />
		</OrganizationPage>
	);
}

function Users() {
	const t = useT();
	const language = useLanguage();
	const { deviceId } = useSession().snapshot;
	const administrator = useIsAdministrator();
	const narrow = useMediaQuery(NARROW);
	const { data: users, isError, refetch } = useUsers();
	const { criteria, details } = useVisit(deviceId);
	const change = (changed: Partial<Criteria>) => changeVisit(deviceId, { criteria: { ...criteria, ...changed } });
	const open = (user: UserID | null) => changeVisit(deviceId, { details: user });

	const area = useRef<HTMLDivElement>(null);
	const layout = layoutOf(useElementWidth(area), useMediaQuery(RAIL));
	const columns = useUserColumns(layout, narrow, open);
	const headNames = useMemo(
		() => ({ select: t("organization.users.column.select"), menu: t("organization.users.column.actions") }),
		[t],
	);
	const sought = useDeferredValue(criteria);
	const { column, direction } = sought.sort;
	// biome-ignore lint/correctness/useExhaustiveDependencies: texts compare as the language has it.
	const sorted = useMemo(
		() => (users ? sortUsers(users, { column, direction }, compareTexts) : undefined),
		[users, column, direction, language],
	);
	const found = useRef<readonly User[]>(undefined);
	const shown = useMemo(() => (sorted ? findUsers(sorted, sought, found.current) : undefined), [sorted, sought]);
	useEffect(() => {
		found.current = shown;
	}, [shown]);

	const [selected, setSelected] = useState(NOBODY);
	const [selecting, setSelecting] = useState(false);
	const select = (ids: ReadonlySet<string>) => setSelected(ids);
	const stopSelecting = () => {
		setSelected(NOBODY);
		setSelecting(false);
	};
	// Who is hidden by a filter, or was revoked meanwhile, is selected no more.
	useEffect(() => {
		if (!shown) return;
		const possible = new Set<string>(shown.filter(isSelectable).map(({ id }) => id));
		setSelected((before) => {
			const after = [...before].filter((id) => possible.has(id));
			return after.length === before.size ? before : new Set(after);
		});
	}, [shown]);
	const chosen = useMemo(() => shown?.filter(({ id }) => selected.has(id)) ?? [], [shown, selected]);
	const active = selecting || selected.size > 0;

	const [changing, setChanging] = useState<readonly User[] | null>(null);
	const [revoking, setRevoking] = useState<readonly User[] | null>(null);
	const { copy } = useCopy();
	const [byHand, setByHand] = useState<string | null>(null);
	const needsServer = useNeedsServer();
	const invite = useInvite();
	const openUser = details === null ? undefined : users?.find(({ id }) => id === details);
	const anyFilter = criteria.search !== "" || criteria.statuses.size < 3 || criteria.profiles.size < 3;

	function menuOf(user: User): MenuItems {
		// A right click on the selection acts on all of it.
		const many = selected.has(user.id) && chosen.length > 1;
		const whom = many ? chosen : [user];
		const { email } = user;
		return [
			...(many
				? []
				: [
						{
							id: "details",
							label: t("organization.action.details"),
							icon: <IconIdBadge2 size={18} stroke={1.75} aria-hidden="true" />,
							onAction: () => open(user.id),
						},
						...(email === null
							? []
							: [
									{
										id: "copy",
										label: t("organization.action.copyEmail"),
										icon: <IconCopy size={18} stroke={1.75} aria-hidden="true" />,
										onAction: async () => {
											if (!(await copy(email))) setByHand(email);
										},
									},
								]),
					]),
			...(administrator && isSelectable(user)
				? [
						{
							id: "change",
							label: t("organization.action.changeProfile"),
							icon: <IconShieldHalf size={18} stroke={1.75} aria-hidden="true" />,
							disabledReason: needsServer ?? whyNotChanged(whom),
							onAction: () => setChanging(whom),
						},
						"separator" as const,
						{
							id: "revoke",
							label: t(many ? "organization.action.revokeMany" : "organization.action.revokeOne"),
							icon: <IconUserOff size={18} stroke={1.75} aria-hidden="true" />,
							tone: "danger" as const,
							disabledReason: needsServer,
							onAction: () => setRevoking(whom),
						},
					]
				: []),
		];
	}

	function whyNotChanged(whom: readonly User[]): string | undefined {
		return whom.every(({ profile }) => profile === "OUTSIDER") ? t("organization.action.onlyExternals") : undefined;
	}

	const selectionActions: readonly SelectionAction[] = [
		...(chosen.length === 1 && chosen[0]
			? [
					{
						id: "details",
						label: t("organization.action.details"),
						shortLabel: t("organization.action.detailsShort"),
						icon: <IconIdBadge2 size={18} stroke={1.75} aria-hidden="true" />,
						run: () => open(chosen[0]?.id ?? null),
					},
				]
			: []),
		{
			id: "change",
			label: t("organization.action.changeProfile"),
			shortLabel: t("organization.action.changeProfile"),
			icon: <IconShieldHalf size={18} stroke={1.75} aria-hidden="true" />,
			disabledReason: needsServer ?? whyNotChanged(chosen),
			run: () => setChanging(chosen),
		},
		{
			id: "revoke",
			label: t(chosen.length > 1 ? "organization.action.revokeMany" : "organization.action.revokeOne"),
			shortLabel: t("organization.action.revokeShort"),
			icon: <IconUserOff size={18} stroke={1.75} aria-hidden="true" />,
			tone: "danger",
			disabledReason: needsServer,
			run: () => setRevoking(chosen),
		},
	];

	if (isError) return <Failure onRetry={() => void refetch()} />;
	return (
		<div className="px-beside">
			<div className="px-list-page">
				<div className="px-bar">
					{active ? (
						<SelectionBar
							texts={{
								label: t("organization.selection.label"),
								count: t("organization.selection.count", { count: chosen.length }),
								all: t("organization.selection.all"),
								allShort: t("organization.selection.allShort"),
								none: t("organization.selection.none"),
								clear: t("organization.selection.clear"),
								cancel: t("organization.selection.cancel"),
							}}
							actions={chosen.length > 0 ? selectionActions : []}
							onAll={() => select(new Set(shown?.filter(isSelectable).map(({ id }) => id)))}
							onNone={() => {
								select(NOBODY);
								setSelecting(narrow);
							}}
							onCancel={stopSelecting}
						/>
					) : null}
					{/* In a narrow window the selection takes other places, and one may still search. */}
					{active && !narrow ? null : (
						<ActionBar
							criteria={criteria}
							onChange={change}
							shown={shown?.length}
							total={users?.length}
							{...(administrator && !active ? { onInvite: invite, onSelect: () => setSelecting(true) } : {})}
						/>
					)}
				</div>
				<div ref={area} className="px-list-area">
					{shown === undefined || layout === null ? (
						<UsersSkeleton />
					) : shown.length === 0 ? (
						<State
							icon={<IconSearch size={32} stroke={1.35} aria-hidden="true" />}
							title={t("organization.users.nobody.title")}
							actions={
								<Button onPress={() => change({ ...EVERYTHING, sort: criteria.sort })}>
									{t("organization.users.nobody.clear")}
								</Button>
							}
						>
							{t("organization.users.nobody.text")}
						</State>
					) : (
						<DataGrid
							label={t("organization.users.list")}
							headNames={headNames}
							items={shown}
							columns={columns}
							nameOf={(user) => user.name ?? t("common.anonymous")}
							rowHeight={rowHeightOf(layout, narrow)}
							heads={layout !== "card"}
							sort={criteria.sort}
							onSort={({ column, direction }) => change({ sort: { column: column as SortColumn, direction } })}
							selection={
								administrator
									? { selected, onChange: select, isSelectable, place: narrow ? "end" : "start", active }
									: undefined
							}
							onOpen={(user) => open(user.id)}
							{...(narrow ? {} : { menu: menuOf })}
							menuLabel={(user) => t("organization.users.menuOf", { name: user.name ?? t("common.anonymous") })}
							isFaded={isFaded}
							current={details}
						/>
					)}
					{administrator && users?.length === 1 && !anyFilter ? <Alone /> : null}
				</div>
			</div>
			{openUser ? (
				<UserDetails
					user={openUser}
					onClose={() => open(null)}
					onChangeProfile={() => setChanging([openUser])}
					onRevoke={() => setRevoking([openUser])}
				/>
			) : null}
			{changing ? <ChangeProfileDialog users={changing} onClose={() => setChanging(null)} /> : null}
			{revoking ? <RevokeQuestion users={revoking} onClose={() => setRevoking(null)} /> : null}
			{byHand === null ? null : (
				<CopyByHand text={byHand} label={t("organization.action.copyEmail")} onClose={() => setByHand(null)} />
			)}
		</div>
	);
}

function isFaded({ revokedOn }: User): boolean {
	return revokedOn !== null;
}

function layoutOf(width: number | null, rail: boolean): UsersLayout | null {
	if (width === null) return null;
	if (width >= ALL_COLUMNS_PX && !rail) return "full";
	return width >= MOST_COLUMNS_PX ? "medium" : "card";
}

/** A new organization. */
function Alone() {
	const t = useT();
	return (
		<div className="px-alone">
			<State
				icon={<IconUsers size={32} stroke={1.35} aria-hidden="true" />}
				title={t("organization.users.alone.title")}
			>
				{t("organization.users.alone.text")}
			</State>
		</div>
	);
}

/** Search, filters, and the way to invite. */
function ActionBar({
	criteria,
	onChange,
	shown,
	total,
	onInvite,
	onSelect,
}: {
	readonly criteria: Criteria;
	readonly onChange: (changed: Partial<Criteria>) => void;
	readonly shown: number | undefined;
	readonly total: number | undefined;
	/** For who may invite, and select. */
	readonly onInvite?: () => void;
	readonly onSelect?: () => void;
}) {
	const t = useT();
	const narrow = useMediaQuery(NARROW);
	const needsServer = useNeedsServer();

	const status: Filter = {
		heading: t("organization.users.filter.status"),
		options: STATUSES.map((id) => ({ id, label: t(`common.status.${id}`) })),
		selected: criteria.statuses,
		onChange: (statuses) => onChange({ statuses: statuses as ReadonlySet<Status> }),
	};
	const profile: Filter = {
		heading: t("organization.users.filter.profile"),
		options: PROFILES.map((id) => ({ id, label: t(`common.profile.${id}`) })),
		selected: criteria.profiles,
		onChange: (profiles) => onChange({ profiles: profiles as ReadonlySet<UserProfile> }),
	};
	const sort: Filter = {
		heading: t("organization.users.filter.sort"),
		options: SORT_COLUMNS.map((id) => ({ id, label: t(`organization.users.column.${id}`) })),
		selected: new Set([criteria.sort.column]),
		onChange: ([column]) => onChange({ sort: { column: column as SortColumn, direction: "ascending" } }),
		single: true,
	};

	return (
		<>
			<SearchField
				label={t("organization.users.search")}
				placeholder={t("organization.users.search")}
				value={criteria.search}
				onChange={(search) => onChange({ search })}
			/>
			{narrow ? (
				<FilterMenu
					label={t("organization.users.filter.all")}
					trigger={
						<IconButton
							label={t("organization.users.filter.all")}
							icon={<IconAdjustmentsHorizontal size={20} stroke={1.6} aria-hidden="true" />}
						/>
					}
					filters={[status, profile, sort]}
					actions={
						onSelect
							? [
									{
										id: "select",
										label: t("organization.users.filter.select"),
										icon: <IconListCheck size={18} stroke={1.75} aria-hidden="true" />,
										onAction: onSelect,
									},
								]
							: []
					}
				/>
			) : (
				<>
					<FilterButton filter={status} />
					<FilterButton filter={profile} />
				</>
			)}
			<span className="px-grow px-wide" />
			<span className="px-counter px-numeric" role="status">
				{shown === undefined || total === undefined
					? ""
					: shown === total
						? t("organization.users.count", { count: total })
						: t("organization.users.shown", { count: shown, total })}
			</span>
			{onInvite ? (
				<Button
					variant="primary"
					icon={<IconUserPlus size={18} stroke={1.75} aria-hidden="true" />}
					disabledReason={needsServer}
					{...(narrow ? { label: t("organization.action.invite") } : {})}
					onPress={onInvite}
				>
					{t(narrow ? "organization.action.inviteShort" : "organization.action.invite")}
				</Button>
			) : null}
		</>
	);
}

const SORT_COLUMNS = ["name", "profile", "email", "joined", "status"] as const satisfies readonly SortColumn[];

function FilterButton({ filter }: { readonly filter: Filter }) {
	const t = useT();
	const some = filter.selected.size < filter.options.length;
	return (
		<FilterMenu
			label={filter.heading}
			filters={[filter]}
			trigger={
				<Button {...(some ? { label: t("organization.users.filter.some", { heading: filter.heading }) } : {})}>
					{filter.heading}
					{some ? <Count value={filter.selected.size} /> : null}
					<IconChevronDown size={16} stroke={1.75} aria-hidden="true" />
				</Button>
			}
		/>
	);
}
