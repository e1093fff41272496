import assert from "node:assert/strict";
import { companyScenes } from "./support/company.ts";
import { goOnTo, leave, reach } from "./support/moments.ts";
import type { Person } from "./support/person.ts";
import {
	approve,
	exchangeCodes,
	finishGreeting,
	finishJoining,
	giveName,
	goOnWith,
	greet,
	openLink,
	start,
} from "./support/story.ts";

// What others do meanwhile: another administrator, or somebody else who holds the same link.

let carol: Person;
const scene = companyScenes(async (company) => {
	carol = await company.letIn("Carol", "ADMIN");
});

/** Carol cancels the invitation from the yellow button. */
async function cancelInvitation(administrator: Person, email: string): Promise<void> {
	const { page, t } = administrator;
	await page.getByRole("button", { name: new RegExp(`^${t("session.frame.pending.title")}`) }).click();
	const more = t("organization.invitations.more", { email });
	await page.getByRole("dialog").getByRole("button", { name: more, exact: true }).click();
	await page.getByRole("menuitem", { name: t("organization.invitations.cancel.action"), exact: true }).click();
	await administrator.press(t("organization.invitations.cancel.confirm"), page.getByRole("alertdialog"));
	await page.getByText(t("organization.invitations.cancel.done", { email })).waitFor();
}

scene("what another administrator did while one was on the first page is there on coming back", async (company) => {
	const { alice, organization } = company;
	const { page, t } = alice;
	await company.backToWork(alice);
	await page.getByRole("link", { name: t("organization.tab.invitations") }).click();
	await page.getByText(t("organization.invitations.none.title")).waitFor();
	await page.getByRole("button", { name: new RegExp(t("session.frame.switcher.open")) }).click();
	await page.getByRole("menuitem", { name: t("session.frame.switcher.all") }).click();
	await page.getByRole("heading", { name: t("home.list.title") }).waitFor();
	const { email } = await company.invite(carol);
	await page.getByRole("link", { name: organization }).click();
	await page.getByRole("link", { name: t("organization.tab.invitations") }).click();
	await page.getByRole("row", { name: email }).waitFor();
	await cancelInvitation(carol, email);
	await page.getByText(t("organization.invitations.none.title")).waitFor();
});

for (const moment of ["together", "guestCode", "confirmation"] as const)
	scene(`another administrator cancels the invitation (${moment}): host and guest are told`, async (company) => {
		const { alice } = company;
		const { bob, email } = await company.meet();
		await company.backToWork(carol);
		await reach(moment, alice, bob);
		await cancelInvitation(carol, email);
		await alice.sees(alice.t("greeting.gone.cancelled.title"));
		// To a guest the server says only that it is over.
		await bob.sees(bob.t("join.gone.unknown.title"));
		await alice.press(alice.t("greeting.gone.back"));
		await bob.press(bob.t("join.problem.home"));
		await bob.page.getByRole("heading", { name: bob.t("home.headline") }).waitFor();
	});

scene("two administrators wait: the guest goes on with the first to answer, and the other is told", async (company) => {
	const { alice, stage, organization } = company;
	const { email, link } = await company.invite();
	await company.backToWork(carol);
	await greet(alice, email);
	await greet(carol, email);
	const bob = await stage.somebody("Bob");
	await openLink(bob, link);
	await bob.page.getByText(bob.t("join.meet.warning")).waitFor();
	const withAlice = bob.page.getByRole("button", { name: bob.t("join.meet.continueWith", { name: "Alice" }) });
	const [host, other] = (await withAlice.isVisible()) ? [alice, carol] : [carol, alice];
	await other.sees(other.t("greeting.interrupted.peerLeft", { name: other.t("greeting.people.guest") }));
	await start(host);
	await goOnWith(bob, host.name);
	await exchangeCodes(host, bob);
	await giveName(bob, host.name);
	await approve(host, "STANDARD");
	await other.sees(other.t("greeting.gone.used.title"));
	await other.press(other.t("greeting.gone.back"));
	await finishJoining(bob);
	await finishGreeting(host, bob.name, organization);
});

scene("the host who was there leaves: the guest goes on with the other administrator", async (company) => {
	const { alice } = company;
	const { bob, email } = await company.meet();
	await reach("hostCode", alice, bob);
	await company.backToWork(carol);
	await greet(carol, email);
	await leave(alice, true);
	await bob.sees(bob.t("greeting.interrupted.back", { name: carol.name }));
	await reach("hostCode", carol, bob);
	await leave(carol, true);
});

scene("somebody else opens the same link: the first one is told, and may take it back", async (company) => {
	const { alice, stage } = company;
	const { bob, link } = await company.meet();
	await goOnTo("together", alice, bob);
	const mallory = await stage.somebody("Mallory");
	await openLink(mallory, link);
	await bob.sees(bob.t("join.ended.elsewhere.title"));
	await goOnTo("together", alice, mallory);
	await bob.press(bob.t("join.ended.takeBack"));
	await mallory.sees(mallory.t("join.ended.elsewhere.title"));
	await reach("hostCode", alice, bob);
	await leave(alice, true);
});

scene("somebody else has joined with the link meanwhile: whoever opens it learns that it was used", async (company) => {
	const { alice, stage, organization } = company;
	const { bob, link } = await company.meet();
	await goOnTo("together", alice, bob);
	const mallory = await stage.somebody("Mallory");
	await openLink(mallory, link);
	await bob.sees(bob.t("join.ended.elsewhere.title"));
	await reach("confirmation", alice, mallory);
	await approve(alice, "OUTSIDER");
	await finishJoining(mallory);
	await finishGreeting(alice, mallory.name, organization);
	await bob.press(bob.t("join.ended.takeBack"));
	await bob.sees(bob.t("join.gone.unknown.title"));
	assert.equal(await bob.page.getByRole("button", { name: bob.t("join.problem.home"), exact: true }).count(), 1);
});
