import { IconPlugConnectedX } from "@tabler/icons-react";
import { useState } from "react";
import { useSession } from "../../core/session.tsx";
import { Button } from "../../design/Button.tsx";
import { Dialog } from "../../design/Dialog.tsx";
import { Banner } from "../../design/Feedback.tsx";
import { useFormat } from "../../i18n/format.ts";
import { useT } from "../../i18n/i18n.ts";
import { useLogOut } from "./useLogOut.ts";

interface Suspension {
	readonly title: string;
	readonly text: string;
	/** What may end it: the server is not asked again before (transport.md §8.2). */
	readonly way: "log-in" | "reload";
}

/** What stops the work with the server while what is on this device can be read; `undefined` when nothing does. */
function useSuspension(): Suspension | undefined {
	const t = useT();
	const format = useFormat();
	const { organizationId: organization, status } = useSession().snapshot;
	switch (status.kind) {
		case "expired":
			return { title: t("session.expired.title", { organization }), text: t("session.expired.text"), way: "log-in" };
		case "frozen":
			return { title: t("session.frozen.title"), text: t("session.frozen.text", { organization }), way: "log-in" };
		case "clock": {
			const deviceTime = format.clock(status.deviceTime);
			const serverTime = format.clock(status.serverTime);
			return {
				title: t("session.clock.title"),
				text: t("session.clock.text", { deviceTime, serverTime }),
				way: "log-in",
			};
		}
		case "incompatible":
			return { title: t("session.incompatible.title"), text: t("session.incompatible.text"), way: "reload" };
		case "failed": {
			const { detail } = status;
			return { title: t("session.failed.title"), text: t("session.failed.text", { detail }), way: "reload" };
		}
		default:
			return undefined;
	}
}

/** Said once, and before anything else, each time it begins. */
export function SuspendedDialog() {
	const t = useT();
	const suspension = useSuspension();
	const logOut = useLogOut({ replace: true });
	const [read, setRead] = useState(false);
	if (!suspension || read) return null;
	const { title, text, way } = suspension;
	return (
		<Dialog
			title={title}
			role="alertdialog"
			sticky
			onClose={() => setRead(true)}
			footer={
				<>
					<Button variant="ghost" onPress={() => void logOut()}>
						{t("session.logOut")}
					</Button>
					<WayOn way={way} />
					<Button variant="primary" autoFocus onPress={() => setRead(true)}>
						{t("session.read")}
					</Button>
				</>
			}
		>
			<p className="px-secondary">{text}</p>
		</Dialog>
	);
}

/** The same at the top of the sheet, for as long as it lasts. */
export function SuspendedBanner() {
	const suspension = useSuspension();
	if (!suspension) return null;
	return (
		<Banner
			icon={<IconPlugConnectedX size={20} stroke={1.6} aria-hidden="true" />}
			action={<WayOn way={suspension.way} small />}
		>
			<b className="px-strong">{suspension.title}.</b> {suspension.text}
		</Banner>
	);
}

function WayOn({ way, small = false }: { readonly way: Suspension["way"]; readonly small?: boolean }) {
	const t = useT();
	const { session } = useSession();
	const size = small ? "small" : "medium";
	if (way === "reload")
		return (
			<Button size={size} onPress={() => location.reload()}>
				{t("common.crash.reload")}
			</Button>
		);
	// The pages of a session that is closed ask for the password by themselves.
	return (
		<Button size={size} onPress={() => void session.logOut()}>
			{t("session.logInAgain")}
		</Button>
	);
}
