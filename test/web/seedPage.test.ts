import assert from "node:assert/strict";
import { describe } from "node:test";
import type { Person } from "./support/person.ts";
import { type Stage, scene } from "./support/stage.ts";
import {
	approve,
	chooseInMenu,
	createOrganization,
	exchangeCodes,
	finishGreeting,
	finishJoining,
	goOnWith,
	greet,
	inside,
	invite,
	openLink,
	start,
} from "./support/story.ts";
import { spaced } from "./support/words.ts";

// The seed page from its first line to its last, in the words of the screens.

const EMAIL = "bob@example.com";

/** A page that is loaded again forgets this. */
const markPage = ({ page }: Person) => page.evaluate(() => void Reflect.set(window, "neverReloaded", true));
const wasNeverReloaded = ({ page }: Person) => page.evaluate(() => Reflect.get(window, "neverReloaded") === true);

const row = ({ page }: Person, name: string) =>
	page.getByRole("row").filter({ has: page.getByRole("rowheader", { name, exact: true }) });

const pendingButton = ({ page, t }: Person, count: number) =>
	page.getByRole("button", { name: `${t("session.frame.pending.title")} ${count}`, exact: true });

/** Manage my organization, Invite a user: the yellow button counts, and the guest who has come is told of. */
async function inviteAndMeet(stage: Stage, alice: Person, bob: Person): Promise<void> {
	const link = await invite(stage, alice, EMAIL);
	await pendingButton(alice, 1).waitFor();
	await openLink(bob, link);
	await bob.sees(bob.t("join.meet.title", { organization: "Acme" }));
	await pendingButton(alice, 1).click();
	await alice.page.getByText(alice.t("organization.invitations.waitingLong")).waitFor();
	await alice.page.keyboard.press("Escape");
	await greet(alice, EMAIL);
}

/** The token exchange, both ways, then who the guest is: the host has the last word on it. */
async function becomeAcquainted(alice: Person, bob: Person): Promise<void> {
	await start(alice);
	await goOnWith(bob, alice.name);
	await exchangeCodes(alice, bob);
	await bob.fill(bob.t("common.field.name"), "bobby");
	await bob.press(bob.t("join.details.send", { name: alice.name }));
	await alice.sees(alice.t("greeting.details.title"));
	await alice.fill(alice.t("common.field.name"), bob.name);
}

describe("the seed page", { concurrency: 2 }, () => {
	for (const language of ["en", "fr"] as const) {
		scene(`to the letter (${language})`, { language }, async (stage) => {
			const alice = await stage.person("Alice");
			const bob = await stage.somebody("Bob");
			const { t } = alice;
			await createOrganization(alice, "Acme", "alice@example.com");
			await markPage(alice);
			assert.equal(await pendingButton(alice, 1).count(), 0);

			await inviteAndMeet(stage, alice, bob);
			await becomeAcquainted(alice, bob);
			await approve(alice, "STANDARD");
			await finishJoining(bob);
			await inside(bob);
			await markPage(bob);
			await finishGreeting(alice, "Bob", "Acme");
			await row(alice, "Bob").getByText(t("common.profile.STANDARD"), { exact: true }).waitFor();
			await row(alice, "Bob").getByText(EMAIL, { exact: true }).waitFor();
			assert.equal(await pendingButton(alice, 1).count(), 0);

			// Change profile: his own page has the buttons of an administrator at once.
			const inviteButton = bob.page.getByRole("button", { name: t("organization.action.invite"), exact: true });
			assert.equal(await inviteButton.count(), 0);
			await chooseInMenu(alice, "Bob", t("organization.action.changeProfile"));
			const dialog = alice.page.getByRole("dialog");
			await dialog.getByRole("radio", { name: t("common.profile.ADMIN") }).check({ force: true });
			await alice.press(t("organization.change.confirm"), dialog);
			await row(alice, "Bob").getByText(t("common.profile.ADMIN"), { exact: true }).waitFor();
			await inviteButton.first().waitFor();

			// Revoke this user: what it means is said first, and his page closes itself.
			await chooseInMenu(alice, "Bob", t("organization.action.revokeOne"));
			const question = alice.page.getByRole("alertdialog");
			await question.getByText(t("organization.revoke.accessOne", { name: "Bob" })).waitFor();
			await question.getByText(t("organization.revoke.undoneOne", { name: "Bob" })).waitFor();
			await alice.press(t("organization.revoke.confirm"), question);
			await row(alice, "Bob").getByText(t("common.status.revoked"), { exact: true }).waitFor();
			await bob.sees(t("session.revoked.title", { organization: "Acme" }));
			await bob.page.getByText(t("session.revoked.next")).waitFor();
			assert(await wasNeverReloaded(bob));
			await bob.press(t("session.home"));
			await bob.page.getByRole("heading", { name: spaced(t("home.headline")) }).waitFor();
			assert.equal(await bob.page.getByText("Acme").count(), 0, "nothing of the organization stays");

			// Invited again, he is somebody new.
			await inviteAndMeet(stage, alice, bob);
			await becomeAcquainted(alice, bob);
			await approve(alice, "OUTSIDER");
			await finishJoining(bob);
			await finishGreeting(alice, "Bob", "Acme");
			await row(alice, "Bob").getByText(t("common.profile.OUTSIDER"), { exact: true }).waitFor();
			assert.equal(await row(alice, "Bob").count(), 2, "the one of before stays in the list, revoked");
			assert(await wasNeverReloaded(alice));
		});
	}
});
