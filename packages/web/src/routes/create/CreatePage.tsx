import "./create.css";
import { IconKeyOff, IconLinkOff } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Navigate, useLocation, useNavigate } from "@tanstack/react-router";
import { core } from "../../core/core.ts";
import { queries } from "../../core/queries.ts";
import { Button } from "../../design/Button.tsx";
import { Spinner } from "../../design/Feedback.tsx";
import { Impasse } from "../../design/Impasse.tsx";
import { PlainPage } from "../../design/Page.tsx";
import { Preferences } from "../../design/Preferences.tsx";
import { useT } from "../../i18n/i18n.ts";
import { LeadsNowhere } from "../link/LeadsNowhere.tsx";
import { isDead, useLink } from "../link/link.ts";
import { Creation } from "./Creation.tsx";

/** Creates an organization on this server (web-app.md §5); `#` may hold the link that its creation needs. */
export function CreatePage() {
	const t = useT();
	// Drawn again when it changes; but as it was written, since what is escaped in a link belongs to it.
	useLocation({ select: ({ hash }) => hash });
	const text = window.location.hash.slice(1);
	const link = useLink(text);
	const server = useServer();

	if (text !== "") {
		if (!link) return <Waiting />;
		if (isDead(link)) return <LeadsNowhere link={link} text={text} />;
		if (link.kind !== "bootstrap") return <Navigate to="/join" hash={text} replace />;
		if (server?.passwordAllowed === false) return <NoPassword />;
		return <Creation key={text} link={text} fixed={link.organizationId} />;
	}
	if (server?.passwordAllowed === false) return <NoPassword />;
	if (server?.spontaneousCreation === false)
		return (
			<Impossible
				icon={<IconLinkOff size={32} stroke={1.35} aria-hidden="true" />}
				title={t("create.closed.title")}
				text={t("create.closed.text")}
			/>
		);
	return <Creation link={null} fixed={null} />;
}

/** What the server allows; `undefined` while it is not known, which keeps nobody from beginning. */
function useServer() {
	return useQuery({ queryKey: ["server"], queryFn: async () => (await (await core()).server()) ?? null }, queries).data;
}

function Waiting() {
	const t = useT();
	return (
		<PlainPage title={t("create.title")} end={<Preferences />} centered>
			<div className="px-create-waiting">
				<Spinner accent label={t("common.loading")} />
			</div>
		</PlainPage>
	);
}

function NoPassword() {
	const t = useT();
	return (
		<Impossible
			icon={<IconKeyOff size={32} stroke={1.35} aria-hidden="true" />}
			title={t("create.noPassword.title")}
			text={t("create.noPassword.text")}
		/>
	);
}

function Impossible({
	icon,
	title,
	text,
}: {
	readonly icon: React.ReactElement;
	readonly title: string;
	readonly text: string;
}) {
	const t = useT();
	const navigate = useNavigate();
	return (
		<Impasse
			icon={icon}
			title={title}
			end={<Preferences />}
			actions={
				<Button variant="primary" onPress={() => void navigate({ to: "/" })}>
					{t("create.closed.home")}
				</Button>
			}
		>
			{text}
		</Impasse>
	);
}
