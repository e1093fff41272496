import type { UserProfile } from "@parallax/protocol";
import type { Person } from "./person.ts";
import type { Stage } from "./stage.ts";
import { spaced } from "./words.ts";

// What people do, in the words of the screens: each step ends when its outcome is seen.

/** Strong enough for everybody. */
export const PASSWORD = "quiet lanterns over the northern harbour";

/** Called at each screen of a story, with who sees it and what it is called: to look at it before the story goes on. */
export type Look = (person: Person, screen: string) => Promise<void>;

const passBy: Look = async () => {};

/** From the welcome screen to the inside of a new organization. */
export async function createOrganization(
	person: Person,
	organization: string,
	email: string,
	look: Look = passBy,
): Promise<void> {
	const { page, t } = person;
	await page.getByRole("link", { name: t("home.create.title") }).click();
	await person.sees(t("create.organization.title"));
	await person.fill(t("common.field.organization"), organization);
	await look(person, "create-organization");
	await found(person, organization, email, look);
}

/** The same, once the name of the organization is there. */
export async function found(person: Person, organization: string, email: string, look: Look = passBy): Promise<void> {
	const { t, name } = person;
	await person.press(t("common.continue"));
	await person.sees(t("create.details.title"));
	await person.fill(t("common.field.name"), name);
	await person.fill(t("common.field.email"), email);
	await look(person, "create-details");
	await person.press(t("common.continue"));
	await person.sees(t("create.password.title"));
	await choosePassword(person);
	await look(person, "create-password");
	await person.press(t("common.continue"));
	await person.sees(t("create.check.title"));
	await look(person, "create-check");
	await person.press(t("create.check.create"));
	await person.sees(t("create.done.title", { organization }));
	await look(person, "create-done");
	await person.press(t("create.done.open"));
	await inside(person);
}

export async function choosePassword({ page, t }: Person, password = PASSWORD): Promise<void> {
	await page.getByLabel(t("common.field.password"), { exact: true }).fill(password);
	await page.getByLabel(t("common.field.passwordAgain"), { exact: true }).fill(password);
	// Told by a core that has to load its dictionaries first.
	await page.locator("[role=meter][aria-valuenow='3']").waitFor();
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

/** From a session to the first page, without one. */
export async function logOut(person: Person): Promise<void> {
	const { page, t } = person;
	await page.getByRole("button", { name: new RegExp(`^${person.name}.*${t("session.frame.menu.title")}`) }).click();
	await page.getByRole("menuitem", { name: t("session.frame.menu.logOut"), exact: true }).click();
	await person.press(t("session.frame.logOut.confirm"), page.getByRole("alertdialog"));
	await person.sees(t("home.list.title"));
}

/** Waits for the first page of a session. */
export async function inside({ page, t }: Person): Promise<void> {
	await page.getByRole("heading", { level: 1, name: t("session.frame.manage"), exact: true }).waitFor();
}

/** From "Manage my organization" to the results; gives the link that the server sent by e-mail. */
export async function invite(stage: Stage, person: Person, email: string, look: Look = passBy): Promise<string> {
	const { page, t } = person;
	await page
		.getByRole("button", { name: t("organization.action.invite"), exact: true })
		.first()
		.click();
	await person.fill(t("organization.invite.field"), email);
	await look(person, "invite-user");
	await person.press(t("organization.invite.send"));
	await person.sees(t("organization.invite.results.sent", { count: 1 }));
	await look(person, "invite-outcomes");
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
export async function greet(host: Person, email: string, look: Look = passBy): Promise<void> {
	const { page, t } = host;
	await page.getByRole("button", { name: new RegExp(`^${t("session.frame.pending.title")}`) }).click();
	const popover = page.getByRole("dialog", { name: t("session.frame.pending.title") });
	await popover.waitFor();
	await look(host, "pending-popover");
	await host.press(t("organization.invitations.greetWhom", { email }), popover);
	await host.sees(t("greeting.meet.title"));
}

/** The host begins, once the guest is there, for the first time or again. */
export async function start(host: Person): Promise<void> {
	await pressEither(host, host.t("greeting.meet.start"), host.t("greeting.interrupted.restart"));
}

/** The guest goes on, once a host is there, for the first time or again. */
export async function goOnWith(guest: Person, host: string): Promise<void> {
	await pressEither(guest, guest.t("join.meet.continueWith", { name: host }), guest.t("join.meet.again"));
}

async function pressEither({ page }: Person, one: string, other: string): Promise<void> {
	const button = (name: string) => page.getByRole("button", { name: spaced(name), exact: true, disabled: false });
	await button(one).or(button(other)).click();
}

/** One's own code, as it stands on the screen. */
export async function readCode({ page, t }: Person): Promise<string> {
	const label = spaced(t("greeting.ownCode.label", { code: "" }));
	const tiles = page.getByRole("group", { name: new RegExp(`^${RegExp.escape(label)}`) }).locator("> *");
	await tiles.first().waitFor();
	// Each tile shows its character first, then how it is spelled.
	return tiles.evaluateAll((elements) => elements.map(({ textContent }) => textContent?.charAt(0)).join(""));
}

/** Picks the code that the other has read aloud: by its case, since a text is found in any and “LEAV” in “Leave”. */
export async function chooseCode({ page }: Person, code: string): Promise<void> {
	await page
		.getByRole("button")
		.filter({ hasText: new RegExp(code) })
		.click();
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
export async function exchangeCodes(host: Person, guest: Person, look: Look = passBy): Promise<void> {
	const first = await readCode(host);
	await look(host, "greet-own-code");
	await guest.sees(guest.t("greeting.peerCode.title.host", { name: host.name }));
	await look(guest, "join-peer-code");
	await chooseCode(guest, first);
	const second = await readCode(guest);
	await look(guest, "join-own-code");
	await host.sees(host.t("greeting.peerCode.title.guest"));
	await look(host, "greet-peer-code");
	await chooseCode(host, second);
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
export async function finishJoining(guest: Person, look: Look = passBy): Promise<void> {
	const { t, name } = guest;
	await guest.sees(t("join.password.title"));
	await choosePassword(guest);
	await guest.press(t("join.password.save"));
	await guest.sees(t("join.done.title", { name }));
	await look(guest, "join-done");
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
export async function letIn(
	stage: Stage,
	host: Person,
	guest: Person,
	{ organization, email, profile }: Joining,
	look: Look = passBy,
): Promise<void> {
	const link = await invite(stage, host, email, look);
	await openLink(guest, link);
	await guest.sees(guest.t("join.meet.title", { organization }));
	await look(guest, "join-waiting");
	await greet(host, email, look);
	await host.page.getByText(host.t("greeting.meet.readyHint")).waitFor();
	await look(host, "greet-guest-here");
	await look(guest, "join-host-here");
	await start(host);
	await goOnWith(guest, host.name);
	await exchangeCodes(host, guest, look);
	await guest.sees(guest.t("join.details.title", { name: host.name }));
	await look(guest, "join-details");
	await look(host, "greet-waiting-details");
	await giveName(guest, host.name);
	await host.sees(host.t("greeting.details.title"));
	await look(host, "greet-details");
	await look(guest, "join-waiting-confirmation");
	await approve(host, profile);
	await guest.sees(guest.t("join.password.title"));
	await look(guest, "join-password");
	await finishJoining(guest, look);
	await host.sees(host.t("greeting.done.title", { name: guest.name, organization }));
	await look(host, "greet-done");
	await finishGreeting(host, guest.name, organization);
}

/** Does something to somebody of the list, by the menu of their row. */
export async function chooseInMenu({ page, t }: Person, name: string, action: string): Promise<void> {
	await page.getByRole("button", { name: t("organization.users.menuOf", { name }), exact: true }).click();
	await page.getByRole("menuitem", { name: action, exact: true }).click();
}

/** From the menu of somebody's row to their being revoked. */
export async function revoke(administrator: Person, name: string): Promise<void> {
	const { page, t } = administrator;
	await page.getByRole("link", { name: t("session.frame.manage") }).click();
	await chooseInMenu(administrator, name, t("organization.action.revokeOne"));
	await administrator.press(t("organization.revoke.confirm"), page.getByRole("alertdialog"));
	await page.getByText(t("organization.revoke.doneOne", { name })).waitFor();
}
