import { command } from "../../arguments/command.ts";
import { forceOption, unlockOptions } from "../../arguments/shared.ts";
import { deviceJson, deviceText } from "../../device/describe.ts";
import { withSession } from "../../device/open.ts";
import { text } from "../../terminal/text.ts";

export const forgetAll = command({
	name: "forget-all-certificates",
	summary: "Forget what is known of the organization, after its server was restored from a backup",
	examples: [
		"certificate forget-all-certificates --device 3f2",
		"certificate forget-all-certificates -d 3f2 --password-stdin --force",
	],
	options: { ...unlockOptions, ...forceOption },
	arguments: [],
	run: (context, options) =>
		withSession(context, options, async ({ certificates }, { stored }) => {
			const { terminal } = context;
			terminal.notice(text`You are about to clear the local certificates database for device:\n${deviceText(stored)}`);
			if (!options.force && !(await terminal.confirm("Are you sure?"))) {
				terminal.notice(text`Operation cancelled`);
				return;
			}
			await certificates.forgetAll();
			terminal.notice(text`The local certificates database has been cleared`);
			terminal.showOutcome(deviceJson(stored));
		}),
});
