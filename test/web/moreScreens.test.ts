import { newSigningKey } from "@parallax/crypto";
import { OrganizationID } from "@parallax/protocol";
import { letIn, newOrganization } from "../support/meeting.ts";
import { bringDevice, givePassword, importDevice } from "./support/devices.ts";
import { gallery } from "./support/gallery.ts";

// The screens that a story passes by: what stops a session, and what opens over a page.

gallery("the screens of what stops a session", async (stage, look) => {
	const { device } = await newOrganization(stage.address, "Acme");
	const alice = await stage.person("Alice");
	const { page, t } = alice;
	alice.expectProblem(/the server responded with a status of 4\d\d/);
	await bringDevice(alice, device);
	await page.getByText("alice@example.com").first().waitFor();

	await stage.administer("PATCH", "organizations/Acme", { tos: { en_US: `${stage.url}terms` } });
	await alice.sees(t("session.terms.title"));
	await look(alice, "stopped-terms");
	await stage.administer("PATCH", "organizations/Acme", { tos: null });
	await page.reload();
	await givePassword(alice);
	await page.getByText("alice@example.com").first().waitFor();

	await stage.administer("PATCH", "organizations/Acme", { is_expired: true });
	await alice.sees(t("session.expired.title", { organization: "Acme" }));
	await look(alice, "stopped-expired");
	await alice.press(t("session.read"));
	await page.getByText("alice@example.com").first().waitFor();
	await look(alice, "stopped-expired-read");

	const stranger = await stage.person("Alice");
	stranger.expectProblem(/the server responded with a status of 4\d\d/);
	await importDevice(stranger, { ...device, organization_id: OrganizationID.parse("Nowhere") });
	await givePassword(stranger);
	await stranger.sees(t("session.organizationNotFound.title", { organization: "Nowhere" }));
	await look(stranger, "stopped-not-found");
	await stage.administer("PATCH", "organizations/Acme", { is_expired: false });
	const old = await stage.person("Alice");
	old.expectProblem(/the server responded with a status of 4\d\d/);
	await importDevice(old, { ...device, signing_key: newSigningKey() });
	await givePassword(old);
	await old.sees(t("session.notRecognized.title"));
	await look(old, "stopped-not-recognized");
});

gallery("the screens of what opens over a page", async (stage, look) => {
	const founder = await newOrganization(stage.address, "Acme");
	await letIn(founder, "bob@example.com", "Bob", "STANDARD");
	const external = await letIn(founder, "eve@example.com", "Eve", "OUTSIDER");
	const alice = await stage.person("Alice");
	const { page, t } = alice;
	await bringDevice(alice, founder.device);
	await page.getByText("eve@example.com").first().waitFor();
	await page.getByRole("button", { name: t("organization.users.filter.profile"), exact: true }).click();
	await page.getByRole("menuitemcheckbox").first().waitFor();
	await look(alice, "users-filter");
	await page.keyboard.press("Escape");
	await page.getByRole("button", { name: t("organization.users.menuOf", { name: "Eve" }), exact: true }).click();
	await page.getByRole("menuitem").first().waitFor();
	await look(alice, "users-menu");
	await page.keyboard.press("Escape");
	await page.getByRole("grid").getByRole("row", { name: "Alice" }).focus();
	await page.keyboard.press("Control+a");
	await page.getByText(t("organization.selection.count", { count: 2 })).waitFor();
	await look(alice, "users-selected");
	await page.keyboard.press("Escape");
	await page.getByRole("searchbox", { name: t("organization.users.search") }).fill("nobody");
	await page.getByText(t("organization.users.nobody.title")).waitFor();
	await look(alice, "users-none-found");
	await page.getByRole("button", { name: t("session.frame.menu.title") }).click();
	await page.getByRole("menuitem").first().waitFor();
	await look(alice, "personal-menu");
	await page.getByRole("menuitem", { name: t("session.frame.menu.logOut") }).click();
	const question = page.getByRole("alertdialog", { name: t("session.frame.logOut.title", { organization: "Acme" }) });
	await question.waitFor();
	await look(alice, "log-out");
	await alice.press(t("session.frame.logOut.confirm"), question);
	await alice.sees(t("home.list.title"));
	await alice.press(t("home.list.menu", { organization: "Acme", name: "Alice" }));
	await page.getByRole("menuitem", { name: t("home.list.forget") }).click();
	await page.getByRole("alertdialog", { name: t("home.forget.title") }).waitFor();
	await look(alice, "forget-device");

	const eve = await stage.person("Eve");
	await bringDevice(eve, external);
	await eve.page.getByText("eve@example.com").first().waitFor();
	await look(eve, "external");
});
