import { acceptTermsOfService, termsOfService } from "@parallax/client";
import { command } from "../../arguments/command.ts";
import { forceOption, unlockOptions } from "../../arguments/shared.ts";
import { withDevice } from "../../device/open.ts";
import { Failure } from "../../failure.ts";
import { NO_TERMS, termsJson, termsText } from "./describe.ts";

export const accept = command({
	name: "accept",
	summary: "Accept the terms of service of the organization",
	examples: ["tos accept --device 3f2", "tos accept -d 3f2 --password-stdin --force"],
	options: { ...unlockOptions, ...forceOption },
	arguments: [],
	run: (context, options) =>
		withDevice(context, options, async ({ device }) => {
			const { terminal, network } = context;
			const terms = await termsOfService(network, device);
			if (terms === null) {
				terminal.notice(NO_TERMS);
				return;
			}
			if (!options.force) {
				terminal.notice(termsText(terms));
				if (!(await terminal.confirm("Do you accept these terms of service?")))
					throw new Failure("cancelled", "Operation cancelled", { next: "Nothing was accepted" });
			}
			const outcome = await acceptTermsOfService(network, device, terms.updatedOn);
			if (outcome === "tos_mismatch")
				throw new Failure(outcome, "The terms of service have just changed", {
					next: "Read them again with “parallax tos list”, then accept them",
				});
			if (outcome === "unknown_status")
				throw new Failure("refused", "The server did not record that the terms are accepted", { next: "Try again" });
			terminal.showOutcome(termsJson(terms));
		}),
});
