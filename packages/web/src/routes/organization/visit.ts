import { useSyncExternalStore } from "react";
import type { DeviceID, UserID } from "../../core/api.ts";
import { type Criteria, EVERYTHING } from "./usersList.ts";

/** What the list of users remembers while one looks at other pages; a reload forgets it. */
interface Visit {
	readonly criteria: Criteria;
	/** Whose details are open. */
	readonly details: UserID | null;
}

const FIRST: Visit = { criteria: EVERYTHING, details: null };
const visits = new Map<DeviceID, Visit>();
const listeners = new Set<() => void>();

export function useVisit(device: DeviceID): Visit {
	return useSyncExternalStore(
		(listener) => {
			listeners.add(listener);
			return () => listeners.delete(listener);
		},
		() => visits.get(device) ?? FIRST,
	);
}

export function changeVisit(device: DeviceID, change: Partial<Visit>): void {
	visits.set(device, { ...(visits.get(device) ?? FIRST), ...change });
	for (const listener of listeners) listener();
}
