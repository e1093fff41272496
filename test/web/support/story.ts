import type { UserProfile } from "@parallax/protocol";
import type { Person } from "./person.ts";
import type { Stage } from "./stage.ts";
import { spaced } from "./words.ts";

// What people do, in the words of the screens: each step ends when its outcome is seen.

/** Strong enough for everybody. */
export const PASSWORD = "quiet lanterns over the northern harbour";

/** From the welcome screen to the inside of a new organization. */
export async function createOrganization(person: Person, organization: string, email: string): Promise<void> {
	const { page, t, name } = person;
	await page.getByRole("link", { name: t("home.create.title") }).click();
	await person.sees(t("create.organization.title"));
	await person.fill(t("common.field.organization"), organization);
	await person.press(t("common.continue"));
	await person.sees(t("create.details.title"));
	await person.fill(t("common.field.name"), name);
	await person.fill(t("common.field.email"), email);
	await person.press(t("common.continue"));
	await person.sees(t("create.password.title"));
	await choosePassword(person);
	await person.press(t("common.continue"));
	await person.sees(t("create.check.title"));
	await person.press(t("create.check.create"));
	await person.sees(t("create.done.title", { organization }));
	await person.press(t("create.done.open"));
	await inside(person);
}

export async function choosePassword({ page, t }: Person, password = PASSWORD): Promise<void> {
	await page.getByLabel(t("common.field.password"), { exact: true }).fill(password);
	await page.getByLabel(t("common.field.passwordAgain"), { exact: true }).fill(password);
}

/** Logs in to an organization of the first page. */
export async function logIn(person: Person, organization: string, password = PASSWORD): Promise<void> {
	const { page, t } = person;
	await page.getByRole("link", { name: organization }).click();
	await person.sees(organization);
	await person.fill(t("common.field.password"), password);
	await person.press(t("login.button"));
	await inside(person);
}

/** Waits for the first page of a session. */
export async function inside({ page, t }: Person): Promise<void> {
	await page.getByRole("heading", { level: 1, name: t("session.frame.manage"), exact: true }).waitFor();
}

/** From "Manage my organization" to the results; gives the link that the server sent by e-mail. */
export async function invite(stage: Stage, person: Person, email: string): Promise<string> {
	const { page, t } = person;
	await page
		.getByRole("button", { name: t("organization.action.invite"), exact: true })
		.first()
		.click();
	await person.fill(t("organization.invite.field"), email);
	await person.press(t("organization.invite.send"));
	await person.sees(t("organization.invite.results.sent", { count: 1 }));
	await person.press(t("common.done"));
	return invitationLink(stage, email);
}

/** The link in the last e-mail to an address. */
export async function invitationLink(stage: Stage, email: string): Promise<string> {
	const link = (await stage.mailTo(email)).find((address) => address.includes("a=claim_"));
	if (link === undefined) throw new Error(`The e-mail to ${email} holds no invitation`);
	return link;
}

/** Follows a link, as from an e-mail. */
export async function openLink({ page }: Person, link: string): Promise<void> {
	await page.goto(link);
}

/** From the yellow button to the greeting of an address. */
export async function greet(host: Person, email: string): Promise<void> {
	const { page, t } = host;
	await page.getByRole("button", { name: new RegExp(`^${t("session.frame.pending.title")}`) }).click();
	await host.press(t("organization.invitations.greetWhom", { email }));
	await host.sees(t("greeting.meet.title"));
}

/** The host begins, once the guest is there. */
export async function start(host: Person): Promise<void> {
	await host.press(host.t("greeting.meet.start"));
}

/** The guest goes on, once a host is there. */
export async function goOnWith(guest: Person, host: string): Promise<void> {
	await guest.press(guest.t("join.meet.continueWith", { name: host }));
}

/** One's own code, as it stands on the screen. */
export async function readCode({ page, t }: Person): Promise<string> {
	const label = spaced(t("greeting.ownCode.label", { code: "" }));
	const tiles = page.getByRole("group", { name: new RegExp(`^${RegExp.escape(label)}`) }).locator("> *");
	await tiles.first().waitFor();
	// Each tile shows its character first, then how it is spelled.
	return tiles.evaluateAll((elements) => elements.map(({ textContent }) => textContent?.charAt(0)).join(""));
}

/** Picks the code that the other has read aloud. */
export async function chooseCode({ page }: Person, code: string): Promise<void> {
	await page.getByRole("button").filter({ hasText: code }).click();
}

/** Picks another one: a slip of the ear. */
export async function chooseWrongCode({ page }: Person, code: string): Promise<void> {
	await page
		.getByRole("button")
		.filter({ hasText: /[A-Z2-9]{4}/, hasNotText: code })
		.first()
		.click();
}

/** "My code is not here", and yes, really. */
export async function refuseCodes(person: Person, role: "host" | "guest"): Promise<void> {
	const { t } = person;
	await person.press(t(`greeting.peerCode.notHere.${role === "host" ? "guest" : "host"}`));
	await person.press(t("greeting.peerCode.question.confirm"));
}

/** Both recognize each other's code: the host's first. */
export async function exchangeCodes(host: Person, guest: Person): Promise<void> {
	await chooseCode(guest, await readCode(host));
	await chooseCode(host, await readCode(guest));
}

/** The guest tells who they are. */
export async function giveName(guest: Person, host: string): Promise<void> {
	const { t } = guest;
	await guest.fill(t("common.field.name"), guest.name);
	await guest.press(t("join.details.send", { name: host }));
}

/** The host confirms the details, and sets the profile. */
export async function approve(host: Person, profile: UserProfile): Promise<void> {
	const { page, t } = host;
	await host.sees(t("greeting.details.title"));
	await page.getByRole("radio", { name: t(`common.profile.${profile}`) }).check({ force: true });
	await host.press(t("greeting.details.approve"));
}

/** The guest protects the new device, and goes in. */
export async function finishJoining(guest: Person): Promise<void> {
	const { t, name } = guest;
	await guest.sees(t("join.password.title"));
	await choosePassword(guest);
	await guest.press(t("join.password.save"));
	await guest.sees(t("join.done.title", { name }));
	await guest.press(t("join.done.logIn"));
}

/** The host sees that it is done. */
export async function finishGreeting(host: Person, guest: string, organization: string): Promise<void> {
	const { t } = host;
	await host.sees(t("greeting.done.title", { name: guest, organization }));
	await host.press(t("greeting.done.finish"));
	await inside(host);
}

export interface Joining {
	readonly organization: string;
	readonly email: string;
	readonly profile: UserProfile;
}

/** The whole seed page, from the invitation to a member. */
export async function letIn(stage: Stage, host: Person, guest: Person, joining: Joining): Promise<void> {
	const link = await invite(stage, host, joining.email);
	await openLink(guest, link);
	await greet(host, joining.email);
	await start(host);
	await goOnWith(guest, host.name);
	await exchangeCodes(host, guest);
	await giveName(guest, host.name);
	await approve(host, joining.profile);
	await finishJoining(guest);
	await finishGreeting(host, guest.name, joining.organization);
}
