import { mkdtemp, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, type TestContext, test } from "node:test";
import { type Browser, chromium } from "playwright-core";
import { ensureChromium } from "../../../tools/browser/ensure-chromium.ts";
import { freePort } from "../../support/officialServer.ts";
import { administrationToken, npmStart, type OurServer } from "../../support/ourServer.ts";
import { keepTrace } from "./artifacts.ts";
import { Person, type PersonOptions } from "./person.ts";

const FLAGS = [
	"--no-sandbox",
	"--disable-gpu",
	"--disable-quic",
	"--no-first-run",
	"--disable-background-networking",
	"--disable-component-update",
	"--disable-sync",
	// The same pixels on every machine.
	"--font-render-hinting=none",
	"--force-color-profile=srgb",
];

export function launchChromium(flags: readonly string[] = []): Promise<Browser> {
	return chromium.launch({ executablePath: ensureChromium(), args: [...FLAGS, ...flags] });
}

/** One server as `npm start` gives it, and people with a browser profile each. */
export class Stage {
	#data: string;
	readonly #browser: Browser;
	readonly #people: Person[] = [];
	readonly #options: PersonOptions;
	#server: OurServer;

	private constructor(data: string, browser: Browser, server: OurServer, options: PersonOptions) {
		this.#data = data;
		this.#browser = browser;
		this.#server = server;
		this.#options = options;
	}

	static async open(options: PersonOptions = {}): Promise<Stage> {
		const data = await mkdtemp(join(tmpdir(), "parallax-web-"));
		const server = await npmStart(data, await freePort());
		try {
			return new Stage(data, await launchChromium(), server, options);
		} catch (error) {
			await server.stop();
			throw error;
		}
	}

	/** What is typed in the address bar. */
	get url(): string {
		return `http://127.0.0.1:${this.#server.port}/`;
	}

	get port(): number {
		return this.#server.port;
	}

	get address(): string {
		return this.#server.address;
	}

	/** Somebody who has never been here: a browser profile of their own, on the first page. */
	async person(name: string, options: PersonOptions = {}): Promise<Person> {
		const person = await this.somebody(name, options);
		await person.page.goto(this.url);
		return person;
	}

	/** The same, who has not opened anything yet. */
	async somebody(name: string, options: PersonOptions = {}): Promise<Person> {
		const person = await Person.open(this.#browser, name, { ...this.#options, ...options });
		this.#people.push(person);
		return person;
	}

	/** The links in the last e-mail that the server sent to an address, in their order. */
	async mailTo(email: string): Promise<readonly string[]> {
		const last = (await this.allMailTo(email)).at(-1);
		if (last === undefined) throw new Error(`No e-mail was sent to ${email}`);
		return last;
	}

	/** Those in each of the e-mails to an address, the oldest first. */
	async allMailTo(email: string): Promise<readonly (readonly string[])[]> {
		// Those that begin with a dot are being written.
		const names = (await readdir(this.#outbox)).filter((name) => !name.startsWith(".")).sort();
		const messages = await Promise.all(names.map((name) => readFile(join(this.#outbox, name), "utf8")));
		return messages
			.filter((message) => new RegExp(`^To:.*${RegExp.escape(email)}`, "im").test(message))
			.map((message) => {
				const text = message
					.replaceAll(/=\r?\n/g, "")
					.replaceAll(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
				return [...new Set(text.match(/https?:\/\/[^\s"<>]+/g) ?? [])].map((link) => link.replaceAll("&amp;", "&"));
			});
	}

	/** While something happens, the server can send no e-mail. */
	async withoutMail(happens: () => Promise<void>): Promise<void> {
		const aside = `${this.#outbox}.aside`;
		await rename(this.#outbox, aside);
		// What is no folder takes no message, whoever runs the server.
		await writeFile(this.#outbox, "");
		try {
			await happens();
		} finally {
			await rm(this.#outbox);
			await rename(aside, this.#outbox);
		}
	}

	get #outbox(): string {
		return join(this.#data, "outbox");
	}

	/** Stops the server, as Ctrl-C does. */
	stopServer(): Promise<void> {
		return this.#server.stop();
	}

	/** Starts it again, on the same port and data. */
	async startServer(): Promise<void> {
		this.#server = await npmStart(this.#data, this.#server.port);
	}

	async restartServer(): Promise<void> {
		await this.stopServer();
		await this.startServer();
	}

	/** Another server takes the place of this one, at the same address, and knows nothing of what was. */
	async replaceServer(): Promise<void> {
		await this.stopServer();
		await rm(this.#data, { recursive: true });
		this.#data = await mkdtemp(join(tmpdir(), "parallax-web-"));
		await this.startServer();
	}

	/** Asks the administration API, as whoever runs the server does: `PATCH`, `organizations/Acme`… */
	async administer(method: "POST" | "PATCH", path: string, body: object): Promise<void> {
		const response = await fetch(new URL(`/administration/${path}`, this.url), {
			method,
			headers: { Authorization: `Bearer ${administrationToken(this.#data)}`, "Content-Type": "application/json" },
			body: JSON.stringify(body),
		});
		if (!response.ok) throw new Error(`The administration of the server answered ${response.status} to ${path}`);
	}

	/** What the browsers complained about since this was last asked, and no test has expected; none is the rule. */
	takeProblems(): readonly string[] {
		return this.#people.flatMap((person) => person.takeProblems());
	}

	/** Those who are here, in the order in which they came. */
	get people(): readonly Person[] {
		return this.#people;
	}

	/** Closes the browser of somebody. */
	async dismiss(person: Person): Promise<void> {
		this.#people.splice(this.#people.indexOf(person), 1);
		await person.context.close();
	}

	/** The same server and browser for people of another story, which is played at the same time. */
	aside(): Stage {
		return new Stage(this.#data, this.#browser, this.#server, this.#options);
	}

	/** Keeps what everybody sees, for whoever reads the failure. */
	async trace(name: string): Promise<void> {
		for (const person of this.#people) await keepTrace(person.page, `${name} ${person.name}`);
	}

	async close(): Promise<void> {
		await this.#browser.close();
		await this.#server.stop();
		await rm(this.#data, { recursive: true });
	}
}

/**
 * A test with a stage of its own. It fails too when a page had an error, a console an error, or the Content-Security-Policy
 * something to refuse, unless the test has said that it expects it (`person.expectProblem`).
 */
export function scene(name: string, options: PersonOptions, play: (stage: Stage) => Promise<void>): void {
	test(name, async (t) => {
		const stage = await Stage.open(options);
		try {
			await perform(t, stage, play);
		} finally {
			await stage.close();
		}
	});
}

export type Scene<Cast> = (name: string, play: (stage: Stage, cast: Cast) => Promise<void>) => void;

/**
 * What `scene` is, for stories of one file that do not disturb each other: one server and one browser for all. Those whom
 * `prepare` brings in stay, and are given to each story; those who come in during a story leave at its end.
 */
export function scenesOf<Cast>(options: PersonOptions, prepare: (stage: Stage) => Promise<Cast>): Scene<Cast> {
	const shared = sharedStage(options, prepare);
	return (name, play) => {
		test(name, async (t) => {
			const { stage, cast } = shared();
			const regulars = new Set(stage.people);
			try {
				await perform(t, stage, () => play(stage, cast));
			} finally {
				for (const person of stage.people.filter((each) => !regulars.has(each))) await stage.dismiss(person);
			}
		});
	};
}

/** The same, but each story has people of its own: within `describe(…, { concurrency })` some are played at the same time. */
export function scenesApart<Cast>(options: PersonOptions, prepare: (stage: Stage) => Promise<Cast>): Scene<Cast> {
	const shared = sharedStage(options, async () => {});
	return (name, play) => {
		test(name, async (t) => {
			const stage = shared().stage.aside();
			try {
				await perform(t, stage, async () => play(stage, await prepare(stage)));
			} finally {
				for (const person of [...stage.people]) await stage.dismiss(person);
			}
		});
	};
}

/** For as long as the tests of the file run. */
function sharedStage<Cast>(options: PersonOptions, prepare: (stage: Stage) => Promise<Cast>) {
	let opened: { readonly stage: Stage; readonly cast: Cast } | undefined;
	before(async () => {
		const stage = await Stage.open(options);
		try {
			opened = { stage, cast: await prepare(stage) };
		} catch (error) {
			await stage.trace("before the first story");
			await stage.close();
			throw error;
		}
	});
	after(() => opened?.stage.close());
	return () => {
		if (!opened) throw new Error("There is no stage");
		return opened;
	};
}

async function perform(t: TestContext, stage: Stage, play: (stage: Stage) => Promise<void>): Promise<void> {
	try {
		await play(stage);
	} catch (error) {
		for (const problem of stage.takeProblems()) t.diagnostic(problem);
		await stage.trace(t.name);
		throw error;
	}
	const problems = stage.takeProblems();
	if (problems.length > 0) throw new Error(`The browsers complained:\n${problems.join("\n")}`);
}
