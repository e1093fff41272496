import { IconCircleCheck, IconDotsVertical, IconFileExport, IconLock, IconTrash } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import type { KnownDevice } from "../../core/api.ts";
import { IconButton } from "../../design/Button.tsx";
import { Badge, OrganizationAvatar } from "../../design/Identity.tsx";
import { Menu } from "../../design/Menu.tsx";
import { useFormat } from "../../i18n/format.ts";
import { useT } from "../../i18n/i18n.ts";
import { useDeviceExport } from "./deviceFiles.tsx";

/** One organization, as one person: the whole card leads in, its menu stands above it. */
export function DeviceCard({ device, onForget }: { readonly device: KnownDevice; readonly onForget: () => void }) {
	const t = useT();
	const exportDevice = useDeviceExport();
	const { deviceId, organizationId, name, email } = device;
	return (
		<div className="px-home-card" data-device={deviceId}>
			<OrganizationAvatar name={organizationId} size="card" />
			<div className="px-grow">
				<Link
					className="px-home-card-link px-ellipsis"
					to={device.open ? "/org/$device" : "/login/$device"}
					params={{ device: deviceId }}
				>
					{organizationId}
				</Link>
				<span className="px-secondary px-home-card-person px-ellipsis" title={`${name}, ${email}`}>
					{name}, {email}
				</span>
			</div>
			<DeviceState device={device} />
			<Menu
				label={t("home.list.menu", { organization: organizationId, name })}
				trigger={
					<IconButton
						label={t("home.list.menu", { organization: organizationId, name })}
						icon={<IconDotsVertical size={18} stroke={1.75} />}
					/>
				}
				items={[
					{
						id: "export",
						label: t("home.list.export"),
						icon: <IconFileExport size={18} stroke={1.75} aria-hidden="true" />,
						onAction: () => void exportDevice(device),
					},
					"separator",
					{
						id: "forget",
						label: t("home.list.forget"),
						icon: <IconTrash size={18} stroke={1.75} aria-hidden="true" />,
						tone: "danger",
						onAction: onForget,
					},
				]}
			/>
		</div>
	);
}

function DeviceState({ device: { open, protection, lastLoginOn } }: { readonly device: KnownDevice }) {
	const t = useT();
	const format = useFormat();
	if (open)
		return (
			<span className="px-home-card-state">
				<Badge kind="ok" icon={<IconCircleCheck size={14} stroke={1.9} aria-hidden="true" />}>
					{t("home.list.loggedIn")}
				</Badge>
			</span>
		);
	if (protection === "other")
		return (
			<span className="px-home-card-state">
				<Badge icon={<IconLock size={14} stroke={1.9} aria-hidden="true" />}>{t("home.list.elsewhere")}</Badge>
			</span>
		);
	return (
		<span
			className="px-home-card-state px-hint"
			title={lastLoginOn === null ? undefined : t("home.list.lastLogin", { date: format.fullDate(lastLoginOn) })}
		>
			{lastLoginOn === null ? t("home.list.never") : format.ago(lastLoginOn)}
		</span>
	);
}
