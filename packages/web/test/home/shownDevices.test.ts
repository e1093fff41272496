import assert from "node:assert/strict";
import { test } from "node:test";
import { DeviceID, OrganizationID, UserID } from "@parallax/protocol";
import type { KnownDevice } from "../../src/core/api.ts";
import { listed, shownDevices } from "../../src/routes/home/shownDevices.ts";

let made = 0;

function device(organization: string, name: string, more: Partial<KnownDevice> = {}): KnownDevice {
	made++;
	const id = made.toString(16).padStart(32, "0");
	return {
		deviceId: DeviceID.parse(id),
		userId: UserID.parse(id),
		organizationId: OrganizationID.parse(organization),
		server: "parallax.example",
		name,
		email: `${name.toLowerCase()}@example.org`,
		deviceLabel: "Web",
		createdOn: made,
		lastLoginOn: null,
		protection: "password",
		open: false,
		...more,
	};
}

const names = (devices: readonly KnownDevice[]) => devices.map(({ organizationId }) => organizationId);

test("of the devices of one person in one organization, the most recent is shown", () => {
	const old = device("Riverside", "Alice");
	const recent = device("Riverside", "Alice");
	const bob = device("Riverside", "Bob");
	const elsewhere = device("Riverside", "Alice", { server: "other.example" });
	assert.deepEqual(shownDevices([old, recent, bob, elsewhere]), [recent, bob, elsewhere]);
});

test("one that is open, or can be opened, is of more use than a recent one", () => {
	const open = device("Riverside", "Alice", { open: true });
	assert.deepEqual(shownDevices([open, device("Riverside", "Alice")]), [open]);
	const byPassword = device("Harbour", "Alice");
	assert.deepEqual(shownDevices([byPassword, device("Harbour", "Alice", { protection: "other" })]), [byPassword]);
});

test("the ones that are logged in come first, then the order that was chosen", () => {
	const devices = [
		device("Harbour", "Zoé", { lastLoginOn: 3 }),
		device("abbey", "Bob", { lastLoginOn: null }),
		device("Riverside", "Alice", { lastLoginOn: 5 }),
		device("Quay", "Carol", { lastLoginOn: 1, open: true }),
	];
	assert.deepEqual(names(listed(devices, "", "organization")), ["Quay", "abbey", "Harbour", "Riverside"]);
	assert.deepEqual(names(listed(devices, "", "user")), ["Quay", "Riverside", "abbey", "Harbour"]);
	assert.deepEqual(names(listed(devices, "", "lastLogin")), ["Quay", "Riverside", "Harbour", "abbey"]);
});

test("the search looks at the organization, the name and the address, whatever the case and the accents", () => {
	const devices = [device("Harbour", "Zoé"), device("Riverside", "Alice", { email: "amartin@council.example" })];
	assert.deepEqual(names(listed(devices, " zoe ", "organization")), ["Harbour"]);
	assert.deepEqual(names(listed(devices, "RIVER", "organization")), ["Riverside"]);
	assert.deepEqual(names(listed(devices, "council.ex", "organization")), ["Riverside"]);
	assert.deepEqual(names(listed(devices, "nobody", "organization")), []);
});
