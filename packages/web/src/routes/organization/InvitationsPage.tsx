import {
	IconCircleCheck,
	IconMail,
	IconMailForward,
	IconMailShare,
	IconTrash,
	IconUserPlus,
} from "@tabler/icons-react";
import type { PendingInvitation } from "../../core/api.ts";
import { useInvitations } from "../../core/session.tsx";
import { Ago } from "../../design/Ago.tsx";
import { Button, IconButton } from "../../design/Button.tsx";
import { CopyButton } from "../../design/CopyButton.tsx";
import { Failure, Offline, State } from "../../design/Feedback.tsx";
import { Badge } from "../../design/Identity.tsx";
import { useMediaQuery } from "../../design/useMediaQuery.ts";
import { useT } from "../../i18n/i18n.ts";
import { useNeedsServer } from "../session/sessionStatus.ts";
import { InvitationMenu } from "./InvitationMenu.tsx";
import { useInvite } from "./InviteContext.tsx";
import { OrganizationPage } from "./OrganizationPage.tsx";
import { SentBy } from "./PendingInvitationsButton.tsx";
import { UsersSkeleton } from "./UsersSkeleton.tsx";
import { type InvitationActions, inOrder, useInvitationActions } from "./useInvitationActions.tsx";

const TOO_NARROW_FOR_A_TABLE = "(max-width: 59.99em)";

export function InvitationsPage() {
	return (
		<OrganizationPage tab="invitations">
			<Invitations />
		</OrganizationPage>
	);
}

function Invitations() {
	const t = useT();
	const invite = useInvite();
	const needsServer = useNeedsServer();
	return (
		<div className="px-list-page px-scrolled">
			<div className="px-bar">
				<p className="px-secondary px-grow">{t("organization.invitations.lead")}</p>
				<Button
					variant="primary"
					icon={<IconUserPlus size={18} stroke={1.75} aria-hidden="true" />}
					disabledReason={needsServer}
					onPress={invite}
				>
					{t("organization.action.invite")}
				</Button>
			</div>
			<List />
		</div>
	);
}

function List() {
	const t = useT();
	const asCards = useMediaQuery(TOO_NARROW_FOR_A_TABLE);
	const { data: invitations, isError, refetch } = useInvitations();
	const actions = useInvitationActions();
	if (isError) return <Failure onRetry={() => void refetch()} />;
	if (invitations === undefined) return <UsersSkeleton />;
	if (invitations === null) return <Offline onRetry={() => void refetch()} />;
	return (
		<>
			{invitations.length === 0 ? (
				<State
					icon={<IconMailForward size={32} stroke={1.35} aria-hidden="true" />}
					title={t("organization.invitations.none.title")}
				>
					{t("organization.invitations.none.text")}
				</State>
			) : asCards ? (
				<ul className="px-invitation-cards" aria-label={t("organization.invitations.list")}>
					{inOrder(invitations).map((invitation) => (
						<InvitationCard key={invitation.token} invitation={invitation} actions={actions} />
					))}
				</ul>
			) : (
				<InvitationTable invitations={inOrder(invitations)} actions={actions} />
			)}
			{actions.dialogs}
		</>
	);
}

function InvitationTable({
	invitations,
	actions,
}: {
	readonly invitations: readonly PendingInvitation[];
	readonly actions: InvitationActions;
}) {
	const t = useT();
	return (
		<table className="px-invitations" aria-label={t("organization.invitations.list")}>
			<thead>
				<tr>
					<th scope="col">{t("organization.invitations.column.email")}</th>
					<th scope="col">{t("organization.invitations.column.sent")}</th>
					<th scope="col">{t("organization.invitations.column.by")}</th>
					<th scope="col">{t("organization.invitations.column.guest")}</th>
					<th scope="col">
						<span className="px-visually-hidden">{t("organization.invitations.column.actions")}</span>
					</th>
				</tr>
			</thead>
			<tbody>
				{invitations.map((invitation) => (
					<InvitationRow key={invitation.token} invitation={invitation} actions={actions} />
				))}
			</tbody>
		</table>
	);
}

interface LineProps {
	readonly invitation: PendingInvitation;
	readonly actions: InvitationActions;
}

function InvitationRow({ invitation, actions }: LineProps) {
	const t = useT();
	const needsServer = useNeedsServer();
	const { email, createdOn, createdBy, link } = invitation;
	return (
		<tr>
			<th scope="row">
				<span className="px-row">
					<span className="px-round-icon">
						<IconMail size={16} stroke={1.75} aria-hidden="true" />
					</span>
					<span className="px-ellipsis" title={email}>
						{email}
					</span>
				</span>
			</th>
			<td>
				<Ago short on={createdOn} />
			</td>
			<td className="px-ellipsis">{createdBy.me ? t("organization.invitations.you") : createdBy.name}</td>
			<td>
				<GuestState invitation={invitation} />
			</td>
			<td>
				<span className="px-row px-row-actions">
					<CopyButton kind="link" text={link} label={t("organization.invitations.copyLink")} />
					<IconButton
						label={t("organization.invitations.resend.action")}
						icon={<IconMailShare size={18} stroke={1.75} aria-hidden="true" />}
						disabledReason={
							needsServer ?? (actions.isJustSent(invitation) ? t("organization.invitations.resend.wait") : undefined)
						}
						onPress={() => actions.sendAgain(invitation)}
					/>
					<IconButton
						label={t("organization.invitations.cancel.action")}
						icon={<IconTrash size={18} stroke={1.75} aria-hidden="true" />}
						disabledReason={needsServer}
						onPress={() => actions.cancel(invitation)}
					/>
					<GreetButton invitation={invitation} actions={actions} />
				</span>
			</td>
		</tr>
	);
}

function InvitationCard({ invitation, actions }: LineProps) {
	return (
		<li>
			<span className="px-grow">
				<b className="px-ellipsis" title={invitation.email}>
					{invitation.email}
				</b>
				<SentBy invitation={invitation} />
				<GuestState invitation={invitation} />
			</span>
			<InvitationMenu invitation={invitation} actions={actions} />
			<GreetButton invitation={invitation} actions={actions} />
		</li>
	);
}

function GuestState({ invitation }: { readonly invitation: PendingInvitation }) {
	const t = useT();
	if (!invitation.guestWaiting) return <span className="px-secondary">{t("organization.invitations.notHere")}</span>;
	return (
		<Badge kind="ok" icon={<IconCircleCheck size={14} stroke={1.9} aria-hidden="true" />}>
			{t("organization.invitations.waiting")}
		</Badge>
	);
}

function GreetButton({ invitation, actions }: LineProps) {
	const t = useT();
	const needsServer = useNeedsServer();
	return (
		<Button
			variant={invitation.guestWaiting ? "primary" : "quiet"}
			label={t("organization.invitations.greetWhom", { email: invitation.email })}
			disabledReason={needsServer}
			onPress={() => actions.greet(invitation)}
		>
			{t("organization.invitations.greet")}
		</Button>
	);
}
