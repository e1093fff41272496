import { useMemo } from "react";
import type { User, UserID } from "../../core/api.ts";
import { Ago } from "../../design/Ago.tsx";
import { type GridColumn, RowName } from "../../design/DataGrid.tsx";
import { PersonAvatar, ProfileBadge, UserStatus } from "../../design/Identity.tsx";
import { useT } from "../../i18n/i18n.ts";
import { statusOf } from "./usersList.ts";

/** All columns; all but Joined; or the name above the e-mail, and the profile. */
export type UsersLayout = "full" | "medium" | "card";

export function rowHeightOf(layout: UsersLayout, narrow: boolean): number {
	return narrow ? 64 : layout === "card" ? 60 : 52;
}

export function useUserColumns(
	layout: UsersLayout | null,
	narrow: boolean,
	open: (user: UserID) => void,
): readonly GridColumn<User>[] {
	const t = useT();
	// biome-ignore lint/correctness/useExhaustiveDependencies: `open` does the same at any time.
	return useMemo(() => {
		const card = layout === "card";
		const name: GridColumn<User> = {
			id: "name",
			name: t("organization.users.column.name"),
			width: "1.25fr",
			minWidth: card ? 100 : 190,
			sortable: true,
			names: true,
			cell: (user) => <PersonCell user={user} card={card} {...(narrow ? {} : { onOpen: () => open(user.id) })} />,
		};
		const profile: GridColumn<User> = {
			id: "profile",
			name: t("organization.users.column.profile"),
			width: 134,
			sortable: true,
			cell: (user) => (
				<span className={card && narrow ? "px-at-end" : ""}>
					<ProfileBadge profile={user.profile} />
				</span>
			),
		};
		const email: GridColumn<User> = {
			id: "email",
			name: t("organization.users.column.email"),
			width: "1.5fr",
			minWidth: 140,
			sortable: true,
			cell: ({ email }) => (
				<span className="px-ellipsis" title={email ?? undefined}>
					{email}
				</span>
			),
		};
		const joined: GridColumn<User> = {
			id: "joined",
			name: t("organization.users.column.joined"),
			width: 124,
			sortable: true,
			cell: ({ joinedOn }) => <Ago short on={joinedOn} />,
		};
		const status: GridColumn<User> = {
			id: "status",
			name: t("organization.users.column.status"),
			width: 108,
			sortable: true,
			cell: (user) => <UserStatus status={statusOf(user)} />,
		};
		if (card) return [name, profile];
		return layout === "full" ? [name, profile, email, joined, status] : [name, profile, email, status];
	}, [layout, narrow, t]);
}

function PersonCell({
	user,
	card,
	onOpen,
}: {
	readonly user: User;
	readonly card: boolean;
	readonly onOpen?: () => void;
}) {
	const t = useT();
	const name = user.name ?? t("common.anonymous");
	const status = statusOf(user);
	return (
		<>
			<PersonAvatar id={user.id} name={user.name} gone={user.revokedOn !== null} />
			<span className="px-person">
				<span className="px-person-name">
					{onOpen ? (
						<RowName onOpen={onOpen}>{name}</RowName>
					) : (
						<span className="px-grid-name px-ellipsis">{name}</span>
					)}
					{user.me ? <span className="px-hint">{t("common.you")}</span> : null}
				</span>
				{card ? (
					<span className="px-hint px-ellipsis">
						{status === "active" ? null : <b>{t(`common.status.${status}`)} </b>}
						{user.email}
					</span>
				) : null}
			</span>
		</>
	);
}
