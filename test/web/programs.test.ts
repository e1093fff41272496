import assert from "node:assert/strict";
import { AdministrationClient } from "@parallax/client";
import { OrganizationID, ServerAddr } from "@parallax/protocol";
import { Computer } from "../cli/support/commandLine.ts";
import { bootstrap, Person as ProgramUser } from "../cli/support/story.ts";
import { network } from "../support/meeting.ts";
import { OFFICIAL_ADMINISTRATION_TOKEN, startOfficialServer } from "../support/officialServer.ts";
import type { Person } from "./support/person.ts";
import { SameOrigin } from "./support/sameOrigin.ts";
import { type Stage, scene } from "./support/stage.ts";
import {
	approve,
	chooseCode,
	createOrganization,
	exchangeCodes,
	finishGreeting,
	finishJoining,
	found,
	giveName,
	goOnWith,
	greet,
	inside,
	invite,
	openLink,
	readCode,
	revoke,
	start,
} from "./support/story.ts";

// The browser with programs that share nothing with it but the protocol.

const PASSWORD = "of the command line";

scene("somebody in a browser greets somebody at the command line", {}, async (stage) => {
	const laptop = new Computer();
	try {
		const alice = await stage.person("Alice");
		await createOrganization(alice, "Acme", "alice@example.com");
		const link = await invite(stage, alice, "bob@example.com");
		const bob = laptop.converse(["invite", "claim", "--device-label", "laptop", "--name", "Bob", link], PASSWORD);
		await greet(alice, "bob@example.com");
		await start(alice);
		bob.answer({ code: await readCode(alice) });
		const { code } = await bob.event("code_to_provide");
		await chooseCode(alice, String(code));
		await approve(alice, "STANDARD");
		await finishGreeting(alice, "Bob", "Acme");
		const { device_id } = await bob.event("done");
		assert.equal((await bob.ended).code, 0);
		await alice.page.getByText("bob@example.com").first().waitFor();
		const joined = new ProgramUser(laptop, { device_id: String(device_id) }, PASSWORD);
		assert.equal((await joined.json<readonly object[]>(["user", "list"])).length, 2);
	} finally {
		laptop.discard();
	}
});

scene("somebody at the command line greets somebody in a browser", {}, async (stage) => {
	const desk = new Computer();
	try {
		const bootstrapLink = `${stage.address.split("?")[0]}/Acme?no_ssl=true&a=bootstrap_organization&p=wA`;
		const alice = await bootstrap(desk, bootstrapLink, "Alice", "alice@example.com");
		const { token, url } = await alice.invite("bob@example.com");
		const bob = await stage.somebody("Bob");
		const host = alice.greet(token);
		await openLink(bob, url);
		await goOnWith(bob, "Alice");
		await chooseCode(bob, String((await host.event("code_to_provide"))["code"]));
		host.answer({ code: await readCode(bob) });
		await giveName(bob, "Alice");
		await host.event("claim_request");
		host.answer({ accept: true, profile: "ADMIN" });
		await finishJoining(bob);
		assert.equal((await host.ended).code, 0);
		await bob.page.getByText("alice@example.com").first().waitFor();
		await inside(bob);
	} finally {
		desk.discard();
	}
});

/** The application of our server, on the official one. */
async function onOfficialServer(stage: Stage, play: (origin: SameOrigin) => Promise<void>): Promise<void> {
	let official: Awaited<ReturnType<typeof startOfficialServer>> | undefined;
	const origin = await SameOrigin.open(stage.port, async (port) => {
		official = await startOfficialServer(["--server-addr", `parsec3://127.0.0.1:${port}?no_ssl=true`]);
		return official.port;
	});
	try {
		await play(origin);
	} finally {
		await origin.close();
		await official?.stop();
	}
}

/** Invites an address, and takes the link from the list, where the e-mail would have had it. */
async function inviteByLink(host: Person, email: string): Promise<string> {
	const { page, t } = host;
	await page
		.getByRole("button", { name: t("organization.action.invite"), exact: true })
		.first()
		.click();
	await host.fill(t("organization.invite.field"), email);
	await host.press(t("organization.invite.send"));
	await host.sees(t("organization.invite.results.sent", { count: 1 }));
	await host.press(t("common.done"));
	await page.getByRole("link", { name: t("organization.tab.invitations") }).click();
	await page.getByRole("button", { name: t("organization.invitations.copyLink") }).click();
	await page.getByRole("button", { name: t("common.copied") }).waitFor();
	return host.clipboard();
}

scene("on the official server: create, invite, greet on both sides, revoke", {}, (stage) =>
	onOfficialServer(stage, async ({ url }) => {
		const alice = await stage.somebody("Alice");
		const bob = await stage.somebody("Bob");
		await alice.page.goto(url);
		await createOrganization(alice, "Acme", "alice@example.com");
		// The page from which a link is pasted: the official server has none at that address.
		alice.expectProblem(/404 \(Not Found\).*\/health/);
		const link = await inviteByLink(alice, "bob@example.com");
		await bob.page.goto(url);
		await bob.fill(bob.t("home.join.label"), link);
		await bob.press(bob.t("home.join.button"));
		await bob.sees(bob.t("join.meet.title", { organization: "Acme" }));
		await greet(alice, "bob@example.com");
		await start(alice);
		await goOnWith(bob, "Alice");
		await exchangeCodes(alice, bob);
		await giveName(bob, "Alice");
		await approve(alice, "STANDARD");
		await finishJoining(bob);
		await finishGreeting(alice, "Bob", "Acme");
		await bob.page.getByText("alice@example.com").first().waitFor();
		await alice.page.getByText("bob@example.com").first().waitFor();
		bob.expectProblem(/the server responded with a status of 461/);
		await revoke(alice, "Bob");
		await bob.sees(bob.t("session.revoked.title", { organization: "Acme" }));
	}),
);

scene("on the official server: an organization that its administration has prepared, by its link", {}, (stage) =>
	onOfficialServer(stage, async ({ url }) => {
		const server = ServerAddr.parse(url.replace("http:", "parsec3:").concat("?no_ssl=true"));
		const administration = new AdministrationClient(network, server, OFFICIAL_ADMINISTRATION_TOKEN);
		const address = await administration.createOrganization(OrganizationID.parse("Prepared"));
		const alice = await stage.somebody("Alice");
		const { page, t } = alice;
		await page.goto(url);
		await alice.fill(t("home.join.label"), address.toParsec3());
		await alice.press(t("home.join.button"));
		await alice.sees(t("create.organization.title"));
		assert.equal(await page.getByLabel(t("common.field.organization"), { exact: true }).inputValue(), "Prepared");
		await found(alice, "Prepared", "alice@example.com");
		await page.getByText("alice@example.com").first().waitFor();
	}),
);
