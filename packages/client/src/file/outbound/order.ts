import type { VlobID } from "@parallax/protocol";
import { namesById } from "../manifest/children.ts";
import type { LocalEntry, LocalFolder } from "../manifest/localFolder.ts";
import type { Wanted } from "../path/resolve.ts";

/**
 * What this device moved out of a folder, and did not send yet: it is to be sent before the folder, whatever comes of it. What
 * the server does not list any more where it has it, others take for removed, with all that is below; two devices that each
 * wait for what the other has moved would wait for ever, as what cannot be reached is never uploaded. Asks for entries like
 * the generators of `path/resolve.ts`.
 */
export function* toSendBefore({ base, children }: LocalFolder): Generator<Wanted, VlobID[], LocalEntry | null> {
	const moved: VlobID[] = [];
	const kept = namesById(children);
	for (const id of namesById(base.children).keys()) {
		if (kept.has(id)) continue;
		const entry = yield { id, from: "device" };
		if (entry && entry.parent !== base.id && entry.base.parent === base.id) moved.push(id);
	}
	return moved;
}
