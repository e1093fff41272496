import { DateTime } from "@parallax/protocol";
import { administer } from "../../administration.ts";
import { command, optional } from "../../arguments/command.ts";
import { administrationOptions } from "../../arguments/shared.ts";

export const stats = command({
	name: "stats",
	summary: "Count the users, the workspaces and the bytes of every organization",
	examples: [
		"server stats --addr parsec3://parsec.example.com --token s3cr3t",
		"server stats --end-date 2026-01-01T00:00:00Z --format json",
	],
	options: {
		...administrationOptions,
		endDate: optional("-e, --end-date <DATE>", "Ignore what happened later: RFC 3339 with an offset", {
			parse: (typed) => DateTime.parse(typed),
		}),
	},
	arguments: [],
	run: async (context, options) => {
		const until = options.endDate === undefined ? undefined : DateTime.format(options.endDate);
		if (context.terminal.format === "plain") {
			context.terminal.showRaw(await administer(context, options, (client) => client.serverStatisticsCsv(until)));
		} else {
			context.terminal.showDocument(await administer(context, options, (client) => client.serverStatistics(until)));
		}
	},
});
