import { administer } from "../../administration.ts";
import { argument, command } from "../../arguments/command.ts";
import { administrationOptions, organizationId } from "../../arguments/shared.ts";
import { paint, text } from "../../terminal/text.ts";

export const create = command({
	name: "create",
	summary: "Create an organization, to be bootstrapped by its first user",
	examples: [
		"organization create --addr parsec3://parsec.example.com --token s3cr3t Acme",
		"organization create -a parsec3://127.0.0.1:6777?no_ssl=true -t s3cr3t --json Acme",
	],
	options: administrationOptions,
	arguments: [argument("<ORGANIZATION>", "The name of the organization", organizationId)],
	run: async (context, options, [id]) => {
		const address = await context.terminal.step("Creating organization", () =>
			administer(context, options, (client) => client.createOrganization(id)),
		);
		const url = address.toHttpRedirection();
		context.terminal.show(text`Organization bootstrap URL: ${paint("yellow", url)}`, url);
	},
});
