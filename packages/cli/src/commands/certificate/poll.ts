import { command } from "../../arguments/command.ts";
import { unlockOptions } from "../../arguments/shared.ts";
import { withSession } from "../../device/open.ts";
import { paint, text } from "../../terminal/text.ts";

export const poll = command({
	name: "poll",
	summary: "Fetch and check what is new about the organization",
	examples: ["certificate poll --device 3f2", "certificate poll -d 3f2 --password-stdin"],
	options: unlockOptions,
	arguments: [],
	run: (context, options) =>
		withSession(context, options, async ({ certificates }) => {
			const added = await context.terminal.step(
				"Poll server for new certificates",
				() => certificates.poll(),
				(count) => text`Added ${paint("green", count)} new certificates ✔`,
			);
			context.terminal.showOutcome({ added });
		}),
});
