import assert from "node:assert/strict";
import type { Locator } from "playwright-core";
import type { Person } from "./person.ts";
import { spaced } from "./words.ts";

/** Whoever presses Tab so often without arriving gives up. */
const PATIENCE = 40;

declare global {
	/** In the page only: what had the focus, and how it and what is around it looked. */
	var parallaxFocused: { readonly around: readonly Element[]; readonly look: string } | undefined;
}

/** Somebody who has no mouse, or cannot use one. */
export class Keyboard {
	readonly #person: Person;

	constructor(person: Person) {
		this.#person = person;
	}

	press(keys: string): Promise<void> {
		return this.#person.page.keyboard.press(keys);
	}

	/** Types where the focus is. */
	type(text: string): Promise<void> {
		return this.#person.page.keyboard.insertText(text);
	}

	/** Waits until the application has put the focus on a field by itself. */
	async isIn(label: string): Promise<void> {
		const field = this.#person.page.getByLabel(label, { exact: true });
		await field.and(this.#person.page.locator(":focus")).waitFor();
	}

	/** Goes on with Tab until the focus is on something, or in it. Each stop on the way could be seen. */
	async reach(target: Locator): Promise<void> {
		await target.waitFor({ state: "attached" });
		for (let stop = 0; stop < PATIENCE; stop++) {
			if (await target.evaluate((element) => element.contains(document.activeElement))) return;
			await this.#tab();
		}
		assert.fail(`Tab never reaches ${target}`);
	}

	/** Goes to a button, or a link, and presses it. */
	async use(role: "button" | "link", name: string | RegExp): Promise<void> {
		const exact = typeof name === "string";
		const target = this.#person.page.getByRole(role, { name, exact }).first();
		await this.reach(target);
		// Whoever sees that it cannot be pressed waits.
		await this.#person.page.locator(":focus:not([aria-disabled=true])").waitFor({ state: "attached" });
		await this.press("Enter");
	}

	/** The focus is somewhere: whoever reads the screen with it is not sent back to the top. */
	async keepsFocus(when: string): Promise<void> {
		const lost = () => !document.activeElement || document.activeElement === document.body;
		const { page } = this.#person;
		await page
			.waitForFunction(() => document.activeElement && document.activeElement !== document.body, null, {
				timeout: 2_000,
			})
			.catch(() => {});
		assert.equal(await page.evaluate(lost), false, `the focus is lost ${when}`);
	}

	/** What a screen reader says at once, whatever it was reading. */
	async hears(text: string): Promise<void> {
		const told = this.#person.page.locator("[aria-live=assertive], [role=alert]");
		await told
			.filter({ hasText: spaced(text) })
			.first()
			.waitFor({ state: "attached" });
	}

	/** Round and round, it stays in the window that is open. */
	async isTrappedIn(dialog: Locator): Promise<void> {
		for (let stop = 0; stop < 12; stop++) {
			await this.press(stop < 8 ? "Tab" : "Shift+Tab");
			assert(
				await dialog.evaluate((element) => element.contains(document.activeElement)),
				"the focus has left the window",
			);
		}
	}

	async #tab(): Promise<void> {
		const { page } = this.#person;
		await page.evaluate(rememberFocus);
		await this.press("Tab");
		const unseen = await page.evaluate(whatWasNotSeen);
		assert.equal(unseen, null, "nothing shows where the focus is");
	}
}

/** Runs in the page. */
function rememberFocus(): void {
	const focused = document.activeElement;
	// What the application itself has gone to, a title to be read from, is no control: nothing can be done with it.
	if (!(focused instanceof HTMLElement) || focused.tabIndex < 0) {
		globalThis.parallaxFocused = undefined;
		return;
	}
	const around: Element[] = [focused, ...focused.children];
	for (let parent = focused.parentElement, level = 0; parent && level < 3; parent = parent.parentElement, level++) {
		around.push(parent, ...parent.children);
	}
	const look = around
		.map((element) => {
			const { outline, boxShadow, borderColor, backgroundColor, clipPath } = getComputedStyle(element);
			return [outline, boxShadow, borderColor, backgroundColor, clipPath].join();
		})
		.join(";");
	globalThis.parallaxFocused = { around, look };
}

/** Runs in the page, once the focus has gone on: whatever looks as before did not show that it had it. */
function whatWasNotSeen(): string | null {
	const before = globalThis.parallaxFocused;
	if (!before) return null;
	const look = before.around
		.map((element) => {
			const { outline, boxShadow, borderColor, backgroundColor, clipPath } = getComputedStyle(element);
			return [outline, boxShadow, borderColor, backgroundColor, clipPath].join();
		})
		.join(";");
	const [focused] = before.around;
	const stayed = focused?.contains(document.activeElement);
	return look === before.look && !stayed ? (focused?.outerHTML.slice(0, 300) ?? null) : null;
}
