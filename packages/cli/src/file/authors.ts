import type { Session } from "@parallax/client";
import { type DeviceID, DeviceLabel, HumanHandle } from "@parallax/protocol";

/** Who is behind a device: `Alice <alice@example.com> @ laptop`; its id as long as the organization does not know it here. */
export async function authorText(session: Session, id: DeviceID): Promise<string> {
	const view = await session.certificates.view();
	const device = await view.device(id);
	const user = device && (await view.user(device.user_id));
	if (!device || !user) return id;
	const handle = user.certificate.human_handle ?? HumanHandle.redacted(device.user_id);
	return `${HumanHandle.format(handle)} @ ${device.device_label ?? DeviceLabel.redacted(id)}`;
}
