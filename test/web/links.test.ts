import assert from "node:assert/strict";
import { companyScenes } from "./support/company.ts";
import { nativeOf } from "./support/links.ts";
import { goOnTo, leave } from "./support/moments.ts";
import type { Person } from "./support/person.ts";
import type { Stage } from "./support/stage.ts";
import { greet, inside, invitationLink, openLink, PASSWORD } from "./support/story.ts";

// Links: from e-mails, pasted, old, broken, of other servers, and those made to do harm.

const scene = companyScenes();

/** Where the redirection of the server leads with this text, whatever it is. */
async function openRedirection(stage: Stage, { page }: Person, text: string): Promise<void> {
	await page.goto(new URL(`/client/webRedirect?webRedirectUrl=${encodeURIComponent(text)}`, stage.url).href);
}

const welcomed = (person: Person, organization: string) => person.sees(person.t("join.meet.title", { organization }));

scene("the link of an e-mail opens the invitation in a browser that has never been here", async (company) => {
	const { stage, organization } = company;
	const { email } = await company.invite();
	const bob = await stage.somebody("Bob");
	await openLink(bob, await invitationLink(stage, email));
	await welcomed(bob, organization);
	await bob.page.getByText(bob.t("join.meet.invitation", { email })).waitFor();
	const { pathname, search } = new URL(bob.page.url());
	assert.deepEqual([pathname, search], ["/client/join", ""], "the token is not in what servers are asked for");
	await bob.page.reload();
	await welcomed(bob, organization);
});

scene("it opens the invitation also where somebody else is logged in, who stays so", async (company) => {
	const { stage, alice, organization } = company;
	const { email, link } = await company.invite();
	const session = alice.page;
	// Alice's computer, in a new tab: her session is in the other one.
	await alice.openTab();
	await openLink(alice, link);
	await welcomed(alice, organization);
	const guest = alice.page;
	alice.page = session;
	await greet(alice, email);
	const bob = Object.assign(await stage.somebody("Bob"), { page: guest });
	await goOnTo("together", alice, bob);
	await leave(alice, false);
	await guest.close();
});

scene("a native link is pasted on the first page; a broken one is told what is wrong with it", async (company) => {
	const { stage, organization } = company;
	const { link } = await company.invite();
	const bob = await stage.person("Bob");
	const { page, t } = bob;
	const field = t("home.join.label");
	const native = nativeOf(link);
	for (const [text, problem] of [
		["hello", t("home.link.scheme")],
		["javascript:alert(1)", t("home.link.scheme")],
		[native.replace("claim_user", "dance"), t("home.link.action")],
		[native.replace(/p=[^&]+/, "p=xBAz"), t("home.link.token")],
		[native.replace(/^parsec3:\/\/[^/]+/, "parsec3://elsewhere.example"), "elsewhere.example"],
	] as const) {
		await bob.fill(field, text);
		await page.getByText(problem).first().waitFor();
		assert(await page.getByRole("button", { name: t("home.join.button"), exact: true }).isDisabled());
	}
	await bob.fill(field, `  ${native}\n`);
	await bob.press(t("home.join.button"));
	await welcomed(bob, organization);
});

scene("a garbled link, a cancelled one, one of an organization that never was: each is told", async (company) => {
	const { stage, alice } = company;
	const { email, link } = await company.invite();
	const bob = await stage.somebody("Bob");
	const { page, t } = bob;
	await openRedirection(stage, bob, nativeOf(link).slice(0, -22));
	await page.getByText(t("home.link.token")).waitFor();

	const other = nativeOf(link).replace(/\/[^/?]+\?/, "/Nowhere?");
	await openRedirection(stage, bob, other);
	await bob.sees(t("join.gone.not-found.title"));

	await alice.page.getByRole("button", { name: new RegExp(`^${alice.t("session.frame.pending.title")}`) }).click();
	const more = alice.t("organization.invitations.more", { email });
	await alice.page.getByRole("dialog").getByRole("button", { name: more, exact: true }).click();
	const cancel = alice.t("organization.invitations.cancel.action");
	await alice.page.getByRole("menuitem", { name: cancel, exact: true }).click();
	await alice.press(alice.t("organization.invitations.cancel.confirm"), alice.page.getByRole("alertdialog"));
	await alice.page.getByText(alice.t("organization.invitations.cancel.done", { email })).waitFor();
	await openLink(bob, link);
	await bob.sees(t("join.gone.unknown.title"));
	await bob.press(t("join.problem.home"));
	await page.getByRole("heading", { name: t("home.headline") }).waitFor();
});

scene("a link of another server is named, and only opened by a press", async (company) => {
	const { stage } = company;
	const { link } = await company.invite();
	const bob = await stage.somebody("Bob");
	const { page, t } = bob;
	const requests: string[] = [];
	page.on("request", (request) => requests.push(new URL(request.url()).host));
	await openRedirection(stage, bob, nativeOf(link).replace(/^parsec3:\/\/[^/]+/, "parsec3://elsewhere.example"));
	await bob.sees(t("home.redirect.elsewhereTitle"));
	const open = page.getByRole("link", { name: t("home.link.openElsewhere", { server: "elsewhere.example" }) });
	assert.match((await open.getAttribute("href")) ?? "", /^https?:\/\/elsewhere\.example\/redirect\/Acme-\d+\?/);
	assert.deepEqual([...new Set(requests)], [new URL(stage.url).host]);
});

scene("a redirection that was made to do harm goes nowhere", async (company) => {
	const { stage } = company;
	const bob = await stage.somebody("Bob");
	const { page, t } = bob;
	const requests: string[] = [];
	page.on("request", (request) => requests.push(new URL(request.url()).host));
	const { host } = new URL(stage.url);
	for (const text of [
		"javascript:document.title='taken'",
		"JaVaScRiPt://%0aalert(1)",
		"data:text/html,<script>document.title='taken'</script>",
		"https://evil.example/client/join",
		"//evil.example/",
		`parsec3://evil.example@${host}/Acme?a=claim_user&p=xBB`,
		`<img src=x onerror="document.title='taken'">`,
		`parsec3://${host}/<script>?a=claim_user`,
		"file:///etc/passwd",
		"",
	]) {
		await openRedirection(stage, bob, text);
		await bob.sees(t("home.redirect.badTitle"));
		const addresses = await page.locator("a[href]").evaluateAll((all) => all.map((a) => (a as HTMLAnchorElement).href));
		for (const address of addresses) assert(address.startsWith(new URL("/client", stage.url).href), address);
		assert.equal(new URL(page.url()).pathname, "/client/webRedirect", text);
		assert.notEqual(await page.title(), "taken");
		assert.equal(await page.locator("img[onerror]").count(), 0);
	}
	assert.deepEqual([...new Set(requests)], [host]);
	// The parameter twice, and as another thing than a text.
	for (const query of ["webRedirectUrl=a&webRedirectUrl=b", "webRedirectUrl=12", "webRedirectUrl=%7B%7D"]) {
		await page.goto(new URL(`/client/webRedirect?${query}`, stage.url).href);
		await bob.sees(t("home.redirect.badTitle"));
	}
});

scene(
	"after logging in one is led nowhere else than to a screen of the device, whatever the address says",
	async (company) => {
		const { alice, stage } = company;
		const { page, t } = alice;
		await company.backToWork(alice);
		const device = /\/org\/([0-9a-f]{32})/.exec(page.url())?.[1];
		const next = async (address: string) => {
			await page.goto(new URL(`/client/login/${device}?next=${encodeURIComponent(address)}`, stage.url).href);
			await alice.fill(t("common.field.password"), PASSWORD);
			await alice.press(t("login.button"));
			await inside(alice);
			assert.equal(new URL(page.url()).origin, new URL(stage.url).origin);
			assert.equal(new URL(page.url()).pathname, `/client/org/${device}/users`);
		};
		for (const address of ["https://evil.example/", "//evil.example/org/x", "javascript:alert(1)"]) await next(address);
	},
);

scene("the address of a greeting that nobody waits for tells so, and the way back", async (company) => {
	const { alice, stage } = company;
	const { page, t } = alice;
	await company.backToWork(alice);
	const device = /\/org\/([0-9a-f]{32})/.exec(page.url())?.[1];
	await page.goto(new URL(`/client/org/${device}/greet#00112233445566778899aabbccddeeff`, stage.url).href);
	await alice.fill(t("common.field.password"), PASSWORD);
	await alice.press(t("login.button"));
	await alice.sees(t("greeting.gone.not-found.title"));
	await alice.press(t("greeting.gone.back"));
	await inside(alice);
});
