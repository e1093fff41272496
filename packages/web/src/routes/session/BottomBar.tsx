import { IconBuildingCommunity, IconPlus, IconUserCircle } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { Button } from "react-aria-components";
import { useSession } from "../../core/session.tsx";
import { useT } from "../../i18n/i18n.ts";
import { useInvite } from "../organization/InviteContext.tsx";
import { useSection } from "./Sidebar.tsx";
import { useIsAdministrator } from "./sessionStatus.ts";

/** In a narrow window, in place of the sidebar. */
export function BottomBar() {
	const t = useT();
	const { snapshot } = useSession();
	const section = useSection();
	const administrator = useIsAdministrator();
	const invite = useInvite();
	const params = { device: snapshot.deviceId };
	// One's own profile alone is no choice; it is where one is already.
	if (snapshot.profile === "OUTSIDER") return null;
	return (
		<nav className="px-bottom-bar" aria-label={t("session.frame.main")}>
			<Link to="/org/$device/users" params={params} aria-current={section === "organization" ? "page" : undefined}>
				<IconBuildingCommunity size={24} stroke={1.5} aria-hidden="true" />
				{t("session.frame.manageShort")}
			</Link>
			{administrator ? (
				<Button className="px-bottom-add" aria-label={t("session.frame.invite")} onPress={() => invite()}>
					<span>
						<IconPlus size={24} stroke={1.5} aria-hidden="true" />
					</span>
				</Button>
			) : null}
			<Link to="/org/$device/profile/details" params={params} aria-current={section === "profile" ? "page" : undefined}>
				<IconUserCircle size={24} stroke={1.5} aria-hidden="true" />
				{t("session.frame.profileShort")}
			</Link>
		</nav>
	);
}
