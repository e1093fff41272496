import { IconCircleCheck, IconUserPlus } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import type { PendingInvitation } from "../../core/api.ts";
import { useInvitations, useSession } from "../../core/session.tsx";
import { useAgo } from "../../design/Ago.tsx";
import { Button } from "../../design/Button.tsx";
import { Badge } from "../../design/Identity.tsx";
import { PendingButton } from "../../design/PendingButton.tsx";
import { Popover } from "../../design/Popover.tsx";
import { useFormat } from "../../i18n/format.ts";
import { useT } from "../../i18n/i18n.ts";
import { useNeedsServer } from "../session/sessionStatus.ts";
import { InvitationMenu } from "./InvitationMenu.tsx";
import { useInvite } from "./InviteContext.tsx";
import { type InvitationActions, inOrder, useInvitationActions } from "./useInvitationActions.tsx";

/** Only for Administrators. Absent while nobody is to be greeted. */
export function PendingInvitationsButton() {
	const t = useT();
	const { deviceId } = useSession().snapshot;
	const invite = useInvite();
	const invitations = useInvitations().data ?? [];
	const actions = useInvitationActions();
	const [open, setOpen] = useState(false);
	const count = invitations.length;
	const close = () => setOpen(false);
	return (
		<>
			<Growth count={count} />
			{count === 0 ? null : (
				<Popover
					label={t("session.frame.pending.title")}
					open={open}
					onOpenChange={setOpen}
					trigger={<PendingButton text={t("session.frame.pending.title")} count={count} />}
				>
					<div className="px-pending">
						<header>
							<h2 className="px-grow">{t("session.frame.pending.title")}</h2>
							<Button
								variant="ghost"
								size="small"
								icon={<IconUserPlus size={18} stroke={1.75} aria-hidden="true" />}
								onPress={() => {
									close();
									invite();
								}}
							>
								{t("organization.action.invite")}
							</Button>
						</header>
						<ul>
							{inOrder(invitations).map((invitation) => (
								<PendingLine key={invitation.token} invitation={invitation} actions={actions} onGreet={close} />
							))}
						</ul>
						<Link to="/org/$device/invitations" params={{ device: deviceId }} onClick={close}>
							{t("session.frame.pending.openTab")}
						</Link>
					</div>
				</Popover>
			)}
			{actions.dialogs}
		</>
	);
}

function PendingLine({
	invitation,
	actions,
	onGreet,
}: {
	readonly invitation: PendingInvitation;
	readonly actions: InvitationActions;
	readonly onGreet: () => void;
}) {
	const t = useT();
	const needsServer = useNeedsServer();
	const { email, guestWaiting } = invitation;
	return (
		<li>
			<span className="px-grow">
				<b className="px-ellipsis" title={email}>
					{email}
				</b>
				{guestWaiting ? (
					<Badge plain kind="ok" icon={<IconCircleCheck size={14} stroke={1.9} aria-hidden="true" />}>
						{t("organization.invitations.waitingLong")}
					</Badge>
				) : (
					<SentBy invitation={invitation} />
				)}
			</span>
			<InvitationMenu invitation={invitation} actions={actions} />
			<Button
				size="small"
				variant={guestWaiting ? "primary" : "quiet"}
				label={t("organization.invitations.greetWhom", { email })}
				disabledReason={needsServer}
				onPress={() => {
					onGreet();
					actions.greet(invitation);
				}}
			>
				{t("organization.invitations.greet")}
			</Button>
		</li>
	);
}

/** When, and by whom. */
export function SentBy({ invitation }: { readonly invitation: PendingInvitation }) {
	const t = useT();
	const { fullDate } = useFormat();
	const ago = useAgo();
	const { createdBy, createdOn } = invitation;
	const when = ago(createdOn);
	return (
		<span className="px-hint px-ellipsis" title={fullDate(createdOn)}>
			{createdBy.me
				? t("organization.invitations.sentByYou", { when })
				: t("organization.invitations.sentBy", { when, who: createdBy.name })}
		</span>
	);
}

/** Said once when there are more than before; not what was there when the page opened. */
function Growth({ count }: { readonly count: number }) {
	const t = useT();
	const loaded = useInvitations().isSuccess;
	const before = useRef<number | null>(null);
	const [text, setText] = useState("");
	useEffect(() => {
		if (!loaded) return;
		if (before.current !== null && count > before.current) setText(t("session.frame.pending.grown", { count }));
		before.current = count;
	}, [count, loaded, t]);
	return (
		<span role="status" className="px-visually-hidden">
			{text}
		</span>
	);
}
