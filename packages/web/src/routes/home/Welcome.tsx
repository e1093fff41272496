import { IconBuildingCommunity, IconChevronRight } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { Logo } from "../../design/Identity.tsx";
import { PlainPage } from "../../design/Page.tsx";
import { Preferences } from "../../design/Preferences.tsx";
import { useT } from "../../i18n/i18n.ts";
import { LostAccess, OtherDevice } from "./Help.tsx";
import { JoinForm } from "./JoinByLink.tsx";

/** Who comes here has no device in this browser. */
export function Welcome() {
	const t = useT();
	return (
		<PlainPage title={t("home.title")} width="wide" end={<Preferences />}>
			<div className="px-welcome">
				<div className="px-welcome-pitch">
					<Logo size={56} />
					<h1>{t("home.headline")}</h1>
					<p className="px-lead">{t("home.pitch")}</p>
				</div>
				<div className="px-welcome-doors">
					<section className="px-paper px-stack" aria-labelledby="join-title">
						<h2 className="px-heading" id="join-title">
							{t("home.join.title")}
						</h2>
						<JoinForm />
					</section>
					<Link className="px-paper px-door" to="/create">
						<IconBuildingCommunity size={24} stroke={1.5} aria-hidden="true" />
						<span className="px-grow">
							<b>{t("home.create.title")}</b>
							<span className="px-secondary">{t("home.create.text")}</span>
						</span>
						<IconChevronRight size={20} stroke={1.6} aria-hidden="true" />
					</Link>
					<div className="px-welcome-help">
						<OtherDevice />
						<LostAccess />
					</div>
				</div>
			</div>
		</PlainPage>
	);
}
