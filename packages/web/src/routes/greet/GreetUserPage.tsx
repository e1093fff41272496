import { IconCircleCheck, IconLink, IconMessages, IconUserCheck } from "@tabler/icons-react";
import { useLocation, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import type { AccessToken, HostView, PendingInvitation } from "../../core/api.ts";
import { useInvitations, useSession } from "../../core/session.tsx";
import { Button } from "../../design/Button.tsx";
import { Room } from "../../design/greeting/Room.tsx";
import { PersonAvatar, ProfileBadge } from "../../design/Identity.tsx";
import { toast } from "../../design/Toast.tsx";
import { useFormat } from "../../i18n/format.ts";
import { useT } from "../../i18n/i18n.ts";
import { useInvitationActions } from "../organization/useInvitationActions.tsx";
import { HostRoom, type Meeting } from "./HostRoom.tsx";
import { inSentence } from "./inSentence.ts";
import { stoppedScene } from "./scenes.tsx";
import { UserDetails } from "./UserDetails.tsx";

/** The host's side of the greeting of a new user. */
export function GreetUserPage() {
	const token = useLocation({ select: ({ hash }) => hash });
	const { snapshot } = useSession();
	const [attempt, setAttempt] = useState(0);
	if (snapshot.profile !== "ADMIN") return <OnlyAdministrators />;
	return (
		<Greeting
			key={`${token}-${attempt}`}
			token={token as AccessToken}
			onAgain={() => setAttempt((previous) => previous + 1)}
		/>
	);
}

function Greeting({ token, onAgain }: { readonly token: AccessToken; readonly onAgain: () => void }) {
	const t = useT();
	const navigate = useNavigate();
	const { session, snapshot } = useSession();
	const invitation = useInvitation(token);
	const device = snapshot.deviceId;
	const organization = snapshot.organizationId;

	const meeting: Meeting = {
		kind: "guest",
		waitingFor: t("greeting.cue.waitingFor", { who: invitation?.email ?? inSentence(t("greeting.people.guest")) }),
		title: t("greeting.meet.title"),
		lead: t("greeting.meet.lead"),
		content: <BeforeTheCodes invitation={invitation} />,
		start: t("greeting.meet.start"),
		hint: t("greeting.meet.hint"),
		readyHint: t("greeting.meet.readyHint"),
		here: t("greeting.meet.guestHere"),
		waitingDetails: { title: t("greeting.waitingDetails.title"), lead: t("greeting.waitingDetails.lead") },
		details: (view, actions) => <UserDetails view={view} actions={actions} />,
		done: (view) => ({
			title: t("greeting.done.title", { name: view.name, organization }),
			lead: t("greeting.done.lead", { name: view.name }),
			content: (
				<Welcome
					view={view}
					onFinish={() => {
						toast("ok", t("greeting.done.toast", { name: view.name, organization }));
						void navigate({ to: "/org/$device/users", params: { device } });
					}}
				/>
			),
		}),
		onLeave: () => void navigate({ to: "/org/$device/invitations", params: { device } }),
		onAgain,
	};
	return <HostRoom start={() => session.greetUser(token)} meeting={meeting} />;
}

/** The last that was known: once greeted, it is no longer pending. */
function useInvitation(token: AccessToken): PendingInvitation | undefined {
	const found = useInvitations().data?.find((invitation) => invitation.token === token);
	const [last, setLast] = useState(found);
	if (found && found !== last) setLast(found);
	return found ?? last;
}

function BeforeTheCodes({ invitation }: { readonly invitation: PendingInvitation | undefined }) {
	const t = useT();
	return (
		<ol className="px-room-paper px-room-list" data-width="wide">
			<li>
				<IconLink size={20} stroke={1.6} aria-hidden="true" />
				<div>
					<b>{t("greeting.meet.link.title")}</b>
					<InvitationLink invitation={invitation} />
				</div>
			</li>
			<li>
				<IconMessages size={20} stroke={1.6} aria-hidden="true" />
				<div>
					<b>{t("greeting.meet.codes.title")}</b>
					<span className="px-secondary">{t("greeting.meet.codes.text")}</span>
				</div>
			</li>
			<li>
				<IconUserCheck size={20} stroke={1.6} aria-hidden="true" />
				<div>
					<b>{t("greeting.meet.details.title")}</b>
					<span className="px-secondary">{t("greeting.meet.details.text")}</span>
				</div>
			</li>
		</ol>
	);
}

/** When it was sent, and how to hand it on again. */
function InvitationLink({ invitation }: { readonly invitation: PendingInvitation | undefined }) {
	const t = useT();
	const format = useFormat();
	const { copyLink, sendAgain, dialogs } = useInvitationActions();
	return (
		<div className="px-room-inline">
			{invitation ? (
				<>
					<span className="px-secondary">
						{t("greeting.meet.link.sent", { ago: inSentence(format.ago(invitation.createdOn)) })}
					</span>
					<button type="button" className="px-room-link" onClick={() => copyLink(invitation)}>
						{t("greeting.meet.link.copy")}
					</button>
					<button type="button" className="px-room-link" onClick={() => sendAgain(invitation)}>
						{t("greeting.meet.link.send")}
					</button>
				</>
			) : (
				// Keeps the place of the line.
				<span aria-hidden="true">{"\u00a0"}</span>
			)}
			{dialogs}
		</div>
	);
}

function Welcome({
	view,
	onFinish,
}: {
	readonly view: Extract<HostView, { readonly step: "done" }>;
	readonly onFinish: () => void;
}) {
	const t = useT();
	const format = useFormat();
	const [joinedOn] = useState(() => Date.now());
	return (
		<>
			<div className="px-room-paper" data-width="narrow">
				<div className="px-room-person">
					<PersonAvatar id={view.userId} name={view.name} size="meeting" />
					<div className="px-grow">
						<b>{view.name}</b>
						<span className="px-secondary">{view.email}</span>
					</div>
				</div>
				<dl className="px-details px-room-facts">
					<dt>{t("greeting.done.profile")}</dt>
					<dd>
						<ProfileBadge profile={view.profile} />
					</dd>
					<dt>{t("greeting.done.greetedBy")}</dt>
					<dd>{t("greeting.done.you", { ago: inSentence(format.ago(joinedOn)) })}</dd>
				</dl>
			</div>
			<div className="px-room-actions">
				<Button
					variant="primary"
					size="large"
					icon={<IconCircleCheck size={18} stroke={1.75} aria-hidden="true" />}
					onPress={onFinish}
				>
					{t("greeting.done.finish")}
				</Button>
			</div>
		</>
	);
}

function OnlyAdministrators() {
	const t = useT();
	const navigate = useNavigate();
	const { snapshot } = useSession();
	const organization = snapshot.organizationId;
	const back = () => void navigate({ to: "/org/$device", params: { device: snapshot.deviceId } });
	return (
		<Room
			organization={organization}
			steps={[]}
			online
			leaving={{ question: null, onLeave: back }}
			scene={stoppedScene(
				"not-allowed",
				{ title: t("greeting.notAllowed.title"), text: t("greeting.notAllowed.text", { organization }) },
				<Button size="large" variant="primary" onPress={back}>
					{t("greeting.notAllowed.back")}
				</Button>,
			)}
		/>
	);
}
