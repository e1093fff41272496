import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { after, describe } from "node:test";
import { artifact } from "./support/artifacts.ts";
import { companiesApart } from "./support/company.ts";
import { goOnTo, leave, MOMENTS, type Moment, reach, timeToSee } from "./support/moments.ts";
import type { Person } from "./support/person.ts";
import {
	approve,
	chooseWrongCode,
	finishGreeting,
	finishJoining,
	greet,
	openLink,
	PASSWORD,
	readCode,
	refuseCodes,
} from "./support/story.ts";

// Everything that can go wrong between two people who greet, and what each of them is told.

/** What one does is shown to the other within two seconds; here a machine that has much else to do gets more. */
const SOON_MS = 4_000;
const delays: Record<string, number> = {};
after(() => writeFileSync(artifact("figures", "told-to-the-other-ms.json"), `${JSON.stringify(delays, null, "\t")}\n`));

function soon(what: string, delay: number): void {
	delays[what] = delay;
	assert(delay < SOON_MS, `${what}: ${delay} ms`);
}

const scene = companiesApart();

/** Before the codes the host may leave without a question: the guest has nothing to lose by it. */
const hostIsAsked = (moment: Moment) => moment !== "together";

const guestLeft = ({ t }: Person) => t("greeting.interrupted.peerLeft", { name: t("greeting.people.guest") });
const hostLeft = ({ t }: Person, name: string) => t("greeting.interrupted.peerLeft", { name });

/** Both stand before the same failure, each told who noticed it. */
async function bothSeeMismatch(host: Person, guest: Person, failed: number, of: "chosen" | "peer" | "missing") {
	const [hostReads, guestReads] =
		of === "peer"
			? ([
					host.t("greeting.mismatch.lead.peer.guest"),
					guest.t("greeting.mismatch.lead.chosen.host", { name: host.name }),
				] as const)
			: ([
					host.t(`greeting.mismatch.lead.${of}.guest`),
					guest.t("greeting.mismatch.lead.peer.host", { name: host.name }),
				] as const);
	await host.page.getByText(hostReads).waitFor();
	await guest.page.getByText(guestReads).waitFor();
	for (const { page, t } of [host, guest])
		await page.getByText(t("greeting.mismatch.attempt", { attempt: failed, count: 3 })).waitFor();
}

/** Both begin again, and are at the same place at each moment: no code is shown to one whom the other keeps waiting. */
async function startAgain(host: Person, guest: Person, spent: string): Promise<void> {
	await host.press(host.t("greeting.mismatch.restart"));
	// The guest still reads what has happened: the host waits, and shows no code to nobody.
	await host.page.getByText(host.t("greeting.meet.hint")).waitFor();
	assert(await host.page.getByRole("button", { name: host.t("greeting.meet.start"), exact: true }).isDisabled());
	await guest.press(guest.t("greeting.mismatch.restart"));
	await reach("hostCode", host, guest);
	const fresh = await readCode(host);
	assert.notEqual(fresh, spent, "new codes");
	await guest.page
		.getByRole("button")
		.filter({ hasText: new RegExp(fresh) })
		.waitFor();
}

// Most of the time of a greeting is waiting: several are played at once.
describe("a greeting in which", { concurrency: 3 }, () => {
	scene("the guest picks a wrong code: both are told, begin again with new codes, and succeed", async (company) => {
		const { alice, organization } = company;
		const { bob } = await company.meet();
		await reach("hostCode", alice, bob);
		const code = await readCode(alice);
		await chooseWrongCode(bob, code);
		await bothSeeMismatch(alice, bob, 1, "peer");
		await startAgain(alice, bob, code);
		for (const moment of ["guestCode", "details", "confirmation"] as const) await goOnTo(moment, alice, bob);
		await approve(alice, "STANDARD");
		await finishJoining(bob);
		await finishGreeting(alice, bob.name, organization);
	});

	scene(
		"the host picks a wrong code: both are told, and are at the same place when they begin again",
		async (company) => {
			const { alice } = company;
			const { bob } = await company.meet();
			await reach("guestCode", alice, bob);
			const code = await readCode(bob);
			await chooseWrongCode(alice, code);
			await bothSeeMismatch(alice, bob, 1, "chosen");
			await startAgain(alice, bob, code);
			await goOnTo("guestCode", alice, bob);
			assert.notEqual(await readCode(bob), code);
			await leave(alice, true);
			await bob.sees(hostLeft(bob, alice.name));
		},
	);

	scene("“my host’s code is not here”: asked first, taken back, then said", async (company) => {
		const { alice } = company;
		const { bob } = await company.meet();
		await reach("hostCode", alice, bob);
		const code = await readCode(alice);
		await bob.press(bob.t("greeting.peerCode.notHere.host"));
		await bob.press(bob.t("greeting.peerCode.question.keep"));
		await bob.page
			.getByRole("button")
			.filter({ hasText: new RegExp(code) })
			.waitFor();
		await refuseCodes(bob, "guest");
		await bob.sees(bob.t("greeting.mismatch.titleNoCode"));
		await bob.page.getByText(bob.t("greeting.mismatch.lead.missing.host", { name: alice.name })).waitFor();
		await alice.page.getByText(alice.t("greeting.mismatch.lead.peer.guest")).waitFor();
		await startAgain(alice, bob, code);
		await leave(alice, true);
	});

	scene("“my guest’s code is not here”, says the host", async (company) => {
		const { alice } = company;
		const { bob } = await company.meet();
		await reach("guestCode", alice, bob);
		const code = await readCode(bob);
		await refuseCodes(alice, "host");
		await alice.sees(alice.t("greeting.mismatch.titleNoCode"));
		await bothSeeMismatch(alice, bob, 1, "missing");
		await startAgain(alice, bob, code);
		await leave(alice, true);
	});

	scene("after three failures in a row the greeting stops, and the invitation stays valid", async (company) => {
		const { alice, organization } = company;
		const { bob, email, link } = await company.meet();
		for (const failures of [1, 2, 3]) {
			await reach("hostCode", alice, bob);
			await chooseWrongCode(bob, await readCode(alice));
			const line = failures < 3 ? "greeting.mismatch.attempt" : "greeting.mismatch.lastAttempt";
			for (const { page, t } of [alice, bob]) await page.getByText(t(line, { attempt: failures, count: 3 })).waitFor();
			if (failures === 3) continue;
			await alice.press(alice.t("greeting.mismatch.restart"));
			await bob.press(bob.t("greeting.mismatch.restart"));
		}
		await alice.page.getByText(alice.t("greeting.mismatch.third.guest")).waitFor();
		await bob.page.getByText(bob.t("greeting.mismatch.third.host")).waitFor();
		for (const { page, t } of [alice, bob])
			assert.equal(await page.getByRole("button", { name: t("greeting.mismatch.restart"), exact: true }).count(), 0);
		await bob.press(bob.t("greeting.mismatch.stop"));
		await alice.press(alice.t("greeting.mismatch.stop"));
		// They have talked about it, and know now that it was a bad line.
		await openLink(bob, link);
		await bob.sees(bob.t("join.meet.title", { organization }));
		await greet(alice, email);
		await reach("hostCode", alice, bob);
		await leave(alice, true);
	});

	scene(
		"the host leaves at each step: the guest sees it at once, and both go on when the host is back",
		async (company) => {
			const { alice } = company;
			const { bob, email } = await company.meet();
			for (const moment of MOMENTS) {
				await reach(moment, alice, bob);
				const delay = await timeToSee(bob, hostLeft(bob, alice.name), () => leave(alice, hostIsAsked(moment)));
				soon(`host leaves, ${moment}`, delay);
				await greet(alice, email);
				await bob.sees(bob.t("greeting.interrupted.back", { name: alice.name }));
			}
			await reach("hostCode", alice, bob);
			await leave(alice, true);
		},
	);

	scene(
		"the guest leaves at each step: the host sees it at once, and both go on when the guest is back",
		async (company) => {
			const { alice, organization } = company;
			const { bob, link } = await company.meet();
			for (const moment of MOMENTS) {
				await reach(moment, alice, bob);
				const delay = await timeToSee(alice, guestLeft(alice), () => leave(bob, true));
				soon(`guest leaves, ${moment}`, delay);
				await openLink(bob, link);
				await bob.sees(bob.t("join.meet.title", { organization }));
				await alice.sees(alice.t("greeting.interrupted.back", { name: alice.t("greeting.people.guest") }));
			}
			await reach("hostCode", alice, bob);
			await leave(alice, true);
		},
	);

	scene("the guest closes the tab at each step, and comes back by the link", async (company) => {
		const { alice } = company;
		const { bob, link } = await company.meet();
		for (const moment of MOMENTS) {
			await reach(moment, alice, bob);
			const delay = await timeToSee(alice, guestLeft(alice), async () => {
				const now = Date.now();
				await bob.closeTab();
				return now;
			});
			soon(`guest closes the tab, ${moment}`, delay);
			await openLink(bob, link);
		}
		await reach("hostCode", alice, bob);
		await leave(alice, true);
	});

	scene("the host reloads the page at each step, logs in again, and is back in the greeting", async (company) => {
		const { alice, organization } = company;
		const { bob } = await company.meet();
		for (const moment of MOMENTS) {
			await reach(moment, alice, bob);
			const delay = await timeToSee(bob, hostLeft(bob, alice.name), async () => {
				const now = Date.now();
				await alice.page.reload();
				return now;
			});
			soon(`host reloads, ${moment}`, delay);
			await alice.sees(organization);
			await alice.fill(alice.t("common.field.password"), PASSWORD);
			await alice.press(alice.t("login.button"));
			await alice.sees(alice.t("greeting.meet.title"));
		}
		await reach("hostCode", alice, bob);
		await leave(alice, true);
	});
});
