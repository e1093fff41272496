import { IconDevices } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import type { DeviceID } from "../../core/api.ts";
import { core } from "../../core/core.ts";
import { Button } from "../../design/Button.tsx";
import { useT } from "../../i18n/i18n.ts";

/**
 * The end of the guest's side. The device is opened at once, so that its password need not be kept until a button is pressed.
 * @param takePassword gives it, and forgets it.
 */
export function Joined({
	deviceId,
	firstDevice,
	takePassword,
}: {
	readonly deviceId: DeviceID;
	/** Of its user: there is none yet to come back by. */
	readonly firstDevice: boolean;
	readonly takePassword: () => string;
}) {
	const t = useT();
	const navigate = useNavigate();
	const opening = useRef<Promise<boolean>>(Promise.resolve(false));
	const [busy, setBusy] = useState(false);

	// biome-ignore lint/correctness/useExhaustiveDependencies: there is one password, and it is taken once.
	useEffect(() => {
		opening.current = open(deviceId, takePassword());
	}, []);

	async function goOn(): Promise<void> {
		setBusy(true);
		const opened = await opening.current;
		await navigate({ to: opened ? "/org/$device" : "/login/$device", params: { device: deviceId }, replace: true });
	}

	return (
		<>
			{firstDevice ? (
				<div className="px-room-paper">
					<ul className="px-room-list">
						<li>
							<IconDevices size={24} stroke={1.5} aria-hidden="true" />
							<div>
								<b>{t("join.done.second.title")}</b>
								<span className="px-secondary">{t("join.done.second.text")}</span>
							</div>
						</li>
					</ul>
				</div>
			) : null}
			<div className="px-room-actions">
				<Button variant="primary" size="large" busy={busy} onPress={() => void goOn()}>
					{t("join.done.logIn")}
				</Button>
			</div>
		</>
	);
}

/** False when it is to be logged in by hand, where whatever prevents it is told. */
async function open(device: DeviceID, password: string): Promise<boolean> {
	try {
		return (await (await core()).logIn(device, password)).status === "ok";
	} catch {
		return false;
	}
}
