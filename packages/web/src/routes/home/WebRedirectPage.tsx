import { IconExternalLink, IconLinkOff, IconServer } from "@tabler/icons-react";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useEffect } from "react";
import type { Link } from "../../core/api.ts";
import { Button } from "../../design/Button.tsx";
import { Spinner, State } from "../../design/Feedback.tsx";
import { PlainPage } from "../../design/Page.tsx";
import { Preferences } from "../../design/Preferences.tsx";
import { useT } from "../../i18n/i18n.ts";
import { destinationOf, linkProblem, useLink, webAddress } from "./link.ts";

/** Where links of e-mails lead: what this browser can do is begun at once, the rest is explained (web-app.md §4.3). */
export function WebRedirectPage() {
	const t = useT();
	const navigate = useNavigate();
	const { webRedirectUrl = "" } = useSearch({ from: "/webRedirect" });
	const text = webRedirectUrl.trim();
	const read = useLink(text);
	const link: Link | undefined = text === "" ? { kind: "invalid", problem: "other" } : read;
	const to = link && destinationOf(link);

	useEffect(() => {
		// The link holds a token: it stays neither in the history nor in what the server is asked for next.
		if (to) void navigate({ to, hash: text, replace: true });
	}, [to, text, navigate]);

	if (!link || to)
		return (
			<PlainPage title={t("home.redirect.title")} end={<Preferences />} centered>
				<div className="px-home-waiting">
					<Spinner accent label={t("home.redirect.title")} />
				</div>
			</PlainPage>
		);
	return <LeadsNowhere link={link} text={text} />;
}

function LeadsNowhere({ link, text }: { readonly link: Link; readonly text: string }) {
	const t = useT();
	const navigate = useNavigate();
	const title = t(
		link.kind === "elsewhere"
			? "home.redirect.elsewhereTitle"
			: link.kind === "unsupported"
				? "home.redirect.otherTitle"
				: "home.redirect.badTitle",
	);
	const address = link.kind === "elsewhere" ? webAddress(link.address) : undefined;
	// Only a link that was understood is handed on, and to no other scheme.
	const program = link.kind !== "invalid" && text.startsWith("parsec3://") ? text : undefined;
	const Icon = link.kind === "elsewhere" ? IconServer : IconLinkOff;
	return (
		<PlainPage title={title} end={<Preferences />} centered>
			<State
				level={1}
				alert
				icon={<Icon size={32} stroke={1.35} aria-hidden="true" />}
				title={title}
				actions={
					<>
						{address && link.kind === "elsewhere" ? (
							<a className="px-button" data-variant="primary" href={address} rel="noreferrer">
								{t("home.link.openElsewhere", { server: link.server })}
							</a>
						) : null}
						{program ? (
							<a className="px-button" data-variant="quiet" href={program}>
								<IconExternalLink size={18} stroke={1.75} aria-hidden="true" />
								{t("home.redirect.program")}
							</a>
						) : null}
						<Button variant={address ? "quiet" : "primary"} onPress={() => void navigate({ to: "/" })}>
							{t("home.redirect.home")}
						</Button>
					</>
				}
			>
				{linkProblem(t, link)}
			</State>
		</PlainPage>
	);
}
