import { METHODS } from "@parallax/client";
import type { StoredDevice } from "@parallax/client/node";
import { HumanHandle } from "@parallax/protocol";
import type { Json } from "../terminal/json.ts";
import { paint, type Text, text } from "../terminal/text.ts";

const SHORTEST = 3;
const WHOLE = 32;

/** How many digits tell each of these devices from the others, 3 at least. */
export function prefixLength(devices: readonly Pick<StoredDevice, "device_id">[]): number {
	const ids = devices.map(({ device_id }) => device_id).sort();
	const common = ids.slice(1).map((id, index) => commonPrefix(id, ids[index] ?? ""));
	return Math.min(WHOLE, Math.max(SHORTEST, ...common.map((length) => length + 1)));
}

/** `<prefix> - <org>: <name> <<email>> @ <label>` */
export function deviceText(device: StoredDevice, digits: number = SHORTEST): Text {
	const { device_id, organization_id, human_handle, device_label } = device;
	const prefix = paint("yellow", device_id.slice(0, digits));
	return text`${prefix} - ${organization_id}: ${HumanHandle.format(human_handle)} @ ${device_label}`;
}

/** `… (<type>)`, as devices are listed. */
export function deviceLine(device: StoredDevice, digits?: number): Text {
	return text`${deviceText(device, digits)} (${METHODS[device.type]})`;
}

export function deviceJson(device: StoredDevice): Json {
	return {
		device_id: device.device_id,
		organization_id: device.organization_id,
		human_handle: HumanHandle.format(device.human_handle),
		device_label: device.device_label,
		device_type: METHODS[device.type],
	};
}

function commonPrefix(a: string, b: string): number {
	let length = 0;
	while (length < a.length && a[length] === b[length]) length++;
	return length;
}
