import assert from "node:assert/strict";
import { newSigningKey } from "@parallax/crypto";
import { type LocalDevice, OrganizationID } from "@parallax/protocol";
import { letIn, newOrganization } from "../support/meeting.ts";
import { AN_HOUR_AGO, asEverybody, beforeCore } from "./support/beforeCore.ts";
import { bringDevice, givePassword, importDevice } from "./support/devices.ts";
import type { Person } from "./support/person.ts";
import { type Stage, scenesOf } from "./support/stage.ts";
import { inside } from "./support/story.ts";

// What stops a session while it is open (web-app.md §3.4): each is told at once, says what it means, and has a way out.

/** Each in an organization of its own. */
const scene = scenesOf({}, async () => {});

/** Answers of the server that say no are what these stories are about. */
function expectRefusals(person: Person): void {
	person.expectProblem(/the server responded with a status of 4\d\d/);
}

async function atWork(stage: Stage, organization: string): Promise<{ alice: Person; device: LocalDevice }> {
	const { device } = await newOrganization(stage.address, organization);
	const alice = await stage.person("Alice");
	expectRefusals(alice);
	await bringDevice(alice, device);
	await alice.page.getByText("alice@example.com").first().waitFor();
	return { alice, device };
}

/** The screen that says it, in the place of every page; then what is known here, with what it said above. */
async function reads(person: Person, title: string): Promise<void> {
	const { page, t } = person;
	await person.sees(title);
	assert.equal(await page.getByText("alice@example.com").count(), 0, "nothing stands beside it");
	await page.getByRole("button", { name: t("session.logOut"), exact: true }).waitFor();
	await person.press(t("session.read"));
	await page.getByText(`${title}.`).waitFor();
	await page.getByText("alice@example.com").first().waitFor();
}

/** From what is said above the page to the page of the password, and in again. */
async function logsInAgain(person: Person): Promise<void> {
	const { page, t } = person;
	await person.press(t("session.logInAgain"));
	await page.waitForURL("**/client/login/**");
	await givePassword(person);
	await inside(person);
	await page
		.getByRole("banner")
		.getByRole("button", { name: t("session.frame.status.online") })
		.waitFor();
}

scene("somebody who is suspended is told, reads on, and comes back once it is over", async (stage) => {
	const founder = await newOrganization(stage.address, "Frozen");
	const device = await letIn(founder, "bob@example.com", "Bob", "STANDARD");
	const bob = await stage.person("Bob");
	expectRefusals(bob);
	await bringDevice(bob, device);
	await bob.page.getByText("alice@example.com").first().waitFor();
	const freeze = (frozen: boolean) =>
		stage.administer("POST", "organizations/Frozen/users/freeze", { user_email: "bob@example.com", frozen });
	await freeze(true);
	await reads(bob, bob.t("session.frozen.title", { organization: "Frozen" }));

	const alice = await stage.person("Alice");
	await bringDevice(alice, founder.device);
	await alice.page.getByRole("row", { name: "Bob" }).getByText(alice.t("common.status.suspended")).waitFor();

	await freeze(false);
	await logsInAgain(bob);
});

scene(
	"an organization that expires leaves what is known to be read, and goes on once it is extended",
	async (stage) => {
		const { alice } = await atWork(stage, "Past");
		const { page, t } = alice;
		await stage.administer("PATCH", "organizations/Past", { is_expired: true });
		await reads(alice, t("session.expired.title", { organization: "Past" }));
		assert.equal(
			await page
				.getByRole("button", { name: t("organization.action.invite") })
				.first()
				.getAttribute("aria-disabled"),
			"true",
		);
		await stage.administer("PATCH", "organizations/Past", { is_expired: false });
		await logsInAgain(alice);
	},
);

scene("new terms of service stop everything until they are accepted", async (stage) => {
	const { alice } = await atWork(stage, "Bound");
	const { page, t } = alice;
	const tos = { en_US: `${stage.url}terms-en`, fr_FR: `${stage.url}terms-fr` };
	await stage.administer("PATCH", "organizations/Bound", { tos });
	await alice.sees(t("session.terms.title"));
	assert.equal(await page.getByText("alice@example.com").count(), 0);
	const opens = page.getByRole("link", { name: t("session.terms.open") });
	assert.equal(await opens.getAttribute("href"), tos.en_US);
	await page.getByRole("checkbox", { name: t("session.terms.agree") }).check({ force: true });
	await alice.press(t("session.terms.accept"));
	await inside(alice);
	await page.getByText("alice@example.com").first().waitFor();

	await stage.administer("PATCH", "organizations/Bound", { tos });
	await alice.sees(t("session.terms.title"));
	await alice.press(t("session.terms.refuse"));
	await alice.sees(t("home.list.title"));
});

scene("the terms are those of the language that was chosen here, whatever the browser prefers", async (stage) => {
	const { alice } = await atWork(stage, "Chosen");
	const { page } = alice;
	const tos = { en_US: `${stage.url}terms-en`, fr_FR: `${stage.url}terms-fr` };
	await stage.administer("PATCH", "organizations/Chosen", { tos });
	await alice.sees(alice.t("session.terms.title"));
	await page.getByRole("button", { name: alice.t("common.language") }).click();
	await page.getByRole("menuitem", { name: "Français" }).click();
	const opens = page.getByRole("link", { name: "Ouvrir les conditions" });
	assert.equal(await opens.getAttribute("href"), tos.fr_FR);
});

scene("a clock that is wrong is told, with both times", async (stage) => {
	const { device } = await newOrganization(stage.address, "Late");
	const alice = await stage.somebody("Alice");
	expectRefusals(alice);
	const { page, t } = alice;
	await beforeCore(page, AN_HOUR_AGO);
	await page.goto(stage.url);
	await importDevice(alice, device);
	await givePassword(alice);
	await alice.sees(t("session.clock.title"));
	assert.equal(await page.getByRole("button", { name: t("session.read") }).count(), 0, "nothing is known yet");
	const [own, server] = (await page.getByText(/\d:\d\d.*\d:\d\d/).textContent())?.match(/\d{1,2}:\d\d/g) ?? [];
	assert(own !== undefined && server !== undefined);
	const minutes = (time: string) => Number(time.split(":")[0]) * 60 + Number(time.split(":")[1]);
	assert.equal((minutes(server) - minutes(own) + 720) % 720, 60);
	await asEverybody(page);
	await alice.press(t("session.logInAgain"));
	// The clock was corrected meanwhile; the core of another page reads it.
	await page.reload();
	await givePassword(alice);
	await inside(alice);
});

scene("whoever logs in for the first time without the server is told so, and let in once it answers", async (stage) => {
	const { device } = await newOrganization(stage.address, "First");
	const alice = await stage.person("Alice");
	const { page, t } = alice;
	await importDevice(alice, device);
	await page.getByLabel(t("common.field.password"), { exact: true }).waitFor();
	await alice.setOffline(true);
	await givePassword(alice);
	await alice.sees(t("session.neverReached.title"));
	await alice.press(t("common.tryAgain"));
	await alice.sees(t("session.neverReached.title"));
	await alice.setOffline(false);
	await inside(alice);
	await page.getByText("alice@example.com").first().waitFor();
	// From here on there is something to be read without it.
	await alice.setOffline(true);
	await page.getByText(t("session.frame.offline.title")).waitFor();
	await page.getByText("alice@example.com").first().waitFor();
});

scene("a server that does not know the device, or its key, is told apart from a network that fails", async (stage) => {
	const { device } = await newOrganization(stage.address, "Known");
	const [stranger, elsewhere] = [await stage.person("Alice"), await stage.person("Alice")];
	for (const person of [stranger, elsewhere]) expectRefusals(person);
	await importDevice(stranger, { ...device, signing_key: newSigningKey() });
	await givePassword(stranger);
	await stranger.sees(stranger.t("session.notRecognized.title"));
	await stranger.press(stranger.t("session.logOut"));
	await stranger.sees(stranger.t("home.list.title"));

	await importDevice(elsewhere, { ...device, organization_id: OrganizationID.parse("Nowhere") });
	await givePassword(elsewhere);
	await elsewhere.sees(elsewhere.t("session.organizationNotFound.title", { organization: "Nowhere" }));
});

scene("a server that refuses browsers, or this version, says so", async (stage) => {
	const { alice } = await atWork(stage, "Modern");
	const { page, t, context } = alice;
	const answers = async (status: number, headers: Record<string, string>) => {
		await context.route("**/authenticated/**", (route) => route.fulfill({ status, headers, body: "" }));
		await page.reload();
		await givePassword(alice);
	};
	await answers(422, { "Supported-Api-Versions": "99.0" });
	await reads(alice, t("session.incompatible.title"));
	await page.getByRole("button", { name: t("common.crash.reload") }).waitFor();
	await context.unroute("**/authenticated/**");
	await answers(464, {});
	await alice.sees(t("session.webNotAllowed.title", { organization: "Modern" }));
	await context.unroute("**/authenticated/**");
	await alice.press(t("session.logOut"));
	await alice.sees(t("home.list.title"));
});

scene("an organization that the server has forgotten closes the page that is open on it", async (stage) => {
	const { alice } = await atWork(stage, "Lost");
	alice.expectProblem(/ERR_CONNECTION_REFUSED|ERR_INCOMPLETE_CHUNKED_ENCODING|ERR_CONNECTION_RESET/);
	await stage.replaceServer();
	await alice.looksAgain();
	await alice.sees(alice.t("session.organizationNotFound.title", { organization: "Lost" }));
	await alice.press(alice.t("session.logOut"));
	await alice.sees(alice.t("home.list.title"));
	await inOrganizationList(alice, "Lost");
});

async function inOrganizationList({ page }: Person, organization: string): Promise<void> {
	await page.getByRole("link", { name: organization }).waitFor();
}
