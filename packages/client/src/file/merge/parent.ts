import type { VlobID } from "@parallax/protocol";

/** Where an entry goes when it was moved here, there, or on both sides: then the server wins (workspace-engine.md §7.2). */
export function mergeParent(base: VlobID, local: VlobID, remote: VlobID): VlobID {
	return remote === base ? local : remote;
}
