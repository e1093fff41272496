import type { Person, PersonOptions } from "./person.ts";
import { type Stage, scenesOf } from "./stage.ts";
import { createOrganization, greet, inside, invite, letIn, logIn, openLink } from "./story.ts";

/** A small organization, in which stories find the same people. */
export class Company {
	readonly organization = "Acme";
	readonly stage: Stage;
	/** The administrator who created it. */
	readonly alice: Person;
	#guests = 0;

	constructor(stage: Stage, alice: Person) {
		this.stage = stage;
		this.alice = alice;
	}

	/** Lets somebody in, in a browser of their own. */
	async letIn(name: string, profile: "ADMIN" | "STANDARD" | "OUTSIDER"): Promise<Person> {
		const person = await this.stage.somebody(name);
		const email = `${name.toLowerCase()}@example.com`;
		await letIn(this.stage, this.alice, person, { organization: this.organization, email, profile });
		return person;
	}

	/** Invites an address that no story has used before. */
	async invite(host = this.alice): Promise<{ readonly email: string; readonly link: string }> {
		await this.backToWork(host);
		const email = `bob${++this.#guests}@example.com`;
		return { email, link: await invite(this.stage, host, email) };
	}

	/** Invites Bob, who opens the link, while Alice begins to greet him. */
	async meet(): Promise<{ readonly bob: Person; readonly email: string; readonly link: string }> {
		const { email, link } = await this.invite();
		const bob = await this.stage.somebody("Bob");
		await openLink(bob, link);
		await greet(this.alice, email);
		return { bob, email, link };
	}

	/** To "Manage my organization", from wherever a story has ended. */
	async backToWork(person: Person): Promise<void> {
		const { page, t } = person;
		const title = page.getByRole("heading", { level: 1, name: t("session.frame.manage"), exact: true });
		const window = page.getByRole("dialog").or(page.getByRole("alertdialog"));
		if ((await title.count()) > 0 && (await window.count()) === 0) return;
		await page.goto(this.stage.url);
		await logIn(person, this.organization);
		await inside(person);
	}
}

/** Stories of one file, in one organization: see `scenesOf`. */
export function companyScenes(
	options: PersonOptions = {},
	prepare: (company: Company) => Promise<void> = async () => {},
) {
	const scene = scenesOf(options, async (stage) => {
		const alice = await stage.person("Alice");
		await createOrganization(alice, "Acme", "alice@example.com");
		const company = new Company(stage, alice);
		await prepare(company);
		return company;
	});
	return (name: string, play: (company: Company) => Promise<void>): void =>
		scene(name, (_stage, company) => play(company));
}
