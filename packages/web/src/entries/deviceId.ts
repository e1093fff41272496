import { useParams } from "@tanstack/react-router";
import type { DeviceID } from "../core/api.ts";

/** The device that the address names; `undefined` when it names none. */
export function useDeviceOfAddress(): DeviceID | undefined {
	const { device = "" } = useParams({ strict: false });
	return /^[0-9a-f]{32}$/.test(device) ? (device as DeviceID) : undefined;
}
