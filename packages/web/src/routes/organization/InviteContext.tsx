import { useNavigate } from "@tanstack/react-router";
import { createContext, type ReactNode, useCallback, useContext, useState } from "react";
import type { UserID } from "../../core/api.ts";
import { useSession } from "../../core/session.tsx";
import { InviteDialog } from "./InviteDialog.tsx";
import { changeVisit } from "./visit.ts";

const InviteContext = createContext<() => void>(() => {});

/** Opens the dialog that invites, from wherever one is. */
export function useInvite(): () => void {
	return useContext(InviteContext);
}

/** Keeps the dialog above the pages, so that it outlives what opened it. */
export function InviteProvider({ children }: { readonly children: ReactNode }) {
	const navigate = useNavigate();
	const { deviceId } = useSession().snapshot;
	const [open, setOpen] = useState(false);
	const invite = useCallback(() => setOpen(true), []);

	function view(user: UserID): void {
		setOpen(false);
		changeVisit(deviceId, { details: user });
		void navigate({ to: "/org/$device/users", params: { device: deviceId } });
	}

	return (
		<InviteContext value={invite}>
			{children}
			{open ? <InviteDialog onClose={() => setOpen(false)} onView={view} /> : null}
		</InviteContext>
	);
}
