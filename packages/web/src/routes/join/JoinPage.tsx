import { useLocation, useNavigate } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import type { InvitationOutcome, Link } from "../../core/api.ts";
import { core } from "../../core/core.ts";
import { Spinner } from "../../design/Feedback.tsx";
import { PlainPage } from "../../design/Page.tsx";
import { useT } from "../../i18n/i18n.ts";
import { LeadsNowhere } from "../link/LeadsNowhere.tsx";
import type { DeadLink } from "../link/link.ts";
import { GuestRoom } from "./GuestRoom.tsx";
import { InvitationProblem, type Problem } from "./InvitationProblem.tsx";

/** Answers an invitation whose link stands after `#`, where it stays, so that reloading the page goes on. */
export function JoinPage() {
	// Drawn again when it changes; but as it was written, since what is escaped in a link belongs to it.
	useLocation({ select: ({ hash }) => hash });
	const link = window.location.hash.slice(1);
	const [attempt, setAttempt] = useState(0);
	return <Invited key={`${attempt} ${link}`} link={link} onAgain={() => setAttempt((previous) => previous + 1)} />;
}

type Invitation = Extract<InvitationOutcome, { readonly status: "ok" }>;
/** Whatever the link is, it is no invitation that this page answers. */
type DeadEnd = { readonly status: "link"; readonly link: DeadLink };

function Invited({ link, onAgain }: { readonly link: string; readonly onAgain: () => void }) {
	const navigate = useNavigate();
	const [answer, setAnswer] = useState<Invitation | Problem | DeadEnd | null>(null);

	useEffect(() => {
		let gone = false;
		async function ask(): Promise<void> {
			const read = await readInvitation(link);
			if (gone) return;
			if (read.status === "bootstrap") await navigate({ to: "/create", hash: link, replace: true });
			else setAnswer(read);
		}
		void ask();
		return () => {
			gone = true;
		};
	}, [link, navigate]);

	if (answer === null) return <Opening />;
	if (answer.status === "link") return <LeadsNowhere link={answer.link} text={link} />;
	if (answer.status !== "ok") return <InvitationProblem problem={answer} onRetry={onAgain} />;
	return <GuestRoom link={link} invitation={answer} onLeave={() => void navigate({ to: "/" })} onAgain={onAgain} />;
}

function Opening() {
	const t = useT();
	return (
		<PlainPage title={t("join.opening")} centered>
			<div className="px-state">
				<Spinner label={t("join.opening")} accent />
			</div>
		</PlainPage>
	);
}

async function readInvitation(
	text: string,
): Promise<Invitation | Problem | DeadEnd | { readonly status: "bootstrap" }> {
	if (text === "") return { status: "none" };
	const running = await core();
	const link: Link = await running.readLink(text);
	switch (link.kind) {
		case "bootstrap":
			return { status: "bootstrap" };
		case "user-invitation":
		case "device-invitation":
			return await running.invitation(text);
		default:
			return { status: "link", link };
	}
}
