import { IconShieldHalf, IconUserOff } from "@tabler/icons-react";
import type { ReactNode } from "react";
import type { Device, User } from "../../core/api.ts";
import { useDevicesOf } from "../../core/session.tsx";
import { Ago } from "../../design/Ago.tsx";
import { Button } from "../../design/Button.tsx";
import { CopyButton } from "../../design/CopyButton.tsx";
import { DeviceIcon } from "../../design/DeviceIcon.tsx";
import { Skeleton } from "../../design/Feedback.tsx";
import { Badge, PersonAvatar, ProfileBadge, UserStatus } from "../../design/Identity.tsx";
import { SidePanel } from "../../design/SidePanel.tsx";
import { shownDeviceLabel } from "../../entries/deviceLabel.ts";
import { useT } from "../../i18n/i18n.ts";
import { useIsAdministrator, useNeedsServer } from "../session/sessionStatus.ts";
import { isSelectable, statusOf } from "./usersList.ts";

export function UserDetails({
	user,
	onClose,
	onChangeProfile,
	onRevoke,
}: {
	readonly user: User;
	readonly onClose: () => void;
	readonly onChangeProfile: () => void;
	readonly onRevoke: () => void;
}) {
	const t = useT();
	const administrator = useIsAdministrator();
	const needsServer = useNeedsServer();
	const name = user.name ?? t("common.anonymous");
	const status = statusOf(user);
	return (
		<SidePanel
			about={user.id}
			origin={() => document.querySelector<HTMLElement>(`[role=row][data-key="${user.id}"]`)}
			title={t("organization.details.title")}
			label={t("organization.details.panel", { name })}
			onClose={onClose}
		>
			<div className="px-details-head">
				<PersonAvatar id={user.id} name={user.name} size="large" gone={status === "revoked"} />
				<div className="px-grow">
					<b className="px-strong px-wrap">
						{name} {user.me ? <span className="px-hint">{t("common.you")}</span> : null}
					</b>
					<ProfileBadge profile={user.profile} />
				</div>
			</div>
			<dl className="px-details">
				<dt>{t("organization.details.status")}</dt>
				<dd>
					<UserStatus status={status} />
					<p className="px-hint">{t(`organization.details.${status}`)}</p>
				</dd>
				<dt>{t("organization.details.email")}</dt>
				<dd className="px-copied-value">
					<span>{user.email}</span>
					{user.email === null ? null : (
						<CopyButton size="small" text={user.email} label={t("organization.details.copyEmail")} />
					)}
				</dd>
				<dt>{t("organization.details.joined")}</dt>
				<dd>
					<Ago on={user.joinedOn} />
				</dd>
				{user.revokedOn === null ? null : (
					<>
						<dt>{t("organization.details.revokedOn")}</dt>
						<dd>
							<Ago on={user.revokedOn} />
						</dd>
					</>
				)}
				<dt>{t("organization.details.devices")}</dt>
				<dd>
					<Devices user={user} />
				</dd>
				<dt>{t("organization.details.id")}</dt>
				<dd className="px-copied-value">
					<code className="px-code">{user.id}</code>
					<CopyButton size="small" text={user.id} label={t("organization.details.copyId")} />
				</dd>
			</dl>
			{administrator && isSelectable(user) ? (
				<div className="px-details-actions">
					<Button
						size="small"
						icon={<IconShieldHalf size={18} stroke={1.75} aria-hidden="true" />}
						disabledReason={
							needsServer ?? (user.profile === "OUTSIDER" ? t("organization.action.onlyExternals") : undefined)
						}
						onPress={onChangeProfile}
					>
						{t("organization.action.changeProfile")}
					</Button>
					<Button
						size="small"
						variant="ghost"
						tone="danger"
						icon={<IconUserOff size={18} stroke={1.75} aria-hidden="true" />}
						disabledReason={needsServer}
						onPress={onRevoke}
					>
						{t("organization.action.revokeOne")}
					</Button>
				</div>
			) : null}
		</SidePanel>
	);
}

function Devices({ user }: { readonly user: User }): ReactNode {
	const t = useT();
	const { data: devices, isError, refetch } = useDevicesOf(user.id);
	if (isError)
		return (
			<>
				<p className="px-hint">{t("organization.details.devicesFailed")}</p>
				<Button size="small" onPress={() => void refetch()}>
					{t("common.tryAgain")}
				</Button>
			</>
		);
	if (!devices) return <Skeleton width={70} />;
	if (devices.length === 0) return <span className="px-hint">{t("organization.details.noDevice")}</span>;
	return (
		<ul className="px-device-list">
			{devices.map((device) => (
				<DeviceLine key={device.id} device={device} />
			))}
		</ul>
	);
}

function DeviceLine({ device }: { readonly device: Device }) {
	const t = useT();
	return (
		<li>
			<DeviceIcon label={device.label} size={18} />
			<span className="px-grow">
				<span className="px-wrap">{shownDeviceLabel(t, device.label)}</span>
				<span className="px-hint">
					<Ago on={device.createdOn} />
				</span>
			</span>
			{device.current ? <Badge kind="ok">{t("organization.details.thisDevice")}</Badge> : null}
		</li>
	);
}
