import { useT } from "../../i18n/i18n.ts";
import { PendingInvitationsButton } from "../organization/PendingInvitationsButton.tsx";
import { PersonalMenu } from "./PersonalMenu.tsx";
import { useSection } from "./Sidebar.tsx";
import { useIsAdministrator } from "./sessionStatus.ts";

export function TopBar() {
	const t = useT();
	const section = useSection();
	const administrator = useIsAdministrator();
	return (
		<header className="px-top">
			<h1 className="px-ellipsis">{section === "profile" ? t("session.frame.profile") : t("session.frame.manage")}</h1>
			<span className="px-grow" />
			{administrator ? <PendingInvitationsButton /> : null}
			<PersonalMenu />
		</header>
	);
}
