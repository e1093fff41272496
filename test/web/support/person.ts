import type { TFunction } from "i18next";
import type { Browser, BrowserContext, Locator, Page } from "playwright-core";
import type { Language } from "../../../packages/web/src/i18n/i18n.ts";
import { spaced, wordsOf } from "./words.ts";

export interface PersonOptions {
	readonly language?: Language;
	readonly theme?: "light" | "dark";
	readonly width?: number;
	readonly height?: number;
}

const LOCALES = { en: "en-US", fr: "fr-FR" } as const;

/** Nobody waits longer than this for a screen: what takes more is broken. */
const PATIENCE_MS = 15_000;

/** Somebody at a browser: a profile shared with nobody, and the page that they look at. */
export class Person {
	readonly name: string;
	readonly language: Language;
	readonly context: BrowserContext;
	/** The texts that this person reads. */
	readonly t: TFunction;
	page: Page;
	readonly #problems: string[] = [];
	readonly #expected: RegExp[] = [];

	private constructor(name: string, language: Language, context: BrowserContext, page: Page) {
		this.name = name;
		this.language = language;
		this.t = wordsOf(language);
		this.context = context;
		this.page = page;
	}

	static async open(browser: Browser, name: string, options: PersonOptions): Promise<Person> {
		const { language = "en", theme = "light", width = 1280, height = 900 } = options;
		const context = await browser.newContext({
			locale: LOCALES[language],
			colorScheme: theme,
			viewport: { width, height },
			permissions: ["clipboard-read", "clipboard-write"],
			// Pictures are of what is there, not of what is on its way.
			reducedMotion: "reduce",
		});
		context.setDefaultTimeout(PATIENCE_MS);
		const person = new Person(name, language, context, await context.newPage());
		person.#listen();
		return person;
	}

	/** Presses what has this name; waits until it can be pressed. */
	async press(name: string, within: Page | Locator = this.page): Promise<void> {
		await within.getByRole("button", { name: spaced(name), exact: true }).click();
	}

	/** Types in the field of this label, in the place of what it held. */
	async fill(label: string, text: string): Promise<void> {
		await this.page.getByLabel(label, { exact: true }).fill(text);
	}

	/** Waits for the screen, or the moment of a greeting, of this title. */
	async sees(title: string): Promise<void> {
		await this.page.getByRole("heading", { name: spaced(title), exact: true }).waitFor();
	}

	/** A second tab, which the person looks at from now on. */
	async openTab(): Promise<Page> {
		this.page = await this.context.newPage();
		return this.page;
	}

	/** Closes the tab as people do, without a word to the application beyond what browsers tell it; a new, empty one is there. */
	async closeTab(): Promise<void> {
		const closed = this.page;
		await this.openTab();
		// A browser gives a page half a second for its last word: on a machine with much else to do, not before it has drawn the rest.
		await closed.evaluate(() => new Promise<unknown>((resolve) => requestIdleCallback(resolve)));
		await closed.close({ runBeforeUnload: false });
	}

	/** Cuts this browser off the network, or brings it back. */
	async setOffline(offline: boolean): Promise<void> {
		if (offline) this.expectProblem(/ERR_INTERNET_DISCONNECTED|ERR_NETWORK_CHANGED|ERR_FAILED/);
		await this.context.setOffline(offline);
	}

	/** Comes back to the page from another tab: browsers of tests always show all of theirs. */
	async looksAgain(): Promise<void> {
		await this.page.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));
	}

	/** Complaints that match are part of the test: a refusal by the server, a network that is cut. */
	expectProblem(pattern: RegExp): void {
		this.#expected.push(pattern);
	}

	/** What this browser has complained about since this was last asked, and was not expected. */
	takeProblems(): readonly string[] {
		return this.#problems.splice(0).filter((problem) => !this.#expected.some((pattern) => pattern.test(problem)));
	}

	/** What was last copied, as another page of the same browser pastes it. */
	async clipboard(): Promise<string> {
		const other = await this.context.newPage();
		// A page without the policy of the application, which never reads the clipboard; nor has it the icon that browsers ask for.
		this.expectProblem(/\/favicon\.ico/);
		await other.goto(new URL("/health", this.page.url()).href);
		await other.bringToFront();
		const text = await other.evaluate(() => navigator.clipboard.readText());
		await other.close();
		await this.page.bringToFront();
		return text;
	}

	#listen(): void {
		const told = (text: string) => this.#problems.push(`${this.name}: ${text}`);
		// Violations of the Content-Security-Policy and of Trusted Types are console errors too, with the directive.
		this.context.on("console", (message) => {
			const { url } = message.location();
			if (message.type() === "error") told(`${message.text()}${url ? ` (${url})` : ""}`);
		});
		this.context.on("weberror", (error) => told(error.error().stack ?? String(error.error())));
		this.context.on("page", (page) => page.on("crash", () => told("the page crashed")));
	}
}
