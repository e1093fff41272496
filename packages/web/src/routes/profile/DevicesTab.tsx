import { IconCheck, IconCircleCheck, IconHash, IconPlus } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import type { Device } from "../../core/api.ts";
import { useDevicesOf, useSession } from "../../core/session.tsx";
import { Button, IconButton } from "../../design/Button.tsx";
import { useCopy } from "../../design/CopyField.tsx";
import { DeviceIcon } from "../../design/DeviceIcon.tsx";
import { Failure, Note, Skeleton } from "../../design/Feedback.tsx";
import { Badge } from "../../design/Identity.tsx";
import { shownDeviceLabel } from "../../entries/deviceLabel.ts";
import { useFormat } from "../../i18n/format.ts";
import { useT } from "../../i18n/i18n.ts";
import { useNeedsServer } from "../session/sessionStatus.ts";
import { ProfileHead, ProfilePage } from "./ProfilePage.tsx";

/** One's own devices, this one first. */
export function DevicesTab() {
	const t = useT();
	const navigate = useNavigate();
	const needsServer = useNeedsServer();
	const { deviceId, me } = useSession().snapshot;
	const { data: devices, isError, refetch } = useDevicesOf(me.id);
	return (
		<ProfilePage tab="devices">
			<ProfileHead
				title={t("profile.devices.title")}
				lead={t("profile.devices.lead")}
				action={
					<Button
						variant="primary"
						icon={<IconPlus size={18} stroke={1.75} />}
						disabledReason={needsServer}
						onPress={() => void navigate({ to: "/org/$device/add-device", params: { device: deviceId } })}
					>
						{t("profile.devices.add")}
					</Button>
				}
			/>
			{isError ? (
				<Failure onRetry={() => void refetch()} />
			) : devices ? (
				<>
					<ul className="px-paper px-profile-devices">
						{[...devices].sort(currentThenNewest).map((device) => (
							<DeviceRow key={device.id} device={device} />
						))}
					</ul>
					{devices.length === 1 ? <Note>{t("profile.devices.only")}</Note> : null}
				</>
			) : (
				<div className="px-paper px-profile-devices" aria-busy="true">
					<Skeleton width={30} />
				</div>
			)}
		</ProfilePage>
	);
}

function currentThenNewest(a: Device, b: Device): number {
	return Number(b.current) - Number(a.current) || b.createdOn - a.createdOn;
}

function DeviceRow({ device: { id, label, createdOn, current } }: { readonly device: Device }) {
	const t = useT();
	const format = useFormat();
	const { copied, copy } = useCopy();
	const name = shownDeviceLabel(t, label);
	return (
		<li>
			<DeviceIcon label={label} size={24} />
			<span className="px-grow">
				<b className="px-strong px-ellipsis">{name}</b>
				<span className="px-hint" title={format.fullDate(createdOn)}>
					{t("profile.devices.joined", { date: format.date(createdOn) })}
				</span>
			</span>
			{current ? (
				<Badge kind="ok" icon={<IconCircleCheck size={14} stroke={1.9} aria-hidden="true" />}>
					{t("profile.devices.current")}
				</Badge>
			) : null}
			<IconButton
				label={copied ? t("common.copied") : t("profile.devices.copyId", { label: name })}
				icon={copied ? <IconCheck size={18} stroke={1.75} /> : <IconHash size={18} stroke={1.75} />}
				onPress={() => void copy(id)}
			/>
		</li>
	);
}
