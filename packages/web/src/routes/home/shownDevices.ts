import type { KnownDevice } from "../../core/api.ts";
import { compareTexts, folded } from "../../i18n/format.ts";

export type Sort = "organization" | "user" | "lastLogin";

/** Of several devices of one person in one organization, only one is of use here (web-app.md §4.2). */
export function shownDevices(devices: readonly KnownDevice[]): readonly KnownDevice[] {
	const byPerson = Map.groupBy(devices, ({ organizationId, server, email }) =>
		JSON.stringify([organizationId, server, email]),
	);
	return [...byPerson.values()].map((same) => same.reduce(moreUseful));
}

/** An open one, then one that can be opened, then the most recent. */
function moreUseful(a: KnownDevice, b: KnownDevice): KnownDevice {
	if (a.open !== b.open) return a.open ? a : b;
	if (a.protection !== b.protection) return a.protection === "password" ? a : b;
	return b.createdOn > a.createdOn ? b : a;
}

/** Those that the query matches, those that are logged in first. */
export function listed(devices: readonly KnownDevice[], query: string, sort: Sort): readonly KnownDevice[] {
	const words = folded(query);
	return devices
		.filter((device) => [device.organizationId, device.name, device.email].some((text) => folded(text).includes(words)))
		.sort((a, b) => Number(b.open) - Number(a.open) || ORDERS[sort](a, b) || byOrganization(a, b));
}

const byOrganization = (a: KnownDevice, b: KnownDevice) => compareTexts(a.organizationId, b.organizationId);

const ORDERS: Readonly<Record<Sort, (a: KnownDevice, b: KnownDevice) => number>> = {
	organization: byOrganization,
	user: (a, b) => compareTexts(a.name, b.name),
	lastLogin: (a, b) => (b.lastLoginOn ?? 0) - (a.lastLoginOn ?? 0),
};
