import {
	IconAlertTriangle,
	IconCalendarOff,
	IconClockExclamation,
	IconCloudOff,
	IconLinkOff,
	IconServer,
} from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import type { ReactElement } from "react";
import type { InvitationOutcome, Link } from "../../core/api.ts";
import { Button } from "../../design/Button.tsx";
import { State } from "../../design/Feedback.tsx";
import { PlainPage } from "../../design/Page.tsx";
import { Preferences } from "../../design/Preferences.tsx";
import { useUnreachable } from "../../entries/unreachable.ts";
import { useT } from "../../i18n/i18n.ts";

/** Why no greeting begins. `none`: the address holds no link. */
export type Problem =
	| { readonly status: "none" }
	| {
			readonly status: "link";
			readonly link: Exclude<Link, { readonly kind: "user-invitation" | "device-invitation" | "bootstrap" }>;
	  }
	| Exclude<InvitationOutcome, { readonly status: "ok" }>;

/** One sentence on what is wrong with the invitation, and the way on. */
export function LinkProblem({ problem, onRetry }: { readonly problem: Problem; readonly onRetry: () => void }) {
	const t = useT();
	const navigate = useNavigate();
	const unreachable = useUnreachable();
	const home = (
		<Button variant="primary" onPress={() => void navigate({ to: "/" })}>
			{t("join.problem.home")}
		</Button>
	);
	const retry = (
		<Button variant="primary" onPress={onRetry}>
			{t("common.tryAgain")}
		</Button>
	);
	const page = (icon: ReactElement, title: string, text: string, actions: ReactElement) => (
		<PlainPage title={title} end={<Preferences />} centered>
			<State alert icon={icon} title={title} actions={actions}>
				{text}
			</State>
		</PlainPage>
	);
	const cut = <IconLinkOff size={32} stroke={1.35} aria-hidden="true" />;

	switch (problem.status) {
		case "none":
			return page(cut, t("join.problem.none.title"), t("join.problem.none.text"), home);
		case "link": {
			const { link } = problem;
			if (link.kind !== "elsewhere")
				return page(cut, t(`join.problem.${link.kind}.title`), t(`join.problem.${link.kind}.text`), home);
			const { server, address } = link;
			return page(
				<IconServer size={32} stroke={1.35} aria-hidden="true" />,
				t("join.problem.elsewhere.title"),
				t("join.problem.elsewhere.text", { server }),
				<Button variant="primary" onPress={() => location.assign(address)}>
					{t("join.problem.elsewhere.open", { server })}
				</Button>,
			);
		}
		case "invitation-gone":
			return page(cut, t("join.gone.unknown.title"), t("join.gone.unknown.text"), home);
		case "invitation-not-found":
			return page(cut, t("join.gone.not-found.title"), t("join.gone.not-found.text"), home);
		case "organization-expired":
			return page(
				<IconCalendarOff size={32} stroke={1.35} aria-hidden="true" />,
				t("join.problem.expired.title"),
				t("join.problem.expired.text"),
				home,
			);
		case "offline":
			return page(
				<IconCloudOff size={32} stroke={1.35} aria-hidden="true" />,
				t("common.offline.title"),
				unreachable(problem),
				retry,
			);
		case "clock":
			return page(
				<IconClockExclamation size={32} stroke={1.35} aria-hidden="true" />,
				t("join.problem.clock.title"),
				unreachable(problem),
				retry,
			);
		case "incompatible":
			return page(
				<IconAlertTriangle size={32} stroke={1.35} aria-hidden="true" />,
				t("join.problem.incompatible.title"),
				unreachable(problem),
				<Button variant="primary" onPress={() => location.reload()}>
					{t("join.problem.incompatible.reload")}
				</Button>,
			);
		case "failed":
			return page(
				<IconAlertTriangle size={32} stroke={1.35} aria-hidden="true" />,
				t("join.problem.failed.title"),
				unreachable(problem),
				retry,
			);
	}
}
