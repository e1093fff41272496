import "./profile.css";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useSession } from "../../core/session.tsx";
import { LinkTabs } from "../../design/LinkTabs.tsx";
import { usePageTitle } from "../../design/Page.tsx";
import { useT } from "../../i18n/i18n.ts";

const TABS = ["details", "devices", "authentication", "settings"] as const;

/** One tab of My profile, below the head of the frame. */
export function ProfilePage({ tab, children }: { readonly tab: (typeof TABS)[number]; readonly children: ReactNode }) {
	const t = useT();
	const { deviceId } = useSession().snapshot;
	usePageTitle(`${t(`profile.tabs.${tab}`)} · ${t("profile.tabs.label")}`);
	return (
		<>
			<LinkTabs label={t("profile.tabs.label")}>
				{TABS.map((name) => (
					<Link key={name} to={`/org/$device/profile/${name}`} params={{ device: deviceId }}>
						{t(`profile.tabs.${name}`)}
					</Link>
				))}
			</LinkTabs>
			<div className="px-profile">
				<div className="px-profile-column">{children}</div>
			</div>
		</>
	);
}

/** The head of one part of a tab: what it is, what to know of it, what may be done. */
export function ProfileHead({
	title,
	lead,
	action,
}: {
	readonly title: string;
	readonly lead?: string;
	readonly action?: ReactNode;
}) {
	return (
		<div className="px-profile-head">
			<div className="px-grow">
				<h2>{title}</h2>
				{lead ? <p className="px-secondary">{lead}</p> : null}
			</div>
			{action}
		</div>
	);
}
