import { IconCheck, IconLayoutGrid, IconSelector } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { proxy } from "comlink";
import { useEffect, useState } from "react";
import { Button } from "react-aria-components";
import type { DeviceID, KnownDevice, SessionChange } from "../../core/api.ts";
import { core } from "../../core/core.ts";
import { useKnownDevices } from "../../core/knownDevices.ts";
import { useSession } from "../../core/session.tsx";
import { OrganizationAvatar } from "../../design/Identity.tsx";
import { Menu, type MenuItems } from "../../design/Menu.tsx";
import { useT } from "../../i18n/i18n.ts";
import { shownStatus } from "./sessionStatus.ts";

/** At the top of the sidebar: where one is, and the way to the other organizations that are open. */
export function OrganizationSwitcher() {
	const t = useT();
	const { organizationId, status } = useSession().snapshot;
	const items = useOrganizationItems();
	const shown = t(`session.frame.status.${shownStatus(status)}`);
	return (
		<Menu
			label={t("session.frame.switcher.title")}
			placement="bottom start"
			trigger={
				<Button className="px-switcher">
					<OrganizationAvatar name={organizationId} online={status.kind === "online"} />
					<span className="px-grow px-switcher-text">
						<b className="px-ellipsis">{organizationId}</b>
						<span>{shown}</span>
						<span className="px-visually-hidden">{t("session.frame.switcher.open")}</span>
					</span>
					<IconSelector size={16} stroke={1.75} aria-hidden="true" />
				</Button>
			}
			items={items}
		/>
	);
}

/** The devices that are open in this page, then all organizations. */
export function useOrganizationItems(): MenuItems {
	const t = useT();
	const navigate = useNavigate();
	const { snapshot } = useSession();
	const devices = useKnownDevices().devices ?? [];
	const open = devices.filter((device) => device.open);
	return [
		...open.map((device) => ({
			id: device.deviceId,
			label: `${device.organizationId}, ${device.name}`,
			content: <OpenOrganization device={device} current={device.deviceId === snapshot.deviceId} />,
			onAction: () => void navigate({ to: "/org/$device", params: { device: device.deviceId } }),
		})),
		...(open.length > 0 ? (["separator"] as const) : []),
		{
			id: "all",
			label: t("session.frame.switcher.all"),
			icon: <IconLayoutGrid size={18} stroke={1.75} aria-hidden="true" />,
			onAction: () => void navigate({ to: "/" }),
		},
	];
}

function OpenOrganization({ device, current }: { readonly device: KnownDevice; readonly current: boolean }) {
	const online = useIsOnline(device.deviceId);
	return (
		<span className="px-open-organization">
			<OrganizationAvatar name={device.organizationId} {...(online === undefined ? {} : { online })} />
			<span className="px-grow">
				<b className="px-ellipsis">{device.organizationId}</b>
				<span className="px-ellipsis px-hint">{device.name}</span>
			</span>
			{current ? <IconCheck size={16} stroke={2} aria-hidden="true" /> : null}
		</span>
	);
}

/** Whether the session of a device, maybe another one than that of this page, reaches its server; `undefined`: not known yet. */
function useIsOnline(deviceId: DeviceID): boolean | undefined {
	const [online, setOnline] = useState<boolean | undefined>();
	useEffect(() => {
		const unmounting = new AbortController();
		const { signal } = unmounting;
		async function follow(): Promise<void> {
			const session = await (await core()).session(deviceId);
			if (!session || signal.aborted) return;
			const stop = await session.watch(
				proxy((change: SessionChange) => {
					if (change.kind === "snapshot" && !signal.aborted) setOnline(change.snapshot.status.kind === "online");
				}),
			);
			if (signal.aborted) stop();
			else signal.addEventListener("abort", () => stop());
		}
		void follow();
		return () => unmounting.abort();
	}, [deviceId]);
	return online;
}
