import { IconLinkOff, IconMailShare, IconUserPlus } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { type ReactNode, useEffect, useState } from "react";
import type { AccessToken, PendingInvitation } from "../../core/api.ts";
import { useSession } from "../../core/session.tsx";
import { CopyByHand } from "../../design/CopyButton.tsx";
import { useCopy } from "../../design/CopyField.tsx";
import { Question } from "../../design/Dialog.tsx";
import { toast } from "../../design/Toast.tsx";
import { useUnreachable } from "../../entries/unreachable.ts";
import { useT } from "../../i18n/i18n.ts";
import { isUnreachable, useRefusal } from "./outcomeText.ts";

const JUST_SENT_MS = 5_000;

export interface InvitationActions {
	readonly greet: (invitation: PendingInvitation) => void;
	readonly copyLink: (invitation: PendingInvitation) => void;
	readonly sendAgain: (invitation: PendingInvitation) => void;
	readonly cancel: (invitation: PendingInvitation) => void;
	/** The e-mail has been sent again a moment ago. */
	readonly isJustSent: (invitation: PendingInvitation) => boolean;
	/** The questions; to be drawn beside the list. */
	readonly dialogs: ReactNode;
}

/** What an Administrator does with an invitation, the same in the popover and in the tab. */
export function useInvitationActions(): InvitationActions {
	const t = useT();
	const navigate = useNavigate();
	const { session, snapshot } = useSession();
	const refusal = useRefusal();
	const unreachable = useUnreachable();
	const { copy } = useCopy();
	const [byHand, setByHand] = useState<PendingInvitation | null>(null);
	const [resending, setResending] = useState<PendingInvitation | null>(null);
	const [cancelling, setCancelling] = useState<PendingInvitation | null>(null);
	const [busy, setBusy] = useState(false);
	const [justSent, setJustSent] = useState<ReadonlySet<AccessToken>>(new Set());

	useEffect(() => {
		if (justSent.size === 0) return;
		const timer = setTimeout(() => setJustSent(new Set()), JUST_SENT_MS);
		return () => clearTimeout(timer);
	}, [justSent]);

	async function sendAgain({ email, token }: PendingInvitation): Promise<void> {
		setBusy(true);
		const outcome = await session.inviteUser(email);
		setBusy(false);
		setResending(null);
		if (isUnreachable(outcome)) return toast("bad", unreachable(outcome));
		switch (outcome.status) {
			case "ok":
				if (outcome.email === "RECIPIENT_REFUSED")
					return toast("bad", t("organization.invitations.resend.refused", { email }));
				if (outcome.email !== "SUCCESS") return toast("bad", t("organization.invitations.resend.unsent"));
				setJustSent(new Set([...justSent, token]));
				return toast("ok", t("organization.invitations.resend.done", { email }));
			case "already-member":
				return toast("info", t("organization.invitations.resend.member", { email }));
			default:
				return toast("bad", t(`organization.invite.outcome.${outcome.status}`));
		}
	}

	async function cancel({ email, token }: PendingInvitation): Promise<void> {
		setBusy(true);
		const outcome = await session.cancelInvitation(token);
		setBusy(false);
		setCancelling(null);
		// Used, cancelled or gone meanwhile: the list tells by itself.
		if (outcome.status === "already-done") return;
		if (outcome.status === "ok") toast("ok", t("organization.invitations.cancel.done", { email }));
		else toast("bad", refusal(outcome));
	}

	const dialogs = (
		<>
			{resending ? (
				<Question
					title={t("organization.invitations.resend.title", { email: resending.email })}
					confirm={t("organization.invitations.resend.confirm")}
					keep={t("organization.invitations.resend.keep")}
					busy={busy}
					consequences={[
						{
							icon: <IconMailShare size={18} stroke={1.75} aria-hidden="true" />,
							text: t("organization.invitations.resend.text"),
						},
					]}
					onConfirm={() => void sendAgain(resending)}
					onKeep={() => setResending(null)}
				/>
			) : null}
			{cancelling ? (
				<Question
					danger
					title={t("organization.invitations.cancel.title", { email: cancelling.email })}
					confirm={t("organization.invitations.cancel.confirm")}
					keep={t("organization.invitations.cancel.keep")}
					busy={busy}
					consequences={[
						{
							icon: <IconLinkOff size={18} stroke={1.75} aria-hidden="true" />,
							text: t("organization.invitations.cancel.link", { email: cancelling.email }),
						},
						{
							icon: <IconUserPlus size={18} stroke={1.75} aria-hidden="true" />,
							text: t("organization.invitations.cancel.again"),
						},
					]}
					onConfirm={() => void cancel(cancelling)}
					onKeep={() => setCancelling(null)}
				/>
			) : null}
			{byHand ? (
				<CopyByHand text={byHand.link} label={t("organization.invitations.copyLink")} onClose={() => setByHand(null)} />
			) : null}
		</>
	);

	return {
		greet: ({ token }) =>
			void navigate({ to: "/org/$device/greet", params: { device: snapshot.deviceId }, hash: token }),
		copyLink: async (invitation) => {
			if (await copy(invitation.link)) toast("ok", t("organization.invitations.copied", { email: invitation.email }));
			else setByHand(invitation);
		},
		sendAgain: setResending,
		cancel: setCancelling,
		isJustSent: ({ token }) => justSent.has(token),
		dialogs,
	};
}

/** Whose guest is here first, then the latest. */
export function inOrder(invitations: readonly PendingInvitation[]): readonly PendingInvitation[] {
	return invitations.toSorted(
		(a, b) =>
			Number(b.guestWaiting) - Number(a.guestWaiting) || b.createdOn - a.createdOn || (a.token < b.token ? -1 : 1),
	);
}
