import "./organization.css";
import { Link, Navigate } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useInvitations, useSession, useUsers } from "../../core/session.tsx";
import { Count } from "../../design/Identity.tsx";
import { LinkTabs } from "../../design/LinkTabs.tsx";
import { usePageTitle } from "../../design/Page.tsx";
import { useT } from "../../i18n/i18n.ts";
import { useIsAdministrator } from "../session/sessionStatus.ts";

interface OrganizationPageProps {
	readonly tab: "users" | "invitations" | "information";
	readonly children: ReactNode;
}

/** A page of Manage my organization. Whoever may not see it is sent to where they may be. */
export function OrganizationPage({ tab, children }: OrganizationPageProps) {
	const t = useT();
	const { deviceId, profile } = useSession().snapshot;
	const administrator = useIsAdministrator();
	const params = { device: deviceId };
	usePageTitle(`${t(`organization.tab.${tab}`)} · ${t("organization.title")}`);
	if (profile === "OUTSIDER") return <Navigate to="/org/$device/profile/details" params={params} replace />;
	if (tab === "invitations" && !administrator) return <Navigate to="/org/$device/users" params={params} replace />;
	return (
		<>
			<LinkTabs label={t("organization.title")}>
				<Link to="/org/$device/users" params={params}>
					{t("organization.tab.users")}
					<UserCount />
				</Link>
				{administrator ? (
					<Link to="/org/$device/invitations" params={params}>
						{t("organization.tab.invitations")}
						<InvitationCount />
					</Link>
				) : null}
				<Link to="/org/$device/information" params={params}>
					{t("organization.tab.information")}
				</Link>
			</LinkTabs>
			{children}
		</>
	);
}

function UserCount() {
	const users = useUsers().data;
	return users ? <Count value={users.length} /> : null;
}

function InvitationCount() {
	const count = useInvitations().data?.length ?? 0;
	return count > 0 ? <Count value={count} /> : null;
}
