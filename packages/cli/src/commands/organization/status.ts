import { administer } from "../../administration.ts";
import { command } from "../../arguments/command.ts";
import { administrationOptions, organizationOption } from "../../arguments/shared.ts";

export const status = command({
	name: "status",
	summary: "Show the settings of an organization",
	examples: [
		"organization status --addr parsec3://parsec.example.com --token s3cr3t --organization Acme",
		"organization status -a parsec3://127.0.0.1:6777?no_ssl=true -t s3cr3t -o Acme",
	],
	options: { ...administrationOptions, ...organizationOption },
	arguments: [],
	run: async (context, options) => {
		const document = await administer(context, options, (client) => client.organizationStatus(options.organization));
		context.terminal.showDocument(document);
	},
});
