import type { UpdateProfileOutcome } from "@parallax/client";
import { argument, command } from "../../arguments/command.ts";
import { email, profile, unlockOptions } from "../../arguments/shared.ts";
import { pollFirst, withSession } from "../../device/open.ts";
import { Failure } from "../../failure.ts";
import { text } from "../../terminal/text.ts";
import { findUser } from "./find.ts";

export const setProfile = command({
	name: "set-profile",
	summary: "Give another profile to a user: ADMIN, STANDARD or OUTSIDER",
	examples: [
		"user set-profile --device 3f2 bob@example.com ADMIN",
		"user set-profile -d 3f2 --password-stdin bob@example.com OUTSIDER",
	],
	options: unlockOptions,
	arguments: [
		argument("<EMAIL>", "The address of the user", email),
		argument("<PROFILE>", "ADMIN, STANDARD or OUTSIDER", profile),
	],
	run: (context, options, [address, wanted]) =>
		withSession(context, options, async (session) => {
			await pollFirst(context, session);
			const user = await findUser(session, address);
			requireOk(await session.updateProfile(user.id, wanted));
			context.terminal.notice(text`User ${address} now has the profile ${wanted}`);
			context.terminal.showOutcome({ user_id: user.id, email: address, current_profile: wanted });
		}),
});

function requireOk(outcome: UpdateProfileOutcome): void {
	switch (outcome) {
		case "ok":
			return;
		case "cannot_update_oneself":
			throw new Failure(outcome, "Cannot change one's own profile", { next: "Ask another administrator" });
		case "author_not_allowed":
			throw new Failure("not_allowed", "Author not allowed", { next: "Ask an administrator of the organization" });
		case "user_not_found":
		case "user_revoked":
			throw new Failure(outcome, outcome === "user_revoked" ? "User has been revoked" : "User not found");
		case "timestamp_out_of_ballpark":
			throw new Failure("clock_drift", "The clocks of this computer and of the server differ by too much", {
				next: "Set the right time, then try again",
			});
		case "refused":
			throw new Failure(outcome, "The server refused to change the profile", {
				next: "Does the organization allow External users? The log of the server says more",
			});
	}
}
