import assert from "node:assert/strict";
import { companyScenes } from "./support/company.ts";
import { leave, reach } from "./support/moments.ts";
import type { Person } from "./support/person.ts";
import {
	approve,
	chooseWrongCode,
	exchangeCodes,
	finishGreeting,
	finishJoining,
	giveName,
	goOnWith,
	greet,
	invitationLink,
	openLink,
	readCode,
	start,
} from "./support/story.ts";

// What people have reported of the official application, so that it never happens here.

let carol: Person;
const scene = companyScenes(async (company) => {
	carol = await company.letIn("Carol", "ADMIN");
});

const pendingButton = ({ page, t }: Person, count: number) =>
	page.getByRole("button", { name: `${t("session.frame.pending.title")} ${count}`, exact: true });
const anyPendingButton = ({ page, t }: Person) =>
	page.getByRole("button", { name: new RegExp(`^${t("session.frame.pending.title")}`) });

/** Both administrators see this many, without anybody having logged in again. */
async function bothCount(alice: Person, count: number): Promise<void> {
	for (const person of [alice, carol]) {
		if (count > 0) await pendingButton(person, count).waitFor();
		else await anyPendingButton(person).waitFor({ state: "hidden" });
	}
}

scene("the pending invitations button is right at once, for everybody, whoever does what", async (company) => {
	const { alice, stage, organization } = company;
	await bothCount(alice, 0);
	const first = await company.invite();
	await bothCount(alice, 1);
	const second = await company.invite(carol);
	await bothCount(alice, 2);

	// The other administrator cancels the first.
	const { page, t } = carol;
	await anyPendingButton(carol).click();
	const more = t("organization.invitations.more", { email: first.email });
	await page.getByRole("dialog").getByRole("button", { name: more, exact: true }).click();
	await page.getByRole("menuitem", { name: t("organization.invitations.cancel.action"), exact: true }).click();
	await carol.press(t("organization.invitations.cancel.confirm"), page.getByRole("alertdialog"));
	await bothCount(alice, 1);
	await company.backToWork(carol);

	// The guest of the second joins.
	const bob = await stage.somebody("Bob");
	await openLink(bob, second.link);
	await greet(alice, second.email);
	await start(alice);
	await goOnWith(bob, alice.name);
	await exchangeCodes(alice, bob);
	await giveName(bob, alice.name);
	await approve(alice, "STANDARD");
	await finishJoining(bob);
	await finishGreeting(alice, bob.name, organization);
	await bothCount(alice, 0);
});

scene("an invitation e-mail is answered in the browser, with nothing installed", async (company) => {
	const { stage, alice } = company;
	const { email } = await company.invite();
	const link = await invitationLink(stage, email);
	assert.equal(new URL(link).origin, new URL(stage.url).origin);
	const bob = await stage.somebody("Bob");
	await openLink(bob, link);
	await greet(alice, email);
	await reach("confirmation", alice, bob);
	await leave(alice, true);
});

scene("after a wrong code and a restart nobody is shown a code while the other still waits", async (company) => {
	const { alice } = company;
	const { bob } = await company.meet();
	await reach("guestCode", alice, bob);
	const spent = await readCode(bob);
	// The host mishears: to both it is over, and each begins again when they like, the guest long before the host.
	await chooseWrongCode(alice, spent);
	await bob.press(bob.t("greeting.mismatch.restart"));
	await bob.page.getByText(bob.t("join.meet.hint")).waitFor();
	assert(await bob.page.getByRole("button", { name: bob.t("join.meet.continue"), exact: true }).isDisabled());
	await alice.sees(alice.t("greeting.mismatch.title"));
	await alice.press(alice.t("greeting.mismatch.restart"));
	await reach("hostCode", alice, bob);
	const code = await readCode(alice);
	await bob.page
		.getByRole("button")
		.filter({ hasText: new RegExp(code) })
		.waitFor();
	await leave(alice, true);
});
