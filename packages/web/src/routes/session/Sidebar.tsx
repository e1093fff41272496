import { IconBuildingCommunity, IconUserCircle } from "@tabler/icons-react";
import { Link, useMatchRoute } from "@tanstack/react-router";
import type { ComponentProps } from "react";
import { Focusable, Tooltip, TooltipTrigger } from "react-aria-components";
import { useInvitations, useSession } from "../../core/session.tsx";
import { Count, Logo } from "../../design/Identity.tsx";
import { RAIL, useMediaQuery } from "../../design/useMediaQuery.ts";
import { useT } from "../../i18n/i18n.ts";
import { OrganizationSwitcher } from "./OrganizationSwitcher.tsx";
import { SidebarDivider } from "./SidebarDivider.tsx";
import { useIsAdministrator } from "./sessionStatus.ts";

/** From 1100 px; a rail of icons from 768. */
export function Sidebar({
	width,
	onResize,
}: {
	/** `null`: that of the design. */
	readonly width: number | null;
	readonly onResize: (width: number | null) => void;
}) {
	const t = useT();
	const { snapshot } = useSession();
	const administrator = useIsAdministrator();
	const params = { device: snapshot.deviceId };
	const section = useSection();
	return (
		<nav className="px-sidebar-region" aria-label={t("session.frame.main")}>
			<div className="px-sidebar">
				<OrganizationSwitcher />
				{snapshot.profile === "OUTSIDER" ? null : (
					<>
						<h2>{t("session.frame.organization")}</h2>
						<NavTooltip text={t("session.frame.manage")}>
							<Link
								className="px-nav"
								to="/org/$device/users"
								params={params}
								aria-current={section === "organization" ? "page" : undefined}
							>
								<IconBuildingCommunity size={18} stroke={1.75} aria-hidden="true" />
								<span className="px-nav-text">{t("session.frame.manage")}</span>
								{administrator ? <InvitationCount /> : null}
							</Link>
						</NavTooltip>
					</>
				)}
				<h2>{t("session.frame.myself")}</h2>
				<NavTooltip text={t("session.frame.profile")}>
					<Link
						className="px-nav"
						to="/org/$device/profile/details"
						params={params}
						aria-current={section === "profile" ? "page" : undefined}
					>
						<IconUserCircle size={18} stroke={1.75} aria-hidden="true" />
						<span className="px-nav-text">{t("session.frame.profile")}</span>
					</Link>
				</NavTooltip>
				<p className="px-sidebar-foot">
					<Logo size={18} />
					<span className="px-strong">{t("common.productName")}</span>
					<span className="px-ellipsis" title={snapshot.server}>
						{snapshot.server}
					</span>
				</p>
			</div>
			<SidebarDivider width={width} onResize={onResize} />
		</nav>
	);
}

/** Only for Administrators: the server tells nobody else. */
function InvitationCount() {
	const t = useT();
	const count = useInvitations().data?.length ?? 0;
	if (count === 0) return null;
	return (
		<span role="img" aria-label={t("session.frame.pendingCount", { count })}>
			<Count value={count} />
		</span>
	);
}

/** The rail has no words. */
function NavTooltip({
	text,
	children,
}: {
	readonly text: string;
	readonly children: ComponentProps<typeof Focusable>["children"];
}) {
	const rail = useMediaQuery(RAIL);
	return (
		<TooltipTrigger delay={400} closeDelay={0} isDisabled={!rail}>
			<Focusable>{children}</Focusable>
			<Tooltip className="px-tooltip" placement="right" offset={6}>
				{text}
			</Tooltip>
		</TooltipTrigger>
	);
}

/** Which part of the session the address belongs to. */
export function useSection(): "organization" | "profile" {
	const matches = useMatchRoute();
	return matches({ to: "/org/$device/profile", fuzzy: true }) ? "profile" : "organization";
}
