import assert from "node:assert/strict";
import { newAccessToken } from "@parallax/crypto";
import { AccessToken, authenticatedCommands, EmailAddress, type LocalDevice } from "@parallax/protocol";
import { letIn, logIn, newOrganization } from "../support/meeting.ts";
import { bringDevice, givePassword } from "./support/devices.ts";
import type { Person } from "./support/person.ts";
import { scenesOf } from "./support/stage.ts";
import { chooseInMenu } from "./support/story.ts";

// Who may see and do what (web-app.md §2.1): the page offers nothing more, and the server refuses it anyway.

/** Each in an organization of its own. */
const scene = scenesOf({}, async () => {});

/** Everything that the page holds as text: what is drawn, what is only said, what is only in attributes. */
function textOf({ page }: Person): Promise<string> {
	return page.evaluate(() => document.title + document.documentElement.outerHTML);
}

/** Everything that the server has answered to the page and its core, as bytes. What streams brings no certificates. */
function listen({ context }: Person): () => Promise<Buffer> {
	const bodies: Promise<Buffer>[] = [];
	context.on("response", (response) => {
		if (!response.headers()["content-type"]?.includes("msgpack")) return;
		bodies.push(response.body().catch(() => Buffer.of()));
	});
	return async () => Buffer.concat(await Promise.all(bodies));
}

function addressIn({ page }: Person, { device_id }: LocalDevice, path: string): string {
	return new URL(`/client/org/${device_id}/${path}`, page.url()).href;
}

/** Types an address; the page is another one from then on, and asks for the password first. */
async function typeAddress(person: Person, device: LocalDevice, path: string): Promise<void> {
	await person.page.goto(addressIn(person, device, path));
	await givePassword(person);
}

scene("an External sees no name and no e-mail address of others, on any page", async (stage) => {
	const alice = await newOrganization(stage.address, "Quiet");
	const device = await letIn(alice, "eve@example.com", "Eve", "OUTSIDER");
	const secrets = ["Alice", "alice@example.com", "Robert Nesta", "robert.nesta@example.com"] as const;
	const other = await letIn(alice, secrets[3], secrets[2], "STANDARD");
	const eve = await stage.person("Eve");
	const { page, t } = eve;
	const heard = listen(eve);
	await bringDevice(eve, device);

	const seen: string[] = [];
	for (const tab of ["details", "devices", "authentication", "settings"] as const) {
		await page.getByRole("link", { name: t(`profile.tabs.${tab}`), exact: true }).click();
		await page.waitForURL(`**/profile/${tab}`);
		seen.push(await textOf(eve));
	}
	assert.equal(await page.getByText(t("session.frame.manage")).count(), 0);
	for (const path of ["users", "invitations", "information"]) {
		await typeAddress(eve, device, path);
		await page.waitForURL("**/profile/details");
		seen.push(await textOf(eve));
	}
	await typeAddress(eve, device, `greet#${AccessToken.parse(newAccessToken())}`);
	await eve.sees(t("greeting.notAllowed.title"));
	seen.push(await textOf(eve));
	await page.goto(addressIn(eve, device, "add-device"));
	await givePassword(eve);
	await eve.sees(t("greeting.addDevice.title"));
	seen.push(await textOf(eve));

	const told = await heard();
	for (const secret of secrets) {
		for (const text of seen) assert(!text.includes(secret), `a page says ${secret}`);
		assert(!told.includes(secret), `the server says ${secret}`);
	}
	assert(seen[0]?.includes("eve@example.com"), "oneself is no secret");

	// The same search finds them where they are to be found.
	const bob = await stage.person("Robert");
	const heardByBob = listen(bob);
	await bringDevice(bob, other);
	await bob.page.getByText(secrets[1]).first().waitFor();
	const toldToBob = await heardByBob();
	for (const secret of secrets) {
		assert((await textOf(bob)).includes(secret));
		assert(toldToBob.includes(secret));
	}
});

scene("a Standard user reads the list, is offered nothing else, and is refused by the server", async (stage) => {
	const alice = await newOrganization(stage.address, "Readers");
	const device = await letIn(alice, "bob@example.com", "Bob", "STANDARD");
	const bob = await stage.person("Bob");
	const { page, t } = bob;
	await bringDevice(bob, device);
	await page.getByText("alice@example.com").first().waitFor();

	const grid = page.getByRole("grid", { name: t("organization.users.list") });
	assert.equal(await grid.getByRole("checkbox").count(), 0);
	for (const name of [t("organization.action.invite"), t("session.frame.pending.title")])
		assert.equal(await page.getByRole("button", { name }).count(), 0, name);
	assert.equal(await page.getByRole("link", { name: t("organization.tab.invitations") }).count(), 0);
	assert.deepEqual(await menuOf(bob, "Alice"), [t("organization.action.details"), t("organization.action.copyEmail")]);
	await chooseInMenu(bob, "Alice", t("organization.action.details"));
	const details = page.getByRole("complementary", { name: t("organization.details.panel", { name: "Alice" }) });
	await details.getByText(t("organization.details.id")).waitFor();
	assert.equal(await details.getByRole("button", { name: t("organization.action.revokeOne") }).count(), 0);
	assert.equal(await details.getByRole("button", { name: t("organization.action.changeProfile") }).count(), 0);
	await page.keyboard.press("Control+a");
	assert.equal(await page.getByRole("toolbar", { name: t("organization.selection.label") }).count(), 0);

	await typeAddress(bob, device, "invitations");
	await page.waitForURL("**/users");
	await typeAddress(bob, device, `greet#${newAccessToken()}`);
	await bob.sees(t("greeting.notAllowed.title"));

	// Whoever makes a program of their own has no more success.
	const session = await logIn(device);
	await session.pollCertificates();
	const { user_id } = alice.device;
	const invited = await session.inviteUser(EmailAddress.parse("mallory@example.com"), false);
	assert.equal(invited.status, "author_not_allowed");
	assert.equal(await session.revokeUser(user_id), "author_not_allowed");
	assert.equal(await session.updateProfile(user_id, "OUTSIDER"), "author_not_allowed");
	const list = await session.caller.call(authenticatedCommands.commands.list_frozen_users, {});
	assert.equal(list.status, "author_not_allowed");
	await alice.pollCertificates();
	assert.deepEqual(
		(await alice.users()).map(({ profile, revokedOn }) => [profile, revokedOn]),
		[
			["ADMIN", null],
			["STANDARD", null],
		],
	);
});

scene("an Administrator is offered everything, but on themselves", async (stage) => {
	const founder = await newOrganization(stage.address, "Rulers");
	await letIn(founder, "bob@example.com", "Bob", "STANDARD");
	await letIn(founder, "eve@example.com", "Eve", "OUTSIDER");
	const alice = await stage.person("Alice");
	const { page, t } = alice;
	await bringDevice(alice, founder.device);
	await page.getByText("bob@example.com").first().waitFor();

	const reading = [t("organization.action.details"), t("organization.action.copyEmail")];
	const acting = [t("organization.action.changeProfile"), t("organization.action.revokeOne")];
	assert.deepEqual(await menuOf(alice, "Alice"), reading);
	assert.deepEqual(await menuOf(alice, "Bob"), [...reading, ...acting]);
	const grid = page.getByRole("grid", { name: t("organization.users.list") });
	assert.equal(await grid.getByRole("checkbox").count(), 2, "of the others");
	await grid.getByRole("row", { name: "Alice" }).focus();
	await page.keyboard.press("Control+a");
	await page.getByText(t("organization.selection.count", { count: 2 })).waitFor();
	await page.keyboard.press("Escape");

	// The profile of an External is for good: the menu says so, and does nothing.
	await page.getByRole("button", { name: t("organization.users.menuOf", { name: "Eve" }) }).click();
	const change = page.getByRole("menuitem", { name: t("organization.action.changeProfile") });
	assert.equal(await change.getAttribute("aria-disabled"), "true");
	await page.keyboard.press("Escape");
});

async function menuOf({ page, t }: Person, name: string): Promise<readonly string[]> {
	await page.getByRole("button", { name: t("organization.users.menuOf", { name }), exact: true }).click();
	const items = page.getByRole("menu").getByRole("menuitem");
	await items.first().waitFor();
	const names = await items.allTextContents();
	await page.keyboard.press("Escape");
	return names;
}
