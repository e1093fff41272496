import "./identity.css";
import { IconDoorEnter, IconPlayerPause, IconShield, IconUser, IconUserOff } from "@tabler/icons-react";
import type { ReactElement, ReactNode } from "react";
import type { UserProfile } from "../core/api.ts";
import { useT } from "../i18n/i18n.ts";

type AvatarSize = "small" | "medium" | "large" | "card" | "meeting" | "hero";

/** Initials on a colour that comes from the id. It identifies nobody by itself: the name stands beside. */
export function PersonAvatar({
	id,
	name,
	size = "medium",
	gone = false,
	online,
}: {
	/** User id in hexadecimal. */
	readonly id: string;
	/** `null`: hidden. */
	readonly name: string | null;
	readonly size?: AvatarSize;
	/** Revoked, or out of reach. */
	readonly gone?: boolean;
	readonly online?: boolean;
}) {
	if (name === null) return <UnknownAvatar size={size} />;
	return (
		<span
			className="px-avatar"
			data-size={size}
			data-kind={gone ? "gone" : "person"}
			style={{ "--px-hue": hueOf(id) } as React.CSSProperties}
			data-initials={initials(name)}
			aria-hidden="true"
		>
			{online === undefined ? null : <i className="px-presence" data-online={online} />}
		</span>
	);
}

/** Somebody who is not known yet, or whose name is hidden. */
export function UnknownAvatar({ size = "medium" }: { readonly size?: AvatarSize }) {
	return (
		<span className="px-avatar" data-size={size} data-kind="unknown" aria-hidden="true">
			<IconUser size={size === "meeting" ? 24 : 16} stroke={1.75} />
		</span>
	);
}

export function OrganizationAvatar({
	name,
	size = "medium",
	online,
}: {
	readonly name: string;
	readonly size?: AvatarSize;
	readonly online?: boolean;
}) {
	return (
		<span
			className="px-avatar"
			data-size={size}
			data-kind="organization"
			style={{ "--px-hue": hueOfText(name) } as React.CSSProperties}
			data-initials={initials(name.replaceAll(/[-_]+/g, " "))}
			aria-hidden="true"
		>
			{online === undefined ? null : <i className="px-presence" data-online={online} />}
		</span>
	);
}

/** First letters of the first and of the last word. */
export function initials(name: string): string {
	const words = name.split(/\s+/u).filter((word) => word !== "");
	const letters = [words[0], words.length > 1 ? words.at(-1) : undefined];
	return letters
		.map((word) => (word ? ([...word][0] ?? "") : ""))
		.join("")
		.toLocaleUpperCase();
}

const HUE_STEP = 30;
const FIRST_HUE = 20;

/** One of twelve hues, by the first byte of the id (look.md §7). */
function hueOf(id: string): number {
	return FIRST_HUE + HUE_STEP * (Number.parseInt(id.slice(0, 2), 16) % 12);
}

function hueOfText(text: string): number {
	let sum = 0;
	for (const character of text) sum += character.codePointAt(0) ?? 0;
	return FIRST_HUE + HUE_STEP * (sum % 12);
}

export const PROFILE_ICONS = { ADMIN: IconShield, STANDARD: IconUser, OUTSIDER: IconDoorEnter } as const;

export function ProfileBadge({ profile }: { readonly profile: UserProfile }) {
	const t = useT();
	const Icon = PROFILE_ICONS[profile];
	return (
		<span className="px-badge" data-kind={profile}>
			<Icon size={14} stroke={1.9} aria-hidden="true" />
			{t(`common.profile.${profile}`)}
		</span>
	);
}

/** Whether a user may work. */
export function UserStatus({ status }: { readonly status: "active" | "suspended" | "revoked" }) {
	const t = useT();
	const text = t(`common.status.${status}`);
	if (status === "active") return <Badge plain>{text}</Badge>;
	const suspended = status === "suspended";
	const Icon = suspended ? IconPlayerPause : IconUserOff;
	return (
		<Badge
			plain
			{...(suspended ? { kind: "waiting" as const } : {})}
			icon={<Icon size={14} stroke={1.9} aria-hidden="true" />}
		>
			{text}
		</Badge>
	);
}

/** A word about something, with its icon of 14 px. */
export function Badge({
	kind,
	plain = false,
	icon,
	children,
}: {
	readonly kind?: "info" | "ok" | "waiting" | "bad";
	/** Without a ground. */
	readonly plain?: boolean;
	readonly icon?: ReactElement;
	readonly children: ReactNode;
}) {
	return (
		<span className="px-badge" data-kind={kind} data-plain={plain || undefined}>
			{icon}
			{children}
		</span>
	);
}

export function Count({ value }: { readonly value: number }) {
	return <span className="px-count">{value > 99 ? "99+" : value}</span>;
}

/** Two sight lines, and the point where they meet. */
export function Logo({ size = 24 }: { readonly size?: number }) {
	return (
		<svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true">
			<g fill="currentColor">
				<path d="M1.5 29h9L16 19.83 11.5 12.33z" />
				<path d="M30.5 29h-9L16 19.83l4.5-7.5z" />
			</g>
			<path className="px-logo-point" d="M16 2.4 20.5 9.9 16 17.4 11.5 9.9z" />
		</svg>
	);
}
