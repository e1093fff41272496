import { termsOfService } from "@parallax/client";
import { command } from "../../arguments/command.ts";
import { unlockOptions } from "../../arguments/shared.ts";
import { withDevice } from "../../device/open.ts";
import { NO_TERMS, termsJson, termsText } from "./describe.ts";

export const list = command({
	name: "list",
	summary: "Show the terms of service of the organization, accepted or not",
	examples: ["tos list --device 3f2", "tos list -d 3f2 --format json"],
	options: unlockOptions,
	arguments: [],
	run: (context, options) =>
		withDevice(context, options, async ({ device }) => {
			const terms = await termsOfService(context.network, device);
			if (terms === null) context.terminal.notice(NO_TERMS);
			else context.terminal.show(termsText(terms), termsJson(terms));
		}),
});
