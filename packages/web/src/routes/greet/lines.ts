import type { GuestView, HostView } from "../../core/api.ts";
import type { Line } from "../../design/greeting/SightLines.tsx";

/** The line of each while the codes are exchanged: it turns green when the other side has recognized the code. */
export function linesOf(
	step: (HostView | GuestView)["step"],
	host: boolean,
	recognized: boolean,
): { readonly mine: Line; readonly peer: Line } {
	const before = (done: boolean): Line => (done ? "recognized" : "waiting");
	switch (step) {
		case "own-code":
			// The host speaks first, so that the guest, who speaks second, has recognized the host already.
			return { mine: recognized ? "recognized" : "speaking", peer: before(!host) };
		case "peer-code":
			return { mine: before(host), peer: recognized ? "recognized" : "speaking" };
		case "mismatch":
			return { mine: "missed", peer: "missed" };
		case "waiting-details":
		case "details":
		case "waiting-confirmation":
		case "finishing":
		case "password":
		case "done":
			return { mine: "recognized", peer: "recognized" };
		default:
			return { mine: "waiting", peer: "waiting" };
	}
}
