import { IconAlertTriangle, IconMapOff } from "@tabler/icons-react";
import { Outlet, useNavigate } from "@tanstack/react-router";
import { useCoreFailure } from "../core/core.ts";
import { Button } from "../design/Button.tsx";
import { Impasse } from "../design/Impasse.tsx";
import { Toasts } from "../design/Toast.tsx";
import { useUnhandledRejection } from "../entries/useUnhandledRejection.ts";
import { useT } from "../i18n/i18n.ts";
import { OpenSessionsGuard } from "./OpenSessionsGuard.tsx";

export function Root() {
	const coreFailure = useCoreFailure();
	const rejected = useUnhandledRejection();
	if (coreFailure !== null || rejected) return <Crash />;
	return (
		<>
			<OpenSessionsGuard />
			<Outlet />
			<Toasts />
		</>
	);
}

export function NotFound() {
	const t = useT();
	const navigate = useNavigate();
	return (
		<Impasse
			icon={<IconMapOff size={32} stroke={1.35} aria-hidden="true" />}
			title={t("common.notFound.title")}
			actions={
				<Button variant="primary" onPress={() => navigate({ to: "/" })}>
					{t("common.notFound.home")}
				</Button>
			}
		>
			{t("common.notFound.text")}
		</Impasse>
	);
}

/** A bug: what is shown is not to be trusted any more, so the page starts again. */
export function Crash() {
	const t = useT();
	return (
		<Impasse
			icon={<IconAlertTriangle size={32} stroke={1.35} aria-hidden="true" />}
			title={t("common.crash.title")}
			next={t("common.crash.next")}
			actions={
				<Button variant="primary" onPress={() => window.location.reload()}>
					{t("common.crash.reload")}
				</Button>
			}
		>
			{t("common.crash.text")}
		</Impasse>
	);
}
