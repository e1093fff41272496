import {
	IconBrowserOff,
	IconCalendarOff,
	IconClockExclamation,
	IconCloudOff,
	IconDevicesX,
	IconPlugConnectedX,
	IconServerOff,
	IconShieldX,
	IconUserOff,
	IconUserPause,
	IconVersionsOff,
} from "@tabler/icons-react";
import type { ReactElement } from "react";
import type { SessionSnapshot } from "../../core/api.ts";
import { useFormat } from "../../i18n/format.ts";
import { useT } from "../../i18n/i18n.ts";

/** A way out of a screen that stops a session. `read`: to what this device knows, while the server is not worked with. */
export type Way = "home" | "log-out" | "log-in" | "reload" | "retry" | "read";

/** What stops a session, for a screen of its own (web-app.md §3.4). */
export interface Stop {
	readonly icon: ReactElement;
	readonly title: string;
	readonly text: string;
	readonly next: string;
	readonly kind?: "bad";
	readonly detail?: string;
	/** The first is the one to be taken most likely. */
	readonly ways: readonly [Way, ...Way[]];
}

const ICON = { size: 32, stroke: 1.35, "aria-hidden": true } as const;

/** `undefined` while the pages of the session can be shown. The terms of service, which ask for an answer, have their own page. */
export function useStop({ organizationId: organization, server, status, known }: SessionSnapshot): Stop | undefined {
	const t = useT();
	const format = useFormat();
	// Without the server, there is nothing yet to be read on a device that never heard of its organization.
	const read: readonly Way[] = known ? ["read"] : [];
	switch (status.kind) {
		case "revoked":
			return {
				icon: <IconUserOff {...ICON} />,
				title: t("session.revoked.title", { organization }),
				text: t("session.revoked.text"),
				next: t("session.revoked.next"),
				ways: ["home"],
			};
		case "web-not-allowed":
			return {
				icon: <IconBrowserOff {...ICON} />,
				title: t("session.webNotAllowed.title", { organization }),
				text: t("session.webNotAllowed.text"),
				next: t("session.webNotAllowed.next"),
				ways: ["log-out"],
			};
		case "organization-not-found":
			return {
				icon: <IconServerOff {...ICON} />,
				title: t("session.organizationNotFound.title", { organization }),
				text: t("session.organizationNotFound.text", { server }),
				next: t("session.organizationNotFound.next"),
				ways: ["log-out"],
			};
		case "not-recognized":
			return {
				icon: <IconDevicesX {...ICON} />,
				title: t("session.notRecognized.title"),
				text: t("session.notRecognized.text", { organization }),
				next: t("session.notRecognized.next"),
				ways: ["log-out"],
			};
		case "invalid-certificate":
			return {
				icon: <IconShieldX {...ICON} />,
				title: t("session.invalidCertificate.title"),
				text: t("session.invalidCertificate.text", { organization }),
				next: t("session.invalidCertificate.next"),
				kind: "bad",
				detail: t("session.detail", { detail: status.detail }),
				ways: ["log-out"],
			};
		case "expired":
			return {
				icon: <IconCalendarOff {...ICON} />,
				title: t("session.expired.title", { organization }),
				text: t("session.expired.text"),
				next: t("session.expired.next"),
				ways: ["log-in", ...read, "log-out"],
			};
		case "frozen":
			return {
				icon: <IconUserPause {...ICON} />,
				title: t("session.frozen.title", { organization }),
				text: t("session.frozen.text"),
				next: t("session.frozen.next"),
				ways: ["log-in", ...read, "log-out"],
			};
		case "clock":
			return {
				icon: <IconClockExclamation {...ICON} />,
				title: t("session.clock.title"),
				text: t("session.clock.text", {
					deviceTime: format.clock(status.deviceTime),
					serverTime: format.clock(status.serverTime),
				}),
				next: t("session.clock.next"),
				ways: ["log-in", ...read, "log-out"],
			};
		case "incompatible":
			return {
				icon: <IconVersionsOff {...ICON} />,
				title: t("session.incompatible.title"),
				text: t("session.incompatible.text"),
				next: t("session.incompatible.next"),
				ways: ["reload", ...read, "log-out"],
			};
		case "failed":
			return {
				icon: <IconPlugConnectedX {...ICON} />,
				title: t("session.failed.title"),
				text: t("session.failed.text"),
				next: t("session.failed.next"),
				detail: t("session.detail", { detail: status.detail }),
				ways: ["reload", ...read, "log-out"],
			};
		case "offline":
			if (known) return undefined;
			return {
				icon: <IconCloudOff {...ICON} />,
				title: t("session.neverReached.title"),
				text: t("session.neverReached.text", { organization, server }),
				next: t("session.neverReached.next"),
				ways: ["retry", "log-out"],
			};
		default:
			return undefined;
	}
}
