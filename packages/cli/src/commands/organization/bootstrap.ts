import { anonymousCaller, type BootstrapOutcome, bootstrapOrganization } from "@parallax/client";

import { command, optional, required } from "../../arguments/command.ts";
import {
	bootstrapAddress,
	deviceLabel,
	directoryOptions,
	humanHandle,
	newDeviceOptions,
	passwordOption,
} from "../../arguments/shared.ts";
import { prepareNewDevice } from "../../device/save.ts";
import { Failure } from "../../failure.ts";
import { text } from "../../terminal/text.ts";
import { readSequesterKey } from "./sequesterKey.ts";

export const bootstrap = command({
	name: "bootstrap",
	summary: "Begin an organization, with its first user as administrator",
	examples: [
		'organization bootstrap --addr "https://parsec.example.com/redirect/Acme?a=bootstrap_organization&p=…" -d laptop -l Alice -e alice@example.com',
		'organization bootstrap --addr "parsec3://127.0.0.1:6777/Acme?no_ssl=true&a=bootstrap_organization&p=wA" -d laptop -l Alice -e alice@example.com',
	],
	options: {
		addr: required("--addr <URL>", "The link that bootstraps the organization", { parse: bootstrapAddress }),
		deviceLabel: required("-d, --device-label <LABEL>", "The name of this device", { parse: deviceLabel }),
		label: required("-l, --label <NAME>", "The name of the first user", { parse: (typed) => typed }),
		email: required("-e, --email <EMAIL>", "The e-mail address of the first user", { parse: (typed) => typed }),
		sequesterKey: optional("--sequester-key <PEM FILE>", "The public key of the sequester authority"),
		...directoryOptions,
		...passwordOption,
		...newDeviceOptions,
	},
	arguments: [],
	run: async (context, options) => {
		const { terminal, network, interruption } = context;
		const handle = humanHandle(options.email, options.label);
		const place = await prepareNewDevice(context, options);
		const protection = await place.chooseProtection("New device password:");
		const authority = options.sequesterKey === undefined ? null : await readSequesterKey(options.sequesterKey);
		const { addr } = options;
		const caller = anonymousCaller(network, addr.server, addr.organizationId);
		const stored = await interruption.shield(async () => {
			const outcome = await terminal.step(
				"Bootstrapping organization in the server",
				() =>
					bootstrapOrganization(addr, caller, network.now(), {
						humanHandle: handle,
						deviceLabel: options.deviceLabel,
						sequesterAuthority: authority,
					}).then(accepted),
				text`Organization bootstrapped`,
			);
			return place.save(outcome.device, protection);
		});
		place.show(stored);
	},
});

function accepted(outcome: BootstrapOutcome): Extract<BootstrapOutcome, { status: "ok" }> {
	switch (outcome.status) {
		case "ok":
			return outcome;
		case "organization_already_bootstrapped":
			throw new Failure("already_bootstrapped", "Bootstrap token already used", {
				causes: ["the organization already has its first user"],
				next: "Ask an administrator of the organization for an invitation, or create another organization",
			});
		case "invalid_bootstrap_token":
			throw new Failure("invalid_bootstrap_token", "Invalid bootstrap token", {
				causes: ["the link is not the last one that was made for this organization"],
				next: "Ask the administrator of the server for a new link (“parallax organization create”)",
			});
		case "timestamp_out_of_ballpark":
			throw new Failure("clock_drift", "The clocks of this computer and of the server differ by too much", {
				next: "Set the right time, then try again",
			});
		case "invalid_certificate":
		case "unknown_status":
			throw new Failure("refused", "The server refused to bootstrap the organization", {
				causes: [outcome.status],
				next: "Is the server up to date? Its log says more",
			});
	}
}
