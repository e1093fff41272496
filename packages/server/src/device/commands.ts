import type { authenticatedCommands } from "@parallax/protocol";
import { notGreater } from "../certificate/timestamps.ts";
import { commonCertificate } from "../events/events.ts";
import type { AuthenticatedHandler } from "../http/handlers.ts";
import type { AuthenticatedHandlers } from "../http/registry.ts";
import { admitAuthor } from "../organization/gate.ts";
import { advanceTopic } from "../sql/locks.ts";
import { judgeNewDevice } from "./rules.ts";
import { insertDevice, isDeviceIdTaken } from "./store.ts";

/** commands-authenticated-org.md §2.2 */
const device_create: AuthenticatedHandler<typeof authenticatedCommands.commands.device_create> = async (
	{ database, now },
	author,
	{ device_certificate, redacted_device_certificate },
) => {
	const signed = { full: device_certificate, redacted: redacted_device_certificate };
	// Signatures are verified before the lock: nobody waits for them.
	const judged = judgeNewDevice(signed, { author: author.deviceId, verifyKey: author.verifyKey }, author.userId, now());
	const { organization } = author;
	return database.write(async (tx) => {
		const admitted = await admitAuthor(tx, author, "exclusive");
		if (judged.status !== "accepted") return judged;
		const { device } = judged;
		const late = notGreater(admitted.lastCommon, device.timestamp);
		if (late) return late;
		if (await isDeviceIdTaken(tx, organization.key, device.device_id)) return { status: "device_already_exists" };
		await insertDevice(tx, organization.key, admitted.userKey, device, signed, admitted.deviceKey);
		await advanceTopic(tx, organization.key, "common", device.timestamp);
		tx.emit(commonCertificate(organization.id, device.timestamp));
		return { status: "ok" };
	});
};

export const authenticated = { device_create } satisfies AuthenticatedHandlers;
