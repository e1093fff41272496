import { IconChevronDown, IconDevices, IconLogout, IconSettings, IconUserCircle } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { Button } from "react-aria-components";
import { useSession } from "../../core/session.tsx";
import { PersonAvatar, ProfileBadge } from "../../design/Identity.tsx";
import { Menu, type MenuItems } from "../../design/Menu.tsx";
import { NARROW, useMediaQuery } from "../../design/useMediaQuery.ts";
import { useT } from "../../i18n/i18n.ts";
import { LogOutQuestion } from "./LogOutQuestion.tsx";
import { useOrganizationItems } from "./OrganizationSwitcher.tsx";
import { shownStatus } from "./sessionStatus.ts";

/** At the end of the top bar: oneself, and what concerns oneself alone. */
export function PersonalMenu() {
	const t = useT();
	const navigate = useNavigate();
	const { deviceId, me, profile, status } = useSession().snapshot;
	const narrow = useMediaQuery(NARROW);
	const organizations = useOrganizationItems();
	const [loggingOut, setLoggingOut] = useState(false);
	const params = { device: deviceId };
	const items: MenuItems = [
		{
			id: "profile",
			label: t("session.frame.menu.profile"),
			icon: <IconUserCircle size={18} stroke={1.75} aria-hidden="true" />,
			onAction: () => void navigate({ to: "/org/$device/profile/details", params }),
		},
		{
			id: "devices",
			label: t("session.frame.menu.devices"),
			icon: <IconDevices size={18} stroke={1.75} aria-hidden="true" />,
			onAction: () => void navigate({ to: "/org/$device/profile/devices", params }),
		},
		{
			id: "settings",
			label: t("session.frame.menu.settings"),
			icon: <IconSettings size={18} stroke={1.75} aria-hidden="true" />,
			onAction: () => void navigate({ to: "/org/$device/profile/settings", params }),
		},
		"separator",
		// There is no sidebar to switch from.
		...(narrow ? [...organizations, "separator" as const] : []),
		{
			id: "log-out",
			label: t("session.frame.menu.logOut"),
			icon: <IconLogout size={18} stroke={1.75} aria-hidden="true" />,
			onAction: () => setLoggingOut(true),
		},
	];
	return (
		<>
			<Menu
				label={t("session.frame.menu.title")}
				header={
					<div className="px-personal-head">
						<b className="px-ellipsis px-strong">{me.name}</b>
						<span className="px-ellipsis px-secondary" title={me.email}>
							{me.email}
						</span>
						<span>
							<ProfileBadge profile={profile} />
						</span>
					</div>
				}
				trigger={
					<Button className="px-me">
						<PersonAvatar id={me.id} name={me.name} online={status.kind === "online"} />
						<span className="px-me-name px-ellipsis">{me.name}</span>
						<span className="px-visually-hidden">
							{t("session.frame.menu.open", { status: t(`session.frame.status.${shownStatus(status)}`) })}
						</span>
						<IconChevronDown className="px-me-name" size={16} stroke={1.75} aria-hidden="true" />
					</Button>
				}
				items={items}
			/>
			{loggingOut ? <LogOutQuestion onKeep={() => setLoggingOut(false)} /> : null}
		</>
	);
}
