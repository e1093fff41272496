import assert from "node:assert/strict";
import { test } from "node:test";
import { scene } from "./support/stage.ts";
import { createOrganization, invite } from "./support/story.ts";
import { wordsOf } from "./support/words.ts";

// The words of the seed page are given (web-app.md §1): whoever changes the catalogue finds them here.

test("the words of the seed page are the ones that its documentation uses", () => {
	const t = wordsOf("en");
	assert.equal(t("session.frame.manage"), "Manage my organization");
	assert.equal(t("organization.action.invite"), "Invite a user");
	assert.equal(t("session.frame.pending.title"), "Pending invitations");
	assert.equal(t("organization.invitations.greet"), "Greet");
	assert.equal(t("greeting.details.title"), "Confirm the user details");
	assert.equal(t("greeting.details.profile"), "Set its user profile");
	assert.equal(t("organization.action.revokeOne"), "Revoke this user");
	assert.equal(t("organization.revoke.confirm"), "Revoke");
	assert.equal(t("home.join.title"), "Join an organization");
	assert.deepEqual(
		(["OUTSIDER", "STANDARD", "ADMIN"] as const).map((profile) => t(`common.profile.${profile}`)),
		["External", "Standard", "Administrator"],
	);
});

scene("pending invitations are a yellow button at the top, with their number; none is no button", {}, async (stage) => {
	const alice = await stage.person("Alice");
	const { page, t } = alice;
	await createOrganization(alice, "Acme", "alice@example.com");
	const button = page.getByRole("banner").getByRole("button", { name: t("session.frame.pending.title") });
	await page.getByText(t("organization.users.alone.title")).waitFor();
	assert.equal(await button.count(), 0);
	for (const [count, email] of ["bob@example.com", "carol@example.com"].entries()) {
		await invite(stage, alice, email);
		await button.filter({ hasText: String(count + 1) }).waitFor();
	}
	const colour = await button.evaluate((element) => getComputedStyle(element).backgroundColor);
	assert.equal(colour, "rgb(255, 208, 58)");
});
