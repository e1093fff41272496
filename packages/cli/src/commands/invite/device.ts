import { command } from "../../arguments/command.ts";
import { unlockOptions } from "../../arguments/shared.ts";
import { withSession } from "../../device/open.ts";
import { Failure } from "../../failure.ts";
import { showMade } from "./made.ts";

export const device = command({
	name: "device",
	summary: "Invite another device of yours",
	examples: ["invite device --device 3f2", "invite device -d 3f2 --password-stdin --format json"],
	options: unlockOptions,
	arguments: [],
	run: (context, options) =>
		withSession(context, options, async (session) => {
			const made = await context.terminal.step("Creating device invitation", async () => {
				const outcome = await session.inviteDevice(false);
				if (outcome.status === "ok") return outcome;
				throw new Failure("refused", "Server refused to create device invitation", {
					next: "Is this program up to date?",
				});
			});
			showMade(context.terminal, made);
		}),
});
