import { newSigningKey, verifyKeyOf } from "@parallax/crypto";
import { OrganizationID } from "@parallax/protocol";
import { letIn, newOrganization } from "../support/meeting.ts";
import { AN_HOUR_AGO, beforeCore, NOTHING_KEPT } from "./support/beforeCore.ts";
import { bringDevice, givePassword, importDevice } from "./support/devices.ts";
import { gallery } from "./support/gallery.ts";
import { nativeOf } from "./support/links.ts";
import { goOnTo, leave } from "./support/moments.ts";
import type { Person } from "./support/person.ts";
import { greet, inside, invitationLink, invite, openLink } from "./support/story.ts";

// The screens that a story passes by: what stops a session, what opens over a page, and what leads nowhere.

const REFUSALS = /the server responded with a status of [45]\d\d/;

gallery("the screens of what stops a session at work", async (stage, look) => {
	const { device } = await newOrganization(stage.address, "Acme");
	const alice = await stage.person("Alice");
	const { page, t, context } = alice;
	alice.expectProblem(REFUSALS);
	await bringDevice(alice, device);
	await page.getByText("alice@example.com").first().waitFor();
	const again = async () => {
		await page.reload();
		await givePassword(alice);
	};

	await stage.administer("PATCH", "organizations/Acme", { tos: { en_US: `${stage.url}terms` } });
	await alice.sees(t("session.terms.title"));
	await look(alice, "stopped-terms");
	await stage.administer("PATCH", "organizations/Acme", { tos: null });
	await again();
	await page.getByText("alice@example.com").first().waitFor();

	await stage.administer("PATCH", "organizations/Acme", { is_expired: true });
	await alice.sees(t("session.expired.title", { organization: "Acme" }));
	await look(alice, "stopped-expired");
	await alice.press(t("session.read"));
	await page.getByText("alice@example.com").first().waitFor();
	await look(alice, "stopped-expired-read");
	await stage.administer("PATCH", "organizations/Acme", { is_expired: false });

	await stage.administer("POST", "organizations/Acme/users/freeze", { user_email: "alice@example.com", frozen: true });
	await again();
	await alice.sees(t("session.frozen.title", { organization: "Acme" }));
	await look(alice, "stopped-frozen");
	await stage.administer("POST", "organizations/Acme/users/freeze", { user_email: "alice@example.com", frozen: false });

	for (const [status, title, screen] of [
		[422, t("session.incompatible.title"), "stopped-incompatible"],
		[464, t("session.webNotAllowed.title", { organization: "Acme" }), "stopped-web-not-allowed"],
		[500, t("session.failed.title"), "stopped-failed"],
	] as const) {
		const headers: Record<string, string> = status === 422 ? { "Supported-Api-Versions": "99.0" } : {};
		await context.route("**/authenticated/**", (route) => route.fulfill({ status, headers, body: "" }));
		await again();
		await alice.sees(title);
		await look(alice, screen);
		await context.unroute("**/authenticated/**");
	}
	const late = await stage.somebody("Alice");
	late.expectProblem(REFUSALS);
	await beforeCore(late.page, AN_HOUR_AGO);
	await late.page.goto(stage.url);
	await importDevice(late, device);
	await givePassword(late);
	await late.sees(t("session.clock.title"));
	await look(late, "stopped-clock");
});

gallery("the screens of what stops a session from the first day on", async (stage, look) => {
	const { device } = await newOrganization(stage.address, "Acme");
	const comesWith = async (own: typeof device): Promise<Person> => {
		const alice = await stage.person("Alice");
		alice.expectProblem(REFUSALS);
		await importDevice(alice, own);
		await givePassword(alice);
		return alice;
	};
	const elsewhere = await comesWith({ ...device, organization_id: OrganizationID.parse("Nowhere") });
	await elsewhere.sees(elsewhere.t("session.organizationNotFound.title", { organization: "Nowhere" }));
	await look(elsewhere, "stopped-not-found");
	const old = await comesWith({ ...device, signing_key: newSigningKey() });
	await old.sees(old.t("session.notRecognized.title"));
	await look(old, "stopped-not-recognized");
	const betrayed = await comesWith({ ...device, root_verify_key: verifyKeyOf(newSigningKey()) });
	await betrayed.sees(betrayed.t("session.invalidCertificate.title"));
	await look(betrayed, "stopped-invalid-certificate");

	const cut = await stage.person("Alice");
	const { page, t } = cut;
	await importDevice(cut, device);
	await page.getByLabel(t("common.field.password"), { exact: true }).waitFor();
	await look(cut, "login");
	await cut.setOffline(true);
	await givePassword(cut);
	await cut.sees(t("session.neverReached.title"));
	await look(cut, "stopped-never-reached");
	await cut.setOffline(false);
	await inside(cut);
	const { pathname } = new URL(page.url());
	await cut.openTab();
	await cut.page.goto(new URL(pathname, stage.url).href);
	await givePassword(cut);
	await cut.page.getByText(t("login.inUse")).waitFor();
	await look(cut, "login-in-use");
	await cut.page.goto(new URL(`/client/login/${"0".repeat(32)}`, stage.url).href);
	await cut.sees(t("login.unknown.title"));
	await look(cut, "login-unknown");

	const forgetful = await stage.somebody("Bob");
	await beforeCore(forgetful.page, NOTHING_KEPT);
	await forgetful.page.goto(stage.url);
	await forgetful.sees(t("home.storage.title"));
	await look(forgetful, "storage-refused");
	const unlucky = await stage.somebody("Carol");
	unlucky.expectProblem(/stopped/);
	await beforeCore(unlucky.page, 'throw new Error("stopped");');
	await unlucky.page.goto(stage.url);
	await unlucky.sees(t("common.crash.title"));
	await look(unlucky, "crash");
});

gallery("the screens of links that lead nowhere, and of greetings that break off", async (stage, look) => {
	const { device } = await newOrganization(stage.address, "Acme");
	const alice = await stage.person("Alice");
	await bringDevice(alice, device);
	await inside(alice);
	const link = await invite(stage, alice, "bob@example.com");
	const bob = await stage.somebody("Bob");
	const { t } = bob;
	bob.expectProblem(REFUSALS);
	const leads = async (address: string, title: string, screen: string) => {
		await openLink(bob, address);
		// The same page, with another link.
		await bob.page.reload();
		await bob.sees(title);
		await look(bob, screen);
	};
	const join = new URL("/client/join", stage.url).href;
	const native = nativeOf(link);
	await leads(join, t("join.problem.none.title"), "join-no-link");
	await leads(`${join}#${native.slice(0, -22)}`, t("home.redirect.badTitle"), "link-cut");
	await leads(
		`${join}#${native.replace(/\?.*/, "?no_ssl=true&a=pki_enrollment")}`,
		t("home.redirect.otherTitle"),
		"link-other",
	);
	const other = native.replace(/^parsec3:\/\/[^/]+/, "parsec3://elsewhere.example");
	await leads(`${join}#${other}`, t("home.redirect.elsewhereTitle"), "link-elsewhere");
	await leads(`${join}#${native.replace("/Acme?", "/Nowhere?")}`, t("join.gone.not-found.title"), "join-not-found");
	await stage.administer("PATCH", "organizations/Acme", { is_expired: true });
	await leads(link, t("join.problem.expired.title"), "join-expired");
	await stage.administer("PATCH", "organizations/Acme", { is_expired: false });
	await alice.press(t("session.logInAgain"));
	await givePassword(alice);
	await inside(alice);

	await openLink(bob, await invitationLink(stage, "bob@example.com"));
	await bob.page.reload();
	await greet(alice, "bob@example.com");
	await goOnTo("together", alice, bob);
	await goOnTo("hostCode", alice, bob);
	await bob.press(t("greeting.leave.action"), bob.page.getByRole("banner"));
	await bob.page.getByRole("alertdialog").waitFor();
	await look(bob, "join-leave");
	await bob.page.keyboard.press("Escape");
	await bob.page.getByRole("alertdialog").waitFor({ state: "detached" });
	await leave(alice, true);
	await bob.sees(t("greeting.interrupted.peerLeft", { name: "Alice" }));
	await look(bob, "join-interrupted");
	await greet(alice, "bob@example.com");
	await goOnTo("together", alice, bob);
	await goOnTo("hostCode", alice, bob);
	await stage.stopServer();
	for (const person of [alice, bob]) {
		person.expectProblem(/ERR_/);
		await person.page.getByText(person.t("greeting.offline")).waitFor();
	}
	await look(alice, "greet-offline");
	await look(bob, "join-offline");
	await stage.startServer();
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
