import "./session.css";
import { Navigate, Outlet, useLocation } from "@tanstack/react-router";
import { useState } from "react";
import type { DeviceID, SessionStatus } from "../../core/api.ts";
import { SessionProvider, useSession } from "../../core/session.tsx";
import { Spinner } from "../../design/Feedback.tsx";
import { useDeviceOfAddress } from "../../entries/deviceId.ts";
import { useT } from "../../i18n/i18n.ts";
import { NotFound } from "../Root.tsx";
import { Stopped } from "./Stopped.tsx";
import { useStop } from "./stop.tsx";
import { TermsScreen } from "./TermsScreen.tsx";

/** Everything below needs the device of the address to be logged in, and nothing to forbid its work. */
export function SessionGate() {
	const deviceId = useDeviceOfAddress();
	if (!deviceId) return <NotFound />;
	return (
		<SessionProvider
			key={deviceId}
			deviceId={deviceId}
			pending={<Opening />}
			loggedOut={<LogInFirst deviceId={deviceId} />}
		>
			<Work />
		</SessionProvider>
	);
}

function LogInFirst({ deviceId }: { readonly deviceId: DeviceID }) {
	const next = useLocation({ select: ({ pathname, searchStr }) => pathname + searchStr });
	const hash = useLocation({ select: ({ hash }) => hash });
	// Only what is wanted at first: the address changes while one is being led away.
	const [wanted] = useState({ next, hash });
	return (
		<Navigate
			to="/login/$device"
			params={{ device: deviceId }}
			search={{ next: wanted.next }}
			hash={wanted.hash}
			replace
		/>
	);
}

function Opening() {
	const t = useT();
	return (
		<main id="main" className="px-session-opening">
			<Spinner accent label={t("session.opening")} />
		</main>
	);
}

/** The pages of the session, unless something stops it (web-app.md §3.4). */
function Work() {
	const { snapshot } = useSession();
	const { status } = snapshot;
	const stop = useStop(snapshot);
	/** What stops it, and was left to read what is here; whatever stops it next is told again. */
	const [left, setLeft] = useState<SessionStatus["kind"] | null>(null);
	if (left !== null && left !== status.kind) setLeft(null);
	if (status.kind === "terms") return <TermsScreen urls={status.urls} updatedOn={status.updatedOn} />;
	if (stop && left !== status.kind) return <Stopped stop={stop} onRead={() => setLeft(status.kind)} />;
	return <Outlet />;
}
