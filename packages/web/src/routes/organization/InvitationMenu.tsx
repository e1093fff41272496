import { IconDots, IconLink, IconMailShare, IconTrash } from "@tabler/icons-react";
import type { PendingInvitation } from "../../core/api.ts";
import { IconButton } from "../../design/Button.tsx";
import { Menu } from "../../design/Menu.tsx";
import { useT } from "../../i18n/i18n.ts";
import { useNeedsServer } from "../session/sessionStatus.ts";
import type { InvitationActions } from "./useInvitationActions.tsx";

/** What else than greeting, where there is room for one button. */
export function InvitationMenu({
	invitation,
	actions,
}: {
	readonly invitation: PendingInvitation;
	readonly actions: InvitationActions;
}) {
	const t = useT();
	const needsServer = useNeedsServer();
	const label = t("organization.invitations.more", { email: invitation.email });
	return (
		<Menu
			label={label}
			trigger={<IconButton label={label} icon={<IconDots size={18} stroke={1.75} aria-hidden="true" />} />}
			items={[
				{
					id: "copy",
					label: t("organization.invitations.copyLink"),
					icon: <IconLink size={18} stroke={1.75} aria-hidden="true" />,
					onAction: () => actions.copyLink(invitation),
				},
				{
					id: "resend",
					label: t("organization.invitations.resend.action"),
					icon: <IconMailShare size={18} stroke={1.75} aria-hidden="true" />,
					disabledReason:
						needsServer ?? (actions.isJustSent(invitation) ? t("organization.invitations.resend.wait") : undefined),
					onAction: () => actions.sendAgain(invitation),
				},
				"separator",
				{
					id: "cancel",
					label: t("organization.invitations.cancel.action"),
					icon: <IconTrash size={18} stroke={1.75} aria-hidden="true" />,
					tone: "danger",
					disabledReason: needsServer,
					onAction: () => actions.cancel(invitation),
				},
			]}
		/>
	);
}
