import type { Person } from "./person.ts";
import { type Stage, scenesApart, scenesOf } from "./stage.ts";
import { createOrganization, greet, inside, invite, letIn, logIn, openLink } from "./story.ts";

let companies = 0;
/** Nobody shares an address with somebody of another company: e-mails are told apart by it. */
let addresses = 0;

/** A small organization, in which stories find the same people. */
export class Company {
	readonly organization: string;
	readonly stage: Stage;
	/** The administrator who created it. */
	readonly alice: Person;

	private constructor(organization: string, stage: Stage, alice: Person) {
		this.organization = organization;
		this.stage = stage;
		this.alice = alice;
	}

	static async found(stage: Stage): Promise<Company> {
		const organization = `Acme-${++companies}`;
		const alice = await stage.person("Alice");
		await createOrganization(alice, organization, "alice@example.com");
		return new Company(organization, stage, alice);
	}

	/** Lets somebody in, in a browser of their own. */
	async letIn(name: string, profile: "ADMIN" | "STANDARD" | "OUTSIDER"): Promise<Person> {
		const person = await this.stage.somebody(name);
		const email = `${name.toLowerCase()}${++addresses}@example.com`;
		await letIn(this.stage, this.alice, person, { organization: this.organization, email, profile });
		return person;
	}

	/** Invites an address that no story has used before. */
	async invite(host = this.alice): Promise<{ readonly email: string; readonly link: string }> {
		await this.backToWork(host);
		const email = `bob${++addresses}@example.com`;
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

type CompanyScene = (name: string, play: (company: Company) => Promise<void>) => void;

/** Stories of one file, one after the other, in one organization: see `scenesOf`. */
export function companyScenes(prepare: (company: Company) => Promise<void> = async () => {}): CompanyScene {
	const scene = scenesOf({}, async (stage) => {
		const company = await Company.found(stage);
		await prepare(company);
		return company;
	});
	return (name, play) => scene(name, (_stage, company) => play(company));
}

/** Stories of one file, each in an organization of its own: see `scenesApart`. */
export function companiesApart(): CompanyScene {
	const scene = scenesApart({}, (stage) => Company.found(stage));
	return (name, play) => scene(name, (_stage, company) => play(company));
}
