import { IconPlugConnectedX } from "@tabler/icons-react";
import { useState } from "react";
import type { SessionStatus } from "../../core/api.ts";
import { useSession } from "../../core/session.tsx";
import { Button } from "../../design/Button.tsx";
import { Dialog } from "../../design/Dialog.tsx";
import { Banner } from "../../design/Feedback.tsx";
import { useFormat } from "../../i18n/format.ts";
import { useT } from "../../i18n/i18n.ts";
import { useLogOut } from "./StoppedScreens.tsx";

interface Suspension {
	readonly title: string;
	readonly text: string;
	/** A fresh page may do better than reading on. */
	readonly reload: boolean;
}

/** What stops the work with the server while what is on this device can be read; `undefined` when nothing does. */
function useSuspension(status: SessionStatus): Suspension | undefined {
	const t = useT();
	const format = useFormat();
	const { organizationId: organization } = useSession().snapshot;
	switch (status.kind) {
		case "expired":
			return { title: t("session.expired.title", { organization }), text: t("session.expired.text"), reload: false };
		case "frozen":
			return { title: t("session.frozen.title"), text: t("session.frozen.text", { organization }), reload: false };
		case "incompatible":
			return { title: t("session.incompatible.title"), text: t("session.incompatible.text"), reload: true };
		case "failed": {
			const { detail } = status;
			return { title: t("session.failed.title"), text: t("session.failed.text", { detail }), reload: true };
		}
		case "clock": {
			const deviceTime = format.clock(status.deviceTime);
			const serverTime = format.clock(status.serverTime);
			return {
				title: t("session.clock.title"),
				text: `${t("session.clock.text", { deviceTime, serverTime })} ${t("session.clock.next")}`,
				reload: false,
			};
		}
		default:
			return undefined;
	}
}

/** Said once, and before anything else, each time it begins. */
export function SuspendedDialog() {
	const t = useT();
	const suspension = useSuspension(useSession().snapshot.status);
	const { busy, logOut } = useLogOut();
	const [read, setRead] = useState(false);
	if (!suspension || read) return null;
	const { title, text, reload } = suspension;
	return (
		<Dialog
			title={title}
			role="alertdialog"
			sticky
			onClose={() => setRead(true)}
			footer={
				<>
					<Button variant="ghost" busy={busy} onPress={logOut}>
						{t("session.logOut")}
					</Button>
					<Button variant={reload ? "quiet" : "primary"} autoFocus={!reload} onPress={() => setRead(true)}>
						{t("session.read")}
					</Button>
					{reload ? (
						<Button variant="primary" autoFocus onPress={() => location.reload()}>
							{t("common.crash.reload")}
						</Button>
					) : null}
				</>
			}
		>
			<p className="px-secondary">{text}</p>
		</Dialog>
	);
}

/** The same at the top of the sheet, for as long as it lasts. */
export function SuspendedBanner() {
	const suspension = useSuspension(useSession().snapshot.status);
	if (!suspension) return null;
	return (
		<Banner icon={<IconPlugConnectedX size={20} stroke={1.6} aria-hidden="true" />}>
			<b className="px-strong">{suspension.title}.</b> {suspension.text}
		</Banner>
	);
}
