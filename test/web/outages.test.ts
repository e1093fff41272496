import { describe } from "node:test";
import { Company, companiesApart } from "./support/company.ts";
import { goOnTo, leave, MOMENTS } from "./support/moments.ts";
import type { Person } from "./support/person.ts";
import { scene as aloneOnItsServer } from "./support/stage.ts";
import { approve, finishGreeting, finishJoining, inside, letIn, PASSWORD } from "./support/story.ts";

// Without the server, or without a network: everything is told, nothing is lost, and all goes on by itself.

/** What browsers say by themselves of requests that reach nobody. */
const UNREACHED =
	/ERR_CONNECTION_REFUSED|ERR_CONNECTION_RESET|ERR_INCOMPLETE_CHUNKED_ENCODING|ERR_EMPTY_RESPONSE|ERR_SOCKET_NOT_CONNECTED|ERR_NETWORK_IO_SUSPENDED/;

const scene = companiesApart();

const seesOutage = ({ page, t }: Person) => page.getByText(t("greeting.offline")).waitFor();
const seesNoOutage = ({ page, t }: Person) => page.getByText(t("greeting.offline")).waitFor({ state: "hidden" });

/** To the end, from the last moment. */
async function finish(alice: Person, bob: Person, organization: string): Promise<void> {
	await approve(alice, "STANDARD");
	await finishJoining(bob);
	await finishGreeting(alice, bob.name, organization);
	await inside(bob);
}

describe("an outage", { concurrency: 2 }, () => {
	aloneOnItsServer("the server is restarted at each step of a greeting, which goes on by itself", {}, async (stage) => {
		const company = await Company.found(stage);
		const { alice, organization } = company;
		const { bob } = await company.meet();
		for (const person of [alice, bob]) person.expectProblem(UNREACHED);
		for (const moment of MOMENTS) {
			await goOnTo(moment, alice, bob);
			await stage.stopServer();
			await Promise.all([seesOutage(alice), seesOutage(bob)]);
			await stage.startServer();
			await Promise.all([seesNoOutage(alice), seesNoOutage(bob)]);
		}
		await finish(alice, bob, organization);
	});

	aloneOnItsServer("a page that is looked at after an outage hears of what happens at once", {}, async (stage) => {
		const company = await Company.found(stage);
		const { alice } = company;
		const { page, t } = alice;
		alice.expectProblem(UNREACHED);
		await stage.stopServer();
		await page.getByText(t("session.frame.offline.title")).waitFor();
		await stage.startServer();
		await alice.looksAgain();
		await page.getByText(t("session.frame.offline.title")).waitFor({ state: "hidden" });
		await company.letIn("Bob", "STANDARD");
		await page.getByRole("rowheader", { name: "Bob", exact: true }).waitFor();
	});

	for (const side of ["host", "guest"] as const)
		scene(`the network of the ${side} goes and comes back at each step of a greeting`, async (company) => {
			const { alice, organization } = company;
			const { bob } = await company.meet();
			const cut = side === "host" ? alice : bob;
			for (const moment of MOMENTS) {
				await goOnTo(moment, alice, bob);
				await cut.setOffline(true);
				await seesOutage(cut);
				await cut.setOffline(false);
				await seesNoOutage(cut);
			}
			await finish(alice, bob, organization);
		});

	scene("a greeting that the host opens without a network begins by itself once there is one", async (company) => {
		const { alice } = company;
		const { t } = alice;
		const { bob } = await company.meet();
		await goOnTo("together", alice, bob);
		await alice.setOffline(true);
		await alice.page.reload();
		await alice.fill(t("common.field.password"), PASSWORD);
		await alice.press(t("login.button"));
		await alice.sees(t("greeting.meet.title"));
		await seesOutage(alice);
		await alice.setOffline(false);
		await goOnTo("together", alice, bob);
		await leave(alice, false);
	});

	scene(
		"one logs in without a network, sees what was last known, and then what happened meanwhile",
		async (company) => {
			const { stage, alice, organization } = company;
			const { page, t } = alice;
			await company.backToWork(alice);
			const carol = await company.letIn("Carol", "ADMIN");
			await alice.setOffline(true);
			await page.reload();
			await alice.fill(t("common.field.password"), PASSWORD);
			await alice.press(t("login.button"));
			await page.getByText(t("session.frame.offline.title")).waitFor();
			await page.getByRole("rowheader", { name: "Carol", exact: true }).waitFor();

			const dave = await stage.somebody("Dave");
			await letIn(stage, carol, dave, { organization, email: "dave@example.com", profile: "STANDARD" });

			await alice.setOffline(false);
			await page.getByRole("rowheader", { name: "Dave", exact: true }).waitFor();
			await page.getByText(t("session.frame.offline.title")).waitFor({ state: "hidden" });
		},
	);
});
