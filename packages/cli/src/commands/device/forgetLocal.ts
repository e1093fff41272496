import { command } from "../../arguments/command.ts";
import { deviceOptions, forceOption } from "../../arguments/shared.ts";
import { chooseDevice } from "../../device/choose.ts";
import { deviceJson, deviceLine } from "../../device/describe.ts";
import { withLock } from "../../device/open.ts";
import { Failure } from "../../failure.ts";
import { text } from "../../terminal/text.ts";

export const forgetLocal = command({
	name: "forget-local",
	summary: "Delete a device and its data from this computer; it stays valid on the server",
	examples: ["device forget-local --device 3f2", "device forget-local -d 3f2 --force"],
	options: { ...deviceOptions, ...forceOption },
	arguments: [],
	run: async (context, options) => {
		const { terminal, environment } = context;
		const force = options.force || terminal.yes;
		if (!terminal.outIsTerminal && !force)
			throw new Failure("force_needed", "Need to pass `--force` when not a terminal", {
				next: "Add --force if you mean it: what was not synchronized is lost",
			});
		const chosen = await chooseDevice(environment, options);
		const { stored, folder } = chosen;
		terminal.notice(text`You are about to forget the following local device:\n${deviceLine(stored)}`);
		if (!force && !(await terminal.confirm("Are you sure?"))) {
			terminal.notice(text`Operation cancelled`);
			return;
		}
		await withLock(context, chosen, () => folder.forget(stored));
		terminal.notice(text`The local device has been forgotten`);
		terminal.showOutcome(deviceJson(stored));
	},
});
