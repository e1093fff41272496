import { useNavigate, useRouter, useSearch } from "@tanstack/react-router";
import { useEffect } from "react";
import type { Link } from "../../core/api.ts";
import { Spinner } from "../../design/Feedback.tsx";
import { PlainPage } from "../../design/Page.tsx";
import { Preferences } from "../../design/Preferences.tsx";
import { useT } from "../../i18n/i18n.ts";
import { LeadsNowhere } from "./LeadsNowhere.tsx";
import { destinationOf, isDead, useLink } from "./link.ts";

/** Where links of e-mails lead: what this browser can do is begun at once, the rest is explained (web-app.md §4.3). */
export function WebRedirectPage() {
	const t = useT();
	const navigate = useNavigate();
	const { webRedirectUrl = "" } = useSearch({ from: "/webRedirect" });
	const text = webRedirectUrl.trim();
	const read = useLink(text);
	const link: Link | undefined = text === "" ? { kind: "invalid", problem: "other" } : read;
	const to = link && destinationOf(link);

	const router = useRouter();
	useEffect(() => {
		// Most links of e-mails invite: that screen is fetched while the core is, which reads the link.
		void router.preloadRoute({ to: "/join" });
	}, [router]);

	useEffect(() => {
		// The link holds a token: it stays neither in the history nor in what the server is asked for next.
		if (to) void navigate({ to, hash: text, replace: true });
	}, [to, text, navigate]);

	if (!link || !isDead(link))
		return (
			<PlainPage title={t("home.redirect.title")} end={<Preferences />} centered>
				<div className="px-home-waiting">
					<Spinner accent label={t("home.redirect.title")} />
				</div>
			</PlainPage>
		);
	return <LeadsNowhere link={link} text={text} />;
}
