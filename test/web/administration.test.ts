import assert from "node:assert/strict";
import type { UserGuestGreeting } from "@parallax/client";
import type { LocalDevice } from "@parallax/protocol";
import { guestNamed } from "../support/honestPeople.ts";
import { guestOf, letIn, newOrganization } from "../support/meeting.ts";
import { bringDevice } from "./support/devices.ts";
import type { Person } from "./support/person.ts";
import { scenesOf } from "./support/stage.ts";
import {
	approve,
	chooseCode,
	finishGreeting,
	greet,
	invitationLink,
	invite,
	openLink,
	readCode,
	start,
} from "./support/story.ts";

// What an administrator does to several people at once, and to those who are not there yet.

const ORGANIZATION = "Acme";

interface Cast {
	readonly alice: Person;
	readonly bob: LocalDevice;
	readonly carol: LocalDevice;
	readonly eve: LocalDevice;
}

const scene = scenesOf<Cast>({}, async (stage) => {
	const founder = await newOrganization(stage.address, ORGANIZATION);
	const bob = await letIn(founder, "bob@example.com", "Bob", "STANDARD");
	const carol = await letIn(founder, "carol@example.com", "Carol", "STANDARD");
	const eve = await letIn(founder, "eve@example.com", "Eve", "OUTSIDER");
	const alice = await stage.person("Alice");
	await bringDevice(alice, founder.device);
	return { alice, bob, carol, eve };
});

const row = ({ page }: Person, name: string) =>
	page.getByRole("row").filter({ has: page.getByRole("rowheader", { name, exact: true }) });

async function openTab({ page, t }: Person, tab: "users" | "invitations"): Promise<void> {
	await page.getByRole("link", { name: new RegExp(`^${t(`organization.tab.${tab}`)}`) }).click();
	await page.waitForURL(`**/${tab}`);
}

/** The line of an address in the results of inviting. */
const outcomeOf = ({ page, t }: Person, email: string) =>
	page
		.getByRole("list", { name: t("organization.invite.results.list") })
		.getByRole("listitem")
		.filter({ hasText: email });

async function openInviteDialog({ page, t }: Person): Promise<void> {
	await page
		.getByRole("button", { name: t("organization.action.invite"), exact: true })
		.first()
		.click();
	await page.getByRole("dialog", { name: t("organization.invite.title") }).waitFor();
}

/** The server answers nothing that makes sense to what names this address, until the returned is called. */
async function refuseWhatNames(person: Person, email: string): Promise<() => Promise<void>> {
	person.expectProblem(/the server responded with a status of 500/);
	await person.context.route("**/authenticated/**", async (route) => {
		if (route.request().postDataBuffer()?.includes(email)) await route.fulfill({ status: 500, body: "" });
		else await route.fallback();
	});
	return () => person.context.unroute("**/authenticated/**");
}

scene("several addresses are invited at once, and what becomes of each is told", async (stage, { alice }) => {
	const { page, t } = alice;
	await openTab(alice, "users");
	await openInviteDialog(alice);
	const text = "dan@example.com; front desk, DAN@example.com\nbob@example.com grace@example.com";
	await alice.fill(t("organization.invite.field"), text);
	const understood = page.getByRole("list", { name: t("organization.invite.parts") }).getByRole("listitem");
	assert.deepEqual(await understood.allInnerTexts(), [
		t("organization.invite.repeated", { text: "dan@example.com" }),
		t("organization.invite.part", { text: "front desk", problem: t("organization.invite.problem.no-at") }),
		"bob@example.com",
		"grace@example.com",
	]);
	await page.getByText(t("organization.invite.addresses", { count: 3 }), { exact: true }).waitFor();
	await page.getByText(t("organization.invite.leftOut", { count: 1 }), { exact: true }).waitFor();

	const letThrough = await refuseWhatNames(alice, "grace@example.com");
	await alice.press(t("organization.invite.sendMany", { count: 3 }));
	await alice.sees(t("organization.invite.results.sentSome", { done: 1, total: 3 }));
	await outcomeOf(alice, "dan@example.com").getByText(t("organization.invite.outcome.sent"), { exact: true }).waitFor();
	const member = outcomeOf(alice, "bob@example.com");
	await member.getByText(t("organization.invite.outcome.member"), { exact: true }).waitFor();
	await member.getByRole("button", { name: t("organization.invite.viewOf", { email: "bob@example.com" }) }).waitFor();
	const failure = t("common.unreachable.failed", { detail: "\0" }).split("\0")[0] ?? "";
	await outcomeOf(alice, "grace@example.com").getByText(failure).waitFor();
	assert.equal((await stage.allMailTo("dan@example.com")).length, 1, "written twice, invited once");

	await letThrough();
	await alice.press(t("organization.invite.retry", { count: 1 }));
	await alice.sees(t("organization.invite.results.sentSome", { done: 2, total: 3 }));
	await outcomeOf(alice, "grace@example.com")
		.getByText(t("organization.invite.outcome.sent"), { exact: true })
		.waitFor();
	assert.equal((await stage.allMailTo("dan@example.com")).length, 1, "and not again with those that failed");
	await invitationLink(stage, "grace@example.com");

	await alice.press(t("organization.invite.others"));
	assert.equal(await page.getByLabel(t("organization.invite.field")).inputValue(), "");
	await alice.press(t("common.cancel"));
});

scene("where no e-mail can be sent, the link is there to be copied, and works", async (stage, { alice }) => {
	const { t } = alice;
	await openTab(alice, "users");
	await openInviteDialog(alice);
	await stage.withoutMail(async () => {
		await alice.fill(t("organization.invite.field"), "henry@example.com");
		await alice.press(t("organization.invite.send"));
		await alice.sees(t("organization.invite.results.created", { count: 1 }));
	});
	const line = outcomeOf(alice, "henry@example.com");
	await line.getByText(t("organization.invite.outcome.unsent"), { exact: true }).waitFor();
	await alice.press(t("organization.invite.copyLink"), line);
	await line.getByRole("button", { name: t("common.copied"), exact: true }).waitFor();
	const link = await alice.clipboard();
	await alice.press(t("common.done"));
	const henry = await stage.somebody("Henry");
	await openLink(henry, link);
	await henry.sees(t("join.meet.title", { organization: ORGANIZATION }));
	assert.deepEqual(await stage.allMailTo("henry@example.com"), []);
});

scene("from the list, a link is copied, and an e-mail is sent again once that is wanted", async (stage, { alice }) => {
	const { page, t } = alice;
	const email = "ivan@example.com";
	await openTab(alice, "users");
	const link = await invite(stage, alice, email);
	await openTab(alice, "invitations");
	const line = row(alice, email);
	await alice.press(t("organization.invitations.copyLink"), line);
	await line.getByRole("button", { name: t("common.copied"), exact: true }).waitFor();
	assert.equal(await alice.clipboard(), link);

	const again = line.getByRole("button", { name: t("organization.invitations.resend.action"), exact: true });
	const question = page.getByRole("alertdialog", { name: t("organization.invitations.resend.title", { email }) });
	await again.click();
	await question.getByText(t("organization.invitations.resend.text"), { exact: true }).waitFor();
	await alice.press(t("organization.invitations.resend.keep"), question);
	await question.waitFor({ state: "detached" });
	assert.equal((await stage.allMailTo(email)).length, 1, "nothing is sent before the answer");

	await again.click();
	await alice.press(t("organization.invitations.resend.confirm"), question);
	await page.getByText(t("organization.invitations.resend.done", { email })).waitFor();
	assert.equal(await again.getAttribute("aria-disabled"), "true", "not twice in one breath");
	assert.equal((await stage.allMailTo(email)).length, 2);
	assert.equal(await invitationLink(stage, email), link, "the one that was received first still works");
});

scene("the profile of many is changed at once, External users left out, and each page follows", async (stage, cast) => {
	const { alice } = cast;
	const { page, t } = alice;
	const people = { bob: cast.bob, carol: cast.carol, eve: cast.eve };
	const [bob, carol, eve] = await Promise.all(
		Object.entries(people).map(async ([name, device]) => {
			const person = await stage.person(name);
			await bringDevice(person, device);
			return person;
		}),
	);
	assert(bob && carol && eve);
	const inviteButton = (person: Person) =>
		person.page.getByRole("button", { name: t("organization.action.invite"), exact: true }).first();
	for (const person of [bob, carol]) {
		await person.page.getByText("alice@example.com").first().waitFor();
		assert.equal(await inviteButton(person).count(), 0);
	}

	await openTab(alice, "users");
	await page.getByRole("grid").getByRole("row", { name: "Alice" }).focus();
	await page.keyboard.press("Control+a");
	await page.getByText(t("organization.selection.count", { count: 3 })).waitFor();
	const bar = page.getByRole("toolbar", { name: t("organization.selection.label") });
	await alice.press(t("organization.action.changeProfile"), bar);
	const dialog = page.getByRole("dialog", { name: t("organization.change.title") });
	await dialog.getByText(t("organization.change.externals", { count: 1, names: "Eve" }), { exact: true }).waitFor();
	const concerned = await dialog.getByRole("listitem").allInnerTexts();
	assert.deepEqual(
		concerned.map((each) => each.split("\n").at(-1)),
		["bob@example.com", "carol@example.com"],
	);
	await dialog.getByRole("radio", { name: t("common.profile.ADMIN") }).check({ force: true });
	await alice.press(t("organization.change.confirm"), dialog);
	const profile = t("common.profile.ADMIN");
	await page.getByText(t("organization.change.doneMany", { count: 2, profile })).waitFor();
	for (const name of ["Bob", "Carol"]) await row(alice, name).getByText(profile, { exact: true }).waitFor();
	await row(alice, "Eve").getByText(t("common.profile.OUTSIDER"), { exact: true }).waitFor();
	await alice.press(t("organization.selection.clear"), bar);

	for (const person of [bob, carol]) await inviteButton(person).waitFor();
	// Whatever came to the others has come to Eve: her page is as it was.
	await eve.page.getByText(t("profile.details.may.OUTSIDER")).waitFor();
	assert.equal(await eve.page.getByText(t("session.frame.manage")).count(), 0);
});

scene(
	"an address that is not the one that was invited is told, and the host has the last word",
	async (stage, cast) => {
		const { alice } = cast;
		const { page, t } = alice;
		const [invited, given] = ["judy@example.com", "judy@elsewhere.example"];
		await openTab(alice, "users");
		const link = await invite(stage, alice, invited);
		// The pages of guests do not let them change it; other programs may.
		const guest = (await guestOf(link)) as UserGuestGreeting;
		const joined = guest.run();
		await greet(alice, invited);
		await start(alice);
		const code = await readCode(alice);
		const { choices } = await showing(guest, "code-to-choose");
		guest.choose(choices.find((choice) => choice === code) ?? null);
		await chooseCode(alice, (await showing(guest, "code-to-read")).code);
		await showing(guest, "details-to-give");
		guest.give(guestNamed("Judy", given));

		await alice.sees(t("greeting.details.title"));
		await page.getByText(t("greeting.details.emailDiffers", { invited })).waitFor();
		const field = page.getByLabel(t("common.field.email"), { exact: true });
		assert.equal(await field.inputValue(), given);
		await page.getByRole("radio", { name: t("common.profile.STANDARD") }).check({ force: true });
		await field.fill("judy at home");
		await page.getByText(t("common.invalid.email")).waitFor();
		const approveButton = page.getByRole("button", { name: t("greeting.details.approve"), exact: true });
		assert.equal(await approveButton.getAttribute("aria-disabled"), "true");
		await alice.press(t("greeting.details.useInvited", { invited }));
		assert.equal(await field.inputValue(), invited);
		await field.and(page.locator(":focus")).waitFor();
		await approve(alice, "STANDARD");
		const { device } = await joined.then((state) => (state.step === "finished" ? state : assert.fail(state.step)));
		assert.equal(device.human_handle.email, invited, "the guest is told who they are now");
		await finishGreeting(alice, "Judy", ORGANIZATION);
		await row(alice, "Judy").getByText(invited, { exact: true }).waitFor();
		assert.equal(await page.getByText(given).count(), 0);
	},
);

type GuestState = UserGuestGreeting["state"];

/** Once a greeting of a program is at this step. */
function showing<Step extends GuestState["step"]>(
	guest: UserGuestGreeting,
	step: Step,
): Promise<Extract<GuestState, { readonly step: Step }>> {
	return new Promise((resolve, reject) => {
		const look = () => {
			const { state } = guest;
			if (state.step === step) resolve(state as Extract<GuestState, { readonly step: Step }>);
			else if (state.step === "ended") reject(new Error("The greeting has ended", { cause: state.end }));
			else return;
			stop();
		};
		const stop = guest.subscribe(look);
		look();
	});
}
