import { IconCheck } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import type { DeviceID } from "../../core/api.ts";
import { Button } from "../../design/Button.tsx";
import { Spinner } from "../../design/Feedback.tsx";
import { PlainPage } from "../../design/Page.tsx";
import { Preferences } from "../../design/Preferences.tsx";
import { useT } from "../../i18n/i18n.ts";

export function Creating({ organization }: { readonly organization: string }) {
	const t = useT();
	return (
		<PlainPage title={t("create.creating.title", { organization })} end={<Preferences />} centered>
			<div className="px-create-outcome" role="status">
				<span className="px-create-mark">
					<Spinner accent />
				</span>
				<h1 className="px-title">{t("create.creating.title", { organization })}</h1>
				<p className="px-lead">{t("create.creating.text")}</p>
			</div>
		</PlainPage>
	);
}

interface CreatedProps {
	readonly organization: string;
	readonly deviceId: DeviceID;
	readonly loggedIn: boolean;
}

export function Created({ organization, deviceId, loggedIn }: CreatedProps) {
	const t = useT();
	const navigate = useNavigate();
	const heading = useRef<HTMLHeadingElement>(null);
	useEffect(() => heading.current?.focus(), []);
	return (
		<PlainPage title={t("create.done.title", { organization })} end={<Preferences />} centered>
			<div className="px-create-outcome">
				<span className="px-create-mark" data-done>
					<IconCheck size={28} stroke={2.4} aria-hidden="true" />
				</span>
				<h1 className="px-title" ref={heading} tabIndex={-1}>
					{t("create.done.title", { organization })}
				</h1>
				<p className="px-lead">{t("create.done.text")}</p>
				<Button
					variant="primary"
					size="large"
					onPress={() =>
						void navigate({
							to: loggedIn ? "/org/$device" : "/login/$device",
							params: { device: deviceId },
							replace: true,
						})
					}
				>
					{t("create.done.open")}
				</Button>
			</div>
		</PlainPage>
	);
}
