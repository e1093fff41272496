import assert from "node:assert/strict";
import { Keyboard } from "./support/keyboard.ts";
import { type Stage, scene } from "./support/stage.ts";
import { invitationLink, openLink, PASSWORD, readCode } from "./support/story.ts";

const WINDOWS = [
	["an ordinary window", {}],
	["a telephone", { width: 360, height: 780 }],
] as const;

for (const [window, size] of WINDOWS)
	scene(`the whole seed page by keyboard alone, on both sides, in ${window}`, size, withoutMouse);

/** Whoever cannot see it either is told each step. */
async function withoutMouse(stage: Stage): Promise<void> {
	const [alice, bob] = [await stage.person("Alice"), await stage.somebody("Bob")];
	const [host, guest] = [new Keyboard(alice), new Keyboard(bob)];
	const { page, t } = alice;
	const step = (number: number, count: number, name: string) => t("greeting.stepNamed", { step: number, count, name });

	// Creating: what is asked has the focus already, and Enter goes on.
	await host.use("link", new RegExp(`^${t("home.create.title")}`));
	await alice.sees(t("create.organization.title"));
	await host.isIn(t("common.field.organization"));
	await host.type("Acme");
	await host.press("Enter");
	await alice.sees(t("create.details.title"));
	await host.isIn(t("common.field.name"));
	await host.type("Alice");
	await host.press("Tab");
	await host.type("alice@example.com");
	await host.press("Enter");
	await alice.sees(t("create.password.title"));
	await host.isIn(t("common.field.password"));
	await host.type(PASSWORD);
	await host.reach(page.getByLabel(t("common.field.passwordAgain"), { exact: true }));
	await host.type(PASSWORD);
	await page.getByText(t("common.password.match")).waitFor();
	await host.use("button", t("common.continue"));
	await alice.sees(t("create.check.title"));
	await host.keepsFocus("when the last step is checked");
	await host.use("button", t("create.check.create"));
	await alice.sees(t("create.done.title", { organization: "Acme" }));
	await host.keepsFocus("when the organization is created");
	await host.use("button", t("create.done.open"));
	await page.getByText(t("organization.users.alone.title")).waitFor();
	await host.keepsFocus("when the organization opens");

	// A window keeps the focus, lets go of it with Escape, and gives it back.
	const inviteButton = page
		.getByRole("main")
		.getByRole("button", { name: t("organization.action.invite"), exact: true });
	const dialog = page.getByRole("dialog");
	await host.use("button", t("organization.action.invite"));
	await dialog.waitFor();
	await host.isTrappedIn(dialog);
	await host.press("Escape");
	await dialog.waitFor({ state: "detached" });
	// Given back, once the window is no longer drawn.
	await inviteButton.and(page.locator(":focus")).waitFor();
	await host.press("Enter");
	await dialog.waitFor();
	await host.isIn(t("organization.invite.field"));
	await host.type("bob@example.com");
	await host.use("button", t("organization.invite.send"));
	await alice.sees(t("organization.invite.results.sent", { count: 1 }));
	await host.use("button", t("common.done"));
	await dialog.waitFor({ state: "detached" });
	await host.keepsFocus("when the window has closed");

	// Greeting.
	await openLink(bob, await invitationLink(stage, "bob@example.com"));
	await bob.sees(bob.t("join.meet.title", { organization: "Acme" }));
	await host.use("button", new RegExp(`^${t("session.frame.pending.title")}`));
	await host.use("button", t("organization.invitations.greetWhom", { email: "bob@example.com" }));
	await alice.sees(t("greeting.meet.title"));
	await host.keepsFocus("when the greeting opens");
	await page.getByText(t("greeting.meet.readyHint")).waitFor();
	await host.use("button", t("greeting.meet.start"));
	await guest.use("button", bob.t("join.meet.continueWith", { name: "Alice" }));
	const first = await readCode(alice);
	await host.hears(step(2, 5, t("greeting.steps.ownCode")));
	await host.keepsFocus("when one's own code is shown");
	await bob.sees(bob.t("greeting.peerCode.title.host", { name: "Alice" }));
	await guest.keepsFocus("when codes are to be chosen from");
	await guest.hears(step(1, 4, t("join.steps.hostCode")));
	await guest.reach(bob.page.getByRole("button").filter({ hasText: new RegExp(first) }));
	await guest.press("Enter");
	const second = await readCode(bob);
	await guest.hears(step(2, 4, t("join.steps.ownCode")));
	await alice.sees(t("greeting.peerCode.title.guest"));
	await host.hears(step(3, 5, t("greeting.steps.guestCode")));
	await host.reach(page.getByRole("button").filter({ hasText: new RegExp(second) }));
	await host.press(" ");

	await bob.sees(bob.t("join.details.title", { name: "Alice" }));
	await guest.hears(step(3, 4, t("join.steps.details")));
	await host.hears(step(4, 5, t("greeting.steps.details")));
	await guest.reach(bob.page.getByLabel(bob.t("common.field.name"), { exact: true }));
	await guest.type("Bob");
	await guest.use("button", bob.t("join.details.send", { name: "Alice" }));
	await alice.sees(t("greeting.details.title"));
	await host.keepsFocus("when the details are there");
	await host.reach(page.getByRole("radiogroup", { name: t("greeting.details.profile") }));
	const standard = page.getByRole("radio", { name: t("common.profile.STANDARD") });
	for (let press = 0; press < 3 && !(await standard.isChecked()); press++) await host.press("ArrowDown");
	assert(await standard.isChecked());
	await host.use("button", t("greeting.details.approve"));
	await bob.sees(bob.t("join.password.title"));
	await guest.hears(step(4, 4, t("join.steps.password")));
	await guest.reach(bob.page.getByLabel(bob.t("common.field.password"), { exact: true }));
	await guest.type(PASSWORD);
	await guest.reach(bob.page.getByLabel(bob.t("common.field.passwordAgain"), { exact: true }));
	await guest.type(PASSWORD);
	await bob.page.getByText(bob.t("common.password.match")).waitFor();
	await guest.use("button", bob.t("join.password.save"));
	await bob.sees(bob.t("join.done.title", { name: "Bob" }));
	await guest.use("button", bob.t("join.done.logIn"));
	await bob.page.getByText("alice@example.com").first().waitFor();
	await alice.sees(t("greeting.done.title", { name: "Bob", organization: "Acme" }));
	await host.keepsFocus("when the guest has joined");
	await host.hears(step(5, 5, t("greeting.steps.done")));
	await host.use("button", t("greeting.done.finish"));

	// The list: one stop, arrows within, and the menu of a row.
	await page.getByText("bob@example.com").first().waitFor();
	const grid = page.getByRole("grid", { name: t("organization.users.list") });
	await host.reach(grid);
	await host.press("ArrowDown");
	await host.press("End");
	const row = grid.getByRole("row", { name: "Bob" });
	assert(await row.evaluate((element) => element.contains(document.activeElement)));
	const question = page.getByRole("alertdialog", { name: t("organization.revoke.titleOne", { name: "Bob" }) });
	const narrow = (page.viewportSize()?.width ?? 0) < 768;
	const askToRevoke = async () => {
		if (narrow) {
			// What a menu offers elsewhere stands in the sheet of the person.
			await host.press("Enter");
			await page.getByText(t("organization.details.id")).waitFor();
			await host.use("button", t("organization.action.revokeOne"));
			return question.waitFor();
		}
		await host.press("Shift+F10");
		await page.getByRole("menuitem", { name: t("organization.action.revokeOne") }).waitFor();
		await host.press("End");
		await host.press("Enter");
		await question.waitFor();
	};
	await askToRevoke();
	await host.isTrappedIn(question);
	await host.press("Escape");
	await question.waitFor({ state: "detached" });
	await host.keepsFocus("when the question has closed");
	if (narrow) {
		await host.press("Escape");
		await dialog.waitFor({ state: "detached" });
		await host.keepsFocus("when the sheet has closed");
	}
	assert(await row.evaluate((element) => element.contains(document.activeElement)), "back on the row");
	await askToRevoke();
	await host.reach(question.getByRole("button", { name: t("organization.revoke.confirm"), exact: true }));
	await host.press("Enter");
	await page.getByText(t("organization.revoke.doneOne", { name: "Bob" })).waitFor();
	await host.keepsFocus("when somebody was revoked");
	await bob.sees(bob.t("session.revoked.title", { organization: "Acme" }));
	await guest.hears(bob.t("session.revoked.title", { organization: "Acme" }));
	await guest.use("button", bob.t("session.home"));
	await bob.sees(bob.t("home.headline"));
}
