import type { RevokeOutcome } from "@parallax/client";
import { HumanHandle } from "@parallax/protocol";
import { argument, command } from "../../arguments/command.ts";
import { email, forceOption, unlockOptions } from "../../arguments/shared.ts";
import { pollFirst, withSession } from "../../device/open.ts";
import { Failure } from "../../failure.ts";
import { text } from "../../terminal/text.ts";
import { findUser } from "./find.ts";

export const revoke = command({
	name: "revoke",
	summary: "Put a user out of the organization for good, with all their devices",
	examples: ["user revoke --device 3f2 bob@example.com", "user revoke -d 3f2 --force bob@example.com"],
	options: { ...unlockOptions, ...forceOption },
	arguments: [argument("<EMAIL>", "The address of the user", email)],
	run: (context, options, [address]) =>
		withSession(context, options, async (session) => {
			const { terminal } = context;
			await pollFirst(context, session);
			const user = await findUser(session, address);
			// Scripts of the official command line are never asked.
			if (!options.force && terminal.interactive) {
				const question = `Revoke ${HumanHandle.format(user.humanHandle)}? It cannot be undone.`;
				if (!(await terminal.confirm(question))) return terminal.notice(text`Operation cancelled`);
			}
			requireOk(await session.revokeUser(user.id));
			terminal.notice(text`User ${address} has been revoked`);
			terminal.showOutcome({ user_id: user.id, email: address, revoked: true });
		}),
});

function requireOk(outcome: RevokeOutcome): void {
	switch (outcome) {
		case "ok":
			return;
		case "cannot_revoke_oneself":
			throw new Failure(outcome, "Cannot revoke oneself", { next: "Ask another administrator" });
		case "author_not_allowed":
			throw new Failure("not_allowed", "Author not allowed", { next: "Ask an administrator of the organization" });
		case "user_not_found":
			throw new Failure(outcome, "User not found");
		case "timestamp_out_of_ballpark":
			throw new Failure("clock_drift", "The clocks of this computer and of the server differ by too much", {
				next: "Set the right time, then try again",
			});
		case "refused":
			throw new Failure(outcome, "The server refused to revoke the user", { next: "Its log says more" });
	}
}
