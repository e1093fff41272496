import type { Protection } from "@parallax/client";
import { command, flag } from "../../arguments/command.ts";
import { unlockOptions } from "../../arguments/shared.ts";
import type { Context } from "../../context.ts";
import { deviceJson } from "../../device/describe.ts";
import { keyringUnavailable, ownKeyringKey } from "../../device/keyring.ts";
import { withDevice } from "../../device/open.ts";
import { Failure } from "../../failure.ts";
import { text } from "../../terminal/text.ts";

export const changeAuthentication = command({
	name: "change-authentication",
	summary: "Protect a device by another password, or by the keyring of the system",
	examples: [
		"device change-authentication --device 3f2 --keyring",
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
			throw new Failure("authentication_choice", rule, { next: "Say which of them is to protect the device" });
		}
		return withDevice(
			context,
			options,
			async ({ folder, stored, device }) => {
				const protection = options.keyring
					? await keyringProtection(context)
					: await terminal.newSecret("Enter new password for the device:", options.passwordStdin);
				const changed = await context.interruption.shield(() =>
					folder.protectAgain(stored, device, protection, network.now()),
				);
				terminal.notice(text`Device authentication changed successfully`);
				terminal.showOutcome(deviceJson(changed));
			},
			"Enter current password for the device:",
		);
	},
});

async function keyringProtection(context: Context): Promise<Protection> {
	const outcome = await ownKeyringKey(context);
	if (outcome.status !== "ok") throw keyringUnavailable(outcome);
	return outcome.protection;
}
