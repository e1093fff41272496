import assert from "node:assert/strict";
import { scene } from "./support/stage.ts";
import { createOrganization, invite, letIn, openLink } from "./support/story.ts";

for (const language of ["en", "fr"] as const) {
	scene(`create an organization, invite, join, greet, done (${language})`, { language }, async (stage) => {
		const alice = await stage.person("Alice");
		const bob = await stage.somebody("Bob");
		await createOrganization(alice, "Acme", "alice@example.com");
		await letIn(stage, alice, bob, { organization: "Acme", email: "bob@example.com", profile: "STANDARD" });
		await alice.page.getByText("bob@example.com").first().waitFor();
		await bob.page.getByText("alice@example.com").first().waitFor();
	});
}

scene("the link of an e-mail opens the invitation in a browser that has never been here", {}, async (stage) => {
	const alice = await stage.person("Alice");
	await createOrganization(alice, "Acme", "alice@example.com");
	const link = await invite(stage, alice, "bob@example.com");
	const bob = await stage.somebody("Bob");
	await openLink(bob, link);
	await bob.sees(bob.t("join.meet.title", { organization: "Acme" }));
	const { pathname, search } = new URL(bob.page.url());
	assert.deepEqual([pathname, search], ["/client/join", ""], "the token is not in what servers are asked for");
});
