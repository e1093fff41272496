import type { DateTime, DeviceID } from "@parallax/protocol";
import type { PreventSyncPattern } from "../name/preventSync.ts";

/** What a merge depends on beside the manifests. */
export interface MergeContext {
	/** This device: what it uploaded itself is no news. */
	readonly device: DeviceID;
	readonly now: DateTime;
	readonly pattern: PreventSyncPattern;
}
