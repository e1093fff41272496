import { IconExternalLink, IconLinkOff, IconServer } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { Button } from "../../design/Button.tsx";
import { Impasse } from "../../design/Impasse.tsx";
import { Preferences } from "../../design/Preferences.tsx";
import { useT } from "../../i18n/i18n.ts";
import { type DeadLink, linkProblem, webAddress } from "./link.ts";

const TITLES = {
	elsewhere: "home.redirect.elsewhereTitle",
	unsupported: "home.redirect.otherTitle",
	invalid: "home.redirect.badTitle",
} as const;

/** In the place of a page: why a link leads nowhere in this application, and where it may. */
export function LeadsNowhere({ link, text }: { readonly link: DeadLink; readonly text: string }) {
	const t = useT();
	const navigate = useNavigate();
	const address = link.kind === "elsewhere" ? webAddress(link.address) : undefined;
	// Only a link that was understood is handed on, and to no other scheme.
	const program = link.kind !== "invalid" && text.startsWith("parsec3://") ? text : undefined;
	const Icon = link.kind === "elsewhere" ? IconServer : IconLinkOff;
	return (
		<Impasse
			icon={<Icon size={32} stroke={1.35} aria-hidden="true" />}
			title={t(TITLES[link.kind])}
			end={<Preferences />}
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
		</Impasse>
	);
}
