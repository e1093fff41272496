import { gallery } from "./support/gallery.ts";
import type { Person } from "./support/person.ts";
import {
	chooseCode,
	chooseInMenu,
	chooseWrongCode,
	createOrganization,
	goOnWith,
	greet,
	invite,
	letIn,
	openLink,
	readCode,
	refuseCodes,
	revoke,
	start,
} from "./support/story.ts";

// The screens of the way from the first page to a member, and of what goes wrong on it.

gallery("the screens of the first page and of creating", async (stage, look) => {
	const alice = await stage.person("Alice");
	const { page, t } = alice;
	await page.getByRole("heading", { name: t("home.headline") }).waitFor();
	await look(alice, "welcome");
	await alice.fill(t("home.join.label"), "hello");
	await page.getByText(t("home.link.scheme")).waitFor();
	await look(alice, "welcome-wrong-link");
	await page.goto(new URL("/client/nowhere", stage.url).href);
	await alice.sees(t("common.notFound.title"));
	await look(alice, "not-found");
	await page.goto(stage.url);
	await createOrganization(alice, "Acme", "alice@example.com", look);
	await look(alice, "users-alone");
});

gallery("the screens of a greeting, on both sides", async (stage, look) => {
	const alice = await stage.person("Alice");
	const bob = await stage.somebody("Bob");
	await createOrganization(alice, "Acme", "alice@example.com");
	await letIn(stage, alice, bob, { organization: "Acme", email: "bob@example.com", profile: "STANDARD" }, look);
});

gallery("the screens of a greeting that goes wrong", async (stage, look) => {
	const alice = await stage.person("Alice");
	const bob = await stage.somebody("Bob");
	await createOrganization(alice, "Acme", "alice@example.com");
	const link = await invite(stage, alice, "bob@example.com");
	await greet(alice, "bob@example.com");
	await look(alice, "greet-waiting");
	await openLink(bob, link);
	await start(alice);
	await goOnWith(bob, "Alice");
	await chooseWrongCode(bob, await readCode(alice));
	await bob.sees(bob.t("greeting.mismatch.title"));
	await look(bob, "join-mismatch");
	await alice.sees(alice.t("greeting.mismatch.title"));
	await look(alice, "greet-mismatch");
	for (const person of [alice, bob]) await person.press(person.t("greeting.mismatch.restart"));
	await start(alice);
	await goOnWith(bob, "Alice");
	await chooseCode(bob, await readCode(alice));
	await alice.press(alice.t("greeting.peerCode.notHere.guest"));
	await look(alice, "greet-code-not-here");
	await alice.press(alice.t("greeting.peerCode.question.keep"));
	await refuseCodes(alice, "host");
	await alice.sees(alice.t("greeting.mismatch.titleNoCode"));
	await look(alice, "greet-no-code");
});

gallery("the screens of managing an organization", async (stage, look) => {
	const alice = await stage.person("Alice");
	const bob = await stage.somebody("Bob");
	const { page, t } = alice;
	await createOrganization(alice, "Acme", "alice@example.com");
	await letIn(stage, alice, bob, { organization: "Acme", email: "bob@example.com", profile: "STANDARD" });
	await page.getByText("bob@example.com").first().waitFor();
	await look(alice, "users");
	await chooseInMenu(alice, "Bob", t("organization.action.changeProfile"));
	await look(alice, "change-profile");
	await alice.press(t("common.cancel"));
	await chooseInMenu(alice, "Bob", t("organization.action.revokeOne"));
	await look(alice, "revoke-user");
	await alice.press(t("organization.revoke.keepOne"));
	await chooseInMenu(alice, "Bob", t("organization.action.details"));
	await page.getByText(t("organization.details.id")).waitFor();
	await look(alice, "user-details");

	await openTab(alice, t("organization.tab.invitations"));
	await page.getByText(t("organization.invitations.none.title")).waitFor();
	await look(alice, "invitations-none");
	await invite(stage, alice, "carol@example.com");
	await page.getByText("carol@example.com").first().waitFor();
	await look(alice, "invitations");
	await openTab(alice, t("organization.tab.information"));
	await page.getByText(t("organization.information.deletion")).waitFor();
	await look(alice, "information");
	await alice.setOffline(true);
	await page.getByText(t("session.frame.offline.title")).waitFor();
	await look(alice, "offline");
	await alice.setOffline(false);

	await revoke(alice, "Bob");
	await bob.sees(bob.t("session.revoked.title", { organization: "Acme" }));
	await look(bob, "revoked");
});

gallery("the screens of one's profile, and of coming back", async (stage, look) => {
	const alice = await stage.person("Alice");
	const { page, t } = alice;
	await createOrganization(alice, "Acme", "alice@example.com");
	await page
		.getByRole("link", { name: t("session.frame.profile"), exact: true })
		.first()
		.click();
	for (const tab of ["details", "devices", "authentication", "settings"] as const) {
		await openTab(alice, t(`profile.tabs.${tab}`));
		await look(alice, `profile-${tab}`);
	}
	await openTab(alice, t("profile.tabs.devices"));
	await page.getByRole("button", { name: t("profile.devices.add") }).click();
	await alice.sees(t("greeting.addDevice.title"));
	await look(alice, "add-device");

	await page.goto(stage.url);
	await alice.sees(t("home.list.title"));
	await look(alice, "organizations");
	await page.getByRole("link", { name: "Acme" }).click();
	await alice.sees("Acme");
	await alice.fill(t("common.field.password"), "not this one");
	await alice.press(t("login.button"));
	await page.getByText(t("login.wrongPassword")).waitFor();
	await look(alice, "login-wrong-password");
	await page.goto(new URL("/client/join#https://elsewhere.example/redirect/Acme?a=claim_user&p=xx", stage.url).href);
	await page.getByRole("heading").first().waitFor();
	await look(alice, "join-bad-link");
});

async function openTab({ page }: Person, name: string): Promise<void> {
	// A count may follow.
	await page.getByRole("link", { name: new RegExp(`^${RegExp.escape(name)}`) }).click();
}
