import { command, flag } from "../../arguments/command.ts";
import { unlockOptions } from "../../arguments/shared.ts";
import { deviceJson } from "../../device/describe.ts";
import { withDevice } from "../../device/open.ts";
import { Failure } from "../../failure.ts";
import { text } from "../../terminal/text.ts";

export const changeAuthentication = command({
	name: "change-authentication",
	summary: "Protect a device by another password",
	examples: [
		"device change-authentication --device 3f2 --password",
		"device change-authentication -d 3f2 --password --password-stdin < two-lines",
	],
	options: {
		...unlockOptions,
		password: flag("-p, --password", "Protect the device by a password"),
		keyring: flag("-k, --keyring", "Protect the device by the keyring of the system"),
	},
	arguments: [],
	run: (context, options) => {
		const { terminal, network } = context;
		if (options.password === options.keyring) {
			const rule = options.password
				? "Only one of --password and --keyring can be specified"
				: "One of --password and --keyring must be specified";
			throw new Failure("authentication_choice", rule, { next: "Add --password" });
		}
		if (options.keyring) {
			throw new Failure("keyring_unavailable", "This program cannot use a keyring", {
				next: "Use --password; nothing was changed",
			});
		}
		return withDevice(
			context,
			options,
			async ({ folder, stored, device }) => {
				const password = await terminal.newSecret("Enter new password for the device:", options.passwordStdin);
				await context.interruption.shield(() => folder.protectAgain(stored, device, password, network.now()));
				terminal.notice(text`Device authentication changed successfully`);
				terminal.showOutcome(deviceJson(stored));
			},
			"Enter current password for the device:",
		);
	},
});
