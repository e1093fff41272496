import type { Person } from "./person.ts";
import { chooseCode, giveName, goOnWith, readCode, start } from "./story.ts";
import { spaced } from "./words.ts";

/** Where a greeting may stand when something happens, in their order. */
export const MOMENTS = ["together", "hostCode", "guestCode", "details", "confirmation"] as const;
export type Moment = (typeof MOMENTS)[number];

/** From the moment before; the first from both having come, however often they did before. */
const ARRIVALS: Readonly<Record<Moment, (host: Person, guest: Person) => Promise<void>>> = {
	/** Each sees that the other is here. */
	async together(host, guest) {
		await host.page.getByText(host.t("greeting.meet.readyHint")).waitFor();
		await guest.page.getByText(guest.t("join.meet.warning")).waitFor();
	},
	/** The host reads a code aloud, the guest looks for it. */
	async hostCode(host, guest) {
		await start(host);
		await goOnWith(guest, host.name);
		await readCode(host);
		await guest.sees(guest.t("greeting.peerCode.title.host", { name: host.name }));
	},
	/** And the other way round. */
	async guestCode(host, guest) {
		await chooseCode(guest, await readCode(host));
		await readCode(guest);
		await host.sees(host.t("greeting.peerCode.title.guest"));
	},
	/** The guest gives their name. */
	async details(host, guest) {
		await chooseCode(host, await readCode(guest));
		await guest.sees(guest.t("join.details.title", { name: host.name }));
		await host.sees(host.t("greeting.waitingDetails.title"));
	},
	/** The host looks at it. */
	async confirmation(host, guest) {
		await giveName(guest, host.name);
		await host.sees(host.t("greeting.details.title"));
		await guest.sees(guest.t("join.waitingConfirmation.title", { name: host.name }));
	},
};

/** From the moment before to this one. */
export function goOnTo(moment: Moment, host: Person, guest: Person): Promise<void> {
	return ARRIVALS[moment](host, guest);
}

/** From their both having come to a moment. */
export async function reach(moment: Moment, host: Person, guest: Person): Promise<void> {
	for (const each of MOMENTS.slice(0, MOMENTS.indexOf(moment) + 1)) await goOnTo(each, host, guest);
}

/**
 * Does something that the other person is to be told, and gives how many milliseconds later this title was there.
 * @param act gives the time, by the clock of this machine, at which it was done.
 */
export async function timeToSee(other: Person, title: string, act: () => Promise<number>): Promise<number> {
	const seen = other.page.evaluate(timeOfTitle, spaced(title));
	const acted = await act();
	await other.sees(title);
	return (await seen) - acted;
}

/** Runs in the page: when its first heading reads like this. */
function timeOfTitle(title: string): Promise<number> {
	return new Promise((resolve) => {
		const look = () => {
			const text = document.querySelector("h1")?.textContent ?? "";
			if (text.replaceAll(/\s+/g, " ") !== title) return;
			observer.disconnect();
			resolve(Date.now());
		};
		const observer = new MutationObserver(look);
		observer.observe(document, { subtree: true, childList: true, characterData: true });
		look();
	});
}

/**
 * Leaves a greeting by its button, and gives when.
 * @param asked whether something would be lost, so that a question comes first.
 */
export async function leave({ page, t }: Person, asked: boolean): Promise<number> {
	const name = t("greeting.leave.action");
	const button = page.getByRole("banner").getByRole("button", { name, exact: true });
	const confirm = page.getByRole("alertdialog").getByRole("button", { name, exact: true });
	if (asked) await button.click();
	const now = Date.now();
	await (asked ? confirm : button).click();
	return now;
}
