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
import { Button, IconButton } from "./Button.tsx";

type Kind = "ok" | "info" | "bad";

export interface ToastAction {
	readonly label: string;
	readonly run: () => void;
}

interface Content {
	readonly kind: Kind;
	readonly text: string;
	readonly action?: ToastAction;
}

const queue = new ToastQueue<Content>({ maxVisibleToasts: 3 });
const SHOWN_MS = 5_000;

/** Says in one sentence what came of an action; with one that may follow, it stays until it is dismissed. */
export function toast(kind: Kind, text: string, action?: ToastAction): void {
	if (action) queue.add({ kind, text, action });
	else queue.add({ kind, text }, { timeout: SHOWN_MS });
}

const ICONS = { ok: IconCircleCheck, info: IconInfoCircle, bad: IconAlertCircle } as const;

/** Where toasts appear; once in the application. */
export function Toasts() {
	const t = useT();
	return (
		<ToastRegion queue={queue} className="px-toasts" aria-label={t("common.notifications")}>
			{({ toast: shown }) => {
				const { kind, text, action } = shown.content;
				const Icon = ICONS[kind];
				return (
					<Toast toast={shown} className="px-toast" data-kind={kind}>
						<Icon size={18} stroke={1.75} aria-hidden="true" />
						<ToastContent className="px-grow">
							<Text slot="title">{text}</Text>
						</ToastContent>
						{action ? (
							<Button size="small" onPress={action.run}>
								{action.label}
							</Button>
						) : null}
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
