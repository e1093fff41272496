import "./overlay.css";
import { IconAlertCircle, IconCircleCheck, IconInfoCircle, IconX } from "@tabler/icons-react";
import {
	Text,
	UNSTABLE_Toast as Toast,
	UNSTABLE_ToastContent as ToastContent,
	UNSTABLE_ToastQueue as ToastQueue,
	UNSTABLE_ToastRegion as ToastRegion,
} from "react-aria-components";
import { useT } from "../i18n/i18n.ts";
import { IconButton } from "./Button.tsx";

type Kind = "ok" | "info" | "bad";

const queue = new ToastQueue<{ readonly kind: Kind; readonly text: string }>({ maxVisibleToasts: 3 });
const SHOWN_MS = 5_000;

/** Says in one sentence what came of an action. */
export function toast(kind: Kind, text: string): void {
	queue.add({ kind, text }, { timeout: SHOWN_MS });
}

const ICONS = { ok: IconCircleCheck, info: IconInfoCircle, bad: IconAlertCircle } as const;

/** Where toasts appear; once in the application. */
export function Toasts() {
	const t = useT();
	return (
		<ToastRegion queue={queue} className="px-toasts" aria-label={t("common.notifications")}>
			{({ toast: shown }) => {
				const Icon = ICONS[shown.content.kind];
				return (
					<Toast toast={shown} className="px-toast" data-kind={shown.content.kind}>
						<Icon size={18} stroke={1.75} aria-hidden="true" />
						<ToastContent className="px-grow">
							<Text slot="title">{shown.content.text}</Text>
						</ToastContent>
						<IconButton
							slot="close"
							size="small"
							label={t("common.dismiss")}
							icon={<IconX size={16} stroke={1.75} />}
						/>
					</Toast>
				);
			}}
		</ToastRegion>
	);
}
