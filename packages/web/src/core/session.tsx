import { type UseQueryResult, useQuery } from "@tanstack/react-query";
import { proxy } from "comlink";
import { createContext, type ReactNode, useContext, useEffect, useState } from "react";
import type {
	Device,
	DeviceID,
	OrganizationInfo,
	PendingInvitation,
	SessionChange,
	SessionSnapshot,
	User,
	UserID,
	WebSession,
} from "./api.ts";
import { core } from "./core.ts";
import { queries } from "./queries.ts";

interface OpenSession {
	readonly session: WebSession;
	/** Drawn again whenever it changes. */
	readonly snapshot: SessionSnapshot;
}

const SessionContext = createContext<OpenSession | undefined>(undefined);

interface SessionProviderProps {
	readonly deviceId: DeviceID;
	/** Shown instead of the children while the core is asked. */
	readonly pending: ReactNode;
	/** Shown instead of the children when the device is to be logged in, or has just been logged out. */
	readonly loggedOut: ReactNode;
	readonly children: ReactNode;
}

/**
 * Gives the session of a device to what is inside. A session that ends by itself (revoked) stays, with its last snapshot,
 * so that a screen can say why.
 */
export function SessionProvider({ deviceId, pending, loggedOut, children }: SessionProviderProps) {
	const open = useOpenSession(deviceId);
	if (open === undefined) return pending;
	if (open === null || open.snapshot.status.kind === "logged-out") return loggedOut;
	return <SessionContext value={open}>{children}</SessionContext>;
}

/** The session around. @throws Error outside of a `SessionProvider`. */
export function useSession(): OpenSession {
	const open = useContext(SessionContext);
	if (!open) throw new Error("There is no session here");
	return open;
}

/** Every user, in no order that matters. */
export function useUsers(): UseQueryResult<readonly User[]> {
	const { session, snapshot } = useSession();
	return useQuery({ queryKey: sessionKey(snapshot.deviceId, "users"), queryFn: () => session.users() }, queries);
}

export function useDevicesOf(user: UserID): UseQueryResult<readonly Device[]> {
	const { session, snapshot } = useSession();
	return useQuery(
		{ queryKey: [...sessionKey(snapshot.deviceId, "devices"), user], queryFn: () => session.devicesOf(user) },
		queries,
	);
}

/** Those to be greeted; `null` while the server cannot be asked. */
export function useInvitations(): UseQueryResult<readonly PendingInvitation[] | null> {
	const { session, snapshot } = useSession();
	return useQuery(
		{ queryKey: sessionKey(snapshot.deviceId, "invitations"), queryFn: () => session.invitations() },
		queries,
	);
}

export function useOrganization(): UseQueryResult<OrganizationInfo> {
	const { session, snapshot } = useSession();
	return useQuery(
		{ queryKey: sessionKey(snapshot.deviceId, "organization"), queryFn: () => session.organization() },
		queries,
	);
}

type SessionThing = Exclude<SessionChange["kind"], "snapshot">;

function sessionKey(device: DeviceID, thing: SessionThing) {
	return ["session", device, thing] as const;
}

/** `undefined` while the core is asked; `null` when there is no session. */
function useOpenSession(deviceId: DeviceID): OpenSession | null | undefined {
	const [open, setOpen] = useState<OpenSession | null | undefined>();

	useEffect(() => {
		const unmounting = new AbortController();
		const forget = () => queries.removeQueries({ queryKey: ["session", deviceId] });

		async function follow(): Promise<void> {
			const session = await (await core()).session(deviceId);
			if (unmounting.signal.aborted) return;
			if (!session) return setOpen(null);
			const listener = (change: SessionChange) => {
				if (unmounting.signal.aborted) return;
				if (change.kind !== "snapshot") {
					void queries.invalidateQueries({ queryKey: sessionKey(deviceId, change.kind) });
					return;
				}
				const { snapshot } = change;
				setOpen({ session, snapshot });
				// Who reads the screen after that learns nothing of the organization any more.
				if (isOver(snapshot)) forget();
			};
			const stop = await session.watch(proxy(listener));
			unmounting.signal.addEventListener("abort", () => stop());
			if (unmounting.signal.aborted) stop();
		}

		setOpen(undefined);
		void follow();
		return () => {
			unmounting.abort();
			// Nobody listens any more to what becomes of it: it is asked again, not believed, when somebody comes back.
			forget();
		};
	}, [deviceId]);

	return open;
}

function isOver({ status }: SessionSnapshot): boolean {
	return status.kind === "revoked" || status.kind === "logged-out";
}
