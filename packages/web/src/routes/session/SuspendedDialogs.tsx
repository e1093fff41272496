import { type ReactElement, type ReactNode, useState } from "react";
import type { SessionStatus } from "../../core/api.ts";
import { useSession } from "../../core/session.tsx";
import { Button } from "../../design/Button.tsx";
import { Dialog } from "../../design/Dialog.tsx";
import { useFormat } from "../../i18n/format.ts";
import { useT } from "../../i18n/i18n.ts";
import { useLogOut } from "./StoppedScreens.tsx";

/** What stops the work with the server, while what is on this device can be read. Said once each time it begins. */
export function Suspended({ status }: { readonly status: SessionStatus }) {
	const t = useT();
	const format = useFormat();
	const { organizationId: organization } = useSession().snapshot;
	switch (status.kind) {
		case "expired":
			return <Blocked title={t("session.expired.title", { organization })}>{t("session.expired.text")}</Blocked>;
		case "frozen":
			return <Blocked title={t("session.frozen.title")}>{t("session.frozen.text", { organization })}</Blocked>;
		case "incompatible":
			return (
				<Blocked
					title={t("session.incompatible.title")}
					way={
						<Button variant="primary" onPress={() => location.reload()}>
							{t("session.incompatible.reload")}
						</Button>
					}
				>
					{t("session.incompatible.text")}
				</Blocked>
			);
		case "clock":
			return (
				<Blocked title={t("session.clock.title")}>
					{t("session.clock.text", {
						deviceTime: format.clock(status.deviceTime),
						serverTime: format.clock(status.serverTime),
					})}{" "}
					{t("session.clock.next")}
				</Blocked>
			);
		default:
			return null;
	}
}

function Blocked({
	title,
	way,
	children,
}: {
	readonly title: string;
	/** Better than reading on. */
	readonly way?: ReactElement;
	readonly children: ReactNode;
}) {
	const t = useT();
	const { busy, logOut } = useLogOut();
	const [read, setRead] = useState(false);
	if (read) return null;
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
					<Button variant={way ? "quiet" : "primary"} autoFocus={!way} onPress={() => setRead(true)}>
						{t("session.read")}
					</Button>
					{way}
				</>
			}
		>
			<p className="px-secondary">{children}</p>
		</Dialog>
	);
}
