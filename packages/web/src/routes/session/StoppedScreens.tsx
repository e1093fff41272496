import "./session.css";
import { IconBrowserOff, IconDevicesX, IconServerOff, IconShieldX, IconUserOff } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import type { ReactElement, ReactNode } from "react";
import { useSession } from "../../core/session.tsx";
import { Button } from "../../design/Button.tsx";
import { Note, State } from "../../design/Feedback.tsx";
import { PlainPage } from "../../design/Page.tsx";
import { useT } from "../../i18n/i18n.ts";
import { useLogOut } from "./useLogOut.ts";

/** Over for good. The core has closed the session and forgotten its secrets already. */
export function Revoked() {
	const t = useT();
	const navigate = useNavigate();
	const { organizationId: organization } = useSession().snapshot;
	return (
		<Stopped
			icon={<IconUserOff size={32} stroke={1.35} aria-hidden="true" />}
			title={t("session.revoked.title", { organization })}
			text={t("session.revoked.text")}
			more={<p className="px-secondary">{t("session.revoked.next")}</p>}
			action={
				<Button variant="primary" onPress={() => void navigate({ to: "/", replace: true })}>
					{t("session.home")}
				</Button>
			}
		/>
	);
}

export function OrganizationNotFound() {
	const t = useT();
	const { organizationId: organization, server } = useSession().snapshot;
	return (
		<Stopped
			icon={<IconServerOff size={32} stroke={1.35} aria-hidden="true" />}
			title={t("session.organizationNotFound.title", { organization })}
			text={t("session.organizationNotFound.text", { server })}
			action={<LogOut />}
		/>
	);
}

export function NotRecognized() {
	const t = useT();
	const { organizationId: organization } = useSession().snapshot;
	return (
		<Stopped
			icon={<IconDevicesX size={32} stroke={1.35} aria-hidden="true" />}
			title={t("session.notRecognized.title")}
			text={t("session.notRecognized.text", { organization })}
			action={<LogOut />}
		/>
	);
}

export function WebNotAllowed() {
	const t = useT();
	const { organizationId: organization } = useSession().snapshot;
	return (
		<Stopped
			icon={<IconBrowserOff size={32} stroke={1.35} aria-hidden="true" />}
			title={t("session.webNotAllowed.title", { organization })}
			text={t("session.webNotAllowed.text")}
			action={<LogOut />}
		/>
	);
}

export function InvalidCertificate({ detail }: { readonly detail: string }) {
	const t = useT();
	const { organizationId: organization } = useSession().snapshot;
	return (
		<Stopped
			icon={<IconShieldX size={32} stroke={1.35} aria-hidden="true" />}
			title={t("session.invalidCertificate.title")}
			text={t("session.invalidCertificate.text", { organization })}
			more={
				<>
					<Note kind="bad">{t("session.invalidCertificate.next")}</Note>
					<p className="px-hint">{t("session.invalidCertificate.detail", { detail })}</p>
				</>
			}
			action={<LogOut />}
		/>
	);
}

function LogOut() {
	const t = useT();
	const logOut = useLogOut({ replace: true });
	return (
		<Button variant="primary" onPress={() => void logOut()}>
			{t("session.logOut")}
		</Button>
	);
}

/** In the place of every page: what happened, what it means, what to do. */
function Stopped({
	icon,
	title,
	text,
	more,
	action,
}: {
	readonly icon: ReactElement;
	readonly title: string;
	readonly text: string;
	readonly more?: ReactNode;
	readonly action: ReactElement;
}) {
	return (
		<PlainPage title={title} centered>
			<div className="px-stopped">
				<State level={1} alert icon={icon} title={title}>
					{text}
				</State>
				{more}
				{action}
			</div>
		</PlainPage>
	);
}
