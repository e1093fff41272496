import "./feedback.css";
import {
	IconAlertOctagon,
	IconAlertTriangle,
	IconCircleCheck,
	IconClockPause,
	IconCloudOff,
	IconInfoCircle,
} from "@tabler/icons-react";
import type { ReactElement, ReactNode } from "react";
import { useT } from "../i18n/i18n.ts";
import { Button } from "./Button.tsx";

/** Something is under way; seen only after 300 ms. `label` tells it to screen readers when no words stand beside. */
export function Spinner({ label, accent }: { readonly label?: string; readonly accent?: boolean }) {
	return (
		<span
			className="px-spinner"
			data-accent={accent || undefined}
			{...(label ? { role: "status", "aria-label": label } : {})}
		/>
	);
}

/** Keeps the place of a text that is still to come. Width in percent. */
export function Skeleton({ width = 60 }: { readonly width?: number }) {
	return <span className="px-skeleton" style={{ inlineSize: `${width}%` }} aria-hidden="true" />;
}

interface StateProps {
	readonly icon: ReactElement;
	readonly title: string;
	readonly children?: ReactNode;
	readonly actions?: ReactNode;
	/** Said at once by screen readers: something failed. */
	readonly alert?: boolean;
	/** Of its title: 1 where it is the whole page. */
	readonly level?: 1 | 2;
}

/** What a list or a page shows in the place of its content: empty, failed, offline, not allowed. Icon of 32 px. */
export function State({ icon, title, children, actions, alert, level = 2 }: StateProps) {
	const Title = `h${level}` as const;
	return (
		<div className="px-state" role={alert ? "alert" : undefined}>
			{icon}
			<Title className="px-heading">{title}</Title>
			{children ? <p>{children}</p> : null}
			{actions ? <div className="px-state-actions">{actions}</div> : null}
		</div>
	);
}

/** A list or page that could not be had, with the way to try again. */
export function Failure({ detail, onRetry }: { readonly detail?: string; readonly onRetry?: () => void }) {
	const t = useT();
	return (
		<State
			alert
			icon={<IconAlertTriangle size={32} stroke={1.35} aria-hidden="true" />}
			title={t("common.failure.title")}
			actions={onRetry ? <Button onPress={onRetry}>{t("common.tryAgain")}</Button> : undefined}
		>
			{detail ?? t("common.failure.text")}
		</State>
	);
}

/** What needs the server, while it cannot be reached. */
export function Offline({ onRetry }: { readonly onRetry?: () => void }) {
	const t = useT();
	return (
		<State
			icon={<IconCloudOff size={32} stroke={1.35} aria-hidden="true" />}
			title={t("common.offline.title")}
			actions={onRetry ? <Button onPress={onRetry}>{t("common.tryAgain")}</Button> : undefined}
		>
			{t("common.offline.text")}
		</State>
	);
}

type NoteKind = "neutral" | "info" | "ok" | "waiting" | "bad";

const NOTE_ICONS = {
	neutral: IconInfoCircle,
	info: IconInfoCircle,
	ok: IconCircleCheck,
	waiting: IconClockPause,
	bad: IconAlertOctagon,
} as const;

/** A sentence that stands out. `alert`: it has just become true, and is said at once. */
export function Note({
	kind = "neutral",
	icon,
	alert,
	children,
}: {
	readonly kind?: NoteKind;
	readonly icon?: ReactElement;
	readonly alert?: boolean;
	readonly children: ReactNode;
}) {
	const Icon = NOTE_ICONS[kind];
	return (
		<div className="px-note" data-kind={kind} role={alert ? "alert" : undefined}>
			{icon ?? <Icon size={18} stroke={1.75} aria-hidden="true" />}
			<div className="px-grow">{children}</div>
		</div>
	);
}

/** One state of the whole session, at the top of the sheet. */
export function Banner({
	icon,
	children,
	action,
}: {
	readonly icon: ReactElement;
	readonly children: ReactNode;
	readonly action?: ReactNode;
}) {
	return (
		<div className="px-banner" role="status">
			{icon}
			<div className="px-grow">{children}</div>
			{action}
		</div>
	);
}

/** `value` between 0 and 100. */
export function Progress({ value, label }: { readonly value: number; readonly label: string }) {
	return (
		<div
			className="px-progress"
			role="progressbar"
			aria-label={label}
			aria-valuenow={Math.round(value)}
			aria-valuemin={0}
			aria-valuemax={100}
		>
			<i style={{ inlineSize: `${value}%` }} />
		</div>
	);
}
