import {
	IconAlertTriangle,
	IconCalendarOff,
	IconClockExclamation,
	IconCloudOff,
	IconLinkOff,
	IconVersionsOff,
} from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import type { ReactElement } from "react";
import type { InvitationOutcome } from "../../core/api.ts";
import { Button } from "../../design/Button.tsx";
import { Impasse } from "../../design/Impasse.tsx";
import { Preferences } from "../../design/Preferences.tsx";
import { useUnreachable } from "../../entries/unreachable.ts";
import { useT } from "../../i18n/i18n.ts";

/** Why no greeting begins. `none`: the address holds no link. */
export type Problem = { readonly status: "none" } | Exclude<InvitationOutcome, { readonly status: "ok" }>;

const ICON = { size: 32, stroke: 1.35, "aria-hidden": true } as const;

/** In the place of the greeting: what is wrong with the invitation, and the way on. */
export function InvitationProblem({ problem, onRetry }: { readonly problem: Problem; readonly onRetry: () => void }) {
	const { icon, title, text, way } = useTold(problem);
	return (
		<Impasse icon={icon} title={title} end={<Preferences />} actions={<WayOn way={way} onRetry={onRetry} />}>
			{text}
		</Impasse>
	);
}

type Way = "home" | "retry" | "reload";

function useTold(problem: Problem): {
	readonly icon: ReactElement;
	readonly title: string;
	readonly text: string;
	readonly way: Way;
} {
	const t = useT();
	const unreachable = useUnreachable();
	const cut = <IconLinkOff {...ICON} />;
	switch (problem.status) {
		case "none":
			return { icon: cut, title: t("join.problem.none.title"), text: t("join.problem.none.text"), way: "home" };
		case "invitation-gone":
			return { icon: cut, title: t("join.gone.unknown.title"), text: t("join.gone.unknown.text"), way: "home" };
		case "invitation-not-found":
			return { icon: cut, title: t("join.gone.not-found.title"), text: t("join.gone.not-found.text"), way: "home" };
		case "organization-expired":
			return {
				icon: <IconCalendarOff {...ICON} />,
				title: t("join.problem.expired.title"),
				text: t("join.problem.expired.text"),
				way: "home",
			};
		case "offline":
			return {
				icon: <IconCloudOff {...ICON} />,
				title: t("common.offline.title"),
				text: unreachable(problem),
				way: "retry",
			};
		case "clock":
			return {
				icon: <IconClockExclamation {...ICON} />,
				title: t("join.problem.clock.title"),
				text: unreachable(problem),
				way: "retry",
			};
		case "incompatible":
			return {
				icon: <IconVersionsOff {...ICON} />,
				title: t("join.problem.incompatible.title"),
				text: unreachable(problem),
				way: "reload",
			};
		case "failed":
			return {
				icon: <IconAlertTriangle {...ICON} />,
				title: t("join.problem.failed.title"),
				text: unreachable(problem),
				way: "retry",
			};
	}
}

function WayOn({ way, onRetry }: { readonly way: Way; readonly onRetry: () => void }) {
	const t = useT();
	const navigate = useNavigate();
	switch (way) {
		case "home":
			return (
				<Button variant="primary" onPress={() => void navigate({ to: "/" })}>
					{t("join.problem.home")}
				</Button>
			);
		case "retry":
			return (
				<Button variant="primary" onPress={onRetry}>
					{t("common.tryAgain")}
				</Button>
			);
		case "reload":
			return (
				<Button variant="primary" onPress={() => location.reload()}>
					{t("join.problem.incompatible.reload")}
				</Button>
			);
	}
}
