import "./overlay.css";
import { IconAlertCircle, IconCircleCheck, IconInfoCircle, IconX } from "@tabler/icons-react";
import {
	UNSTABLE_ToastRegion as AriaToastRegion,
	Text,
	UNSTABLE_Toast as Toast,
	UNSTABLE_ToastContent as ToastContent,
} from "react-aria-components";
import { useT } from "../i18n/i18n.ts";
import { Button, IconButton } from "./Button.tsx";
import { queue } from "./Toast.tsx";

const ICONS = { ok: IconCircleCheck, info: IconInfoCircle, bad: IconAlertCircle } as const;

/** What is to be said, until it was read. */
export function ToastRegion() {
	const t = useT();
	return (
		<AriaToastRegion queue={queue} className="px-toasts" aria-label={t("common.notifications")}>
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
		</AriaToastRegion>
	);
}
