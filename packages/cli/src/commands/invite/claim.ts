import {
	DeviceGuestGreeting,
	type InvitedTo,
	invitedCaller,
	type Protection,
	UserGuestGreeting,
} from "@parallax/client";
import {
	HumanHandle,
	type InvitationAddr,
	type InviteInfo,
	invitedCommands,
	type LocalDevice,
	type UserGreetingAdministrator,
	type UserID,
} from "@parallax/protocol";
import { argument, command, flag, optional } from "../../arguments/command.ts";
import { deviceLabel, email, invitationAddress, newDeviceOptions, passwordOption } from "../../arguments/shared.ts";
import type { Context } from "../../context.ts";
import { prepareNewDevice } from "../../device/save.ts";
import { Failure } from "../../failure.ts";
import { askDetails, askUserDetails, beGuest, type GuestChoices } from "../../greeting/guest.ts";
import { Script } from "../../greeting/script.ts";
import { text } from "../../terminal/text.ts";

const EVERYBODY = "All administrators";

export const claim = command({
	name: "claim",
	summary: "Answer an invitation: meet the host, compare codes, and get a device",
	examples: [
		'invite claim "https://parsec.example.com/redirect/Acme?a=claim_user&p=…"',
		'invite claim --password-stdin --events --device-label laptop --name Bob "parsec3://…?a=claim_user&p=…"',
	],
	options: {
		configDir: optional("-c, --config-dir <DIR>", "Where the device is saved [env: PARSEC_CONFIG_DIR]"),
		dataDir: optional("-d, --data-dir <DIR>", "Where the data of the device will be [env: PARSEC_DATA_DIR]"),
		...passwordOption,
		...newDeviceOptions,
		events: flag("--events", "Converse with a script: JSON lines on standard output, answers on standard input"),
		codeFile: optional("--code-file <FILE>", "Read the code that the greeter reads from this file or pipe"),
		deviceLabel: optional("--device-label <LABEL>", "The name of the new device, instead of asking", {
			parse: deviceLabel,
		}),
		name: optional("--name <NAME>", "The name of the new user, instead of asking"),
		email: optional("--email <EMAIL>", "The address of the new user, instead of asking", { parse: email }),
		greeter: optional("--greeter <EMAIL>", "The administrator to contact; “all” waits for whoever comes first"),
	},
	arguments: [argument("<ADDR>", "The link of the invitation", invitationAddress)],
	run: async (context, options, [address]) => {
		const { terminal, interruption } = context;
		const script = options.events ? new Script(terminal) : undefined;
		const choices: GuestChoices = { ...options, script };
		const place = await prepareNewDevice(context, options);
		const invitedTo = placeOf(context, address);
		const info = await terminal.step("Retrieving invitation info", () => invitationInfo(invitedTo), text`✔`);
		let chosen: Promise<Protection> | undefined;
		const chooseProtection = () => {
			chosen ??= place.chooseProtection("Enter password for the new device:");
			return chosen;
		};
		// With a script, the first line of standard input is the password, as when greeting; the answers come after.
		if (script) await chooseProtection();
		// From the last request on, the keys exist here only: nothing interrupts before they are saved.
		const device = await claimAs(context, invitedTo, info, choices, options.greeter, chooseProtection);
		const stored = await interruption.shield(async () => place.save(device, await chooseProtection()));
		if (script) script.tell("done", { device_id: stored.device_id, user_id: stored.user_id });
		else place.show(stored);
	},
});

function placeOf({ network }: Context, { server, organizationId, token }: InvitationAddr): InvitedTo {
	return { server, organizationId, caller: invitedCaller(network, server, organizationId, token) };
}

async function invitationInfo({ caller }: InvitedTo): Promise<InviteInfo> {
	const reply = await caller.call(invitedCommands.commands.invite_info, {});
	if (reply.status === "ok") return reply;
	throw new Failure("refused", "The server does not tell what the invitation is for");
}

/** The greeting that the kind of the invitation asks for. The protection is chosen before the keys count. */
async function claimAs(
	context: Context,
	invitedTo: InvitedTo,
	info: InviteInfo,
	choices: GuestChoices,
	greeter: string | undefined,
	chooseProtection: () => Promise<unknown>,
): Promise<LocalDevice> {
	const options = { choices: 3, pace: context.pace };
	switch (info.type) {
		case "USER": {
			const hosts = await chooseHosts(context, info.administrators, greeter, choices.script !== undefined);
			const greeting = new UserGuestGreeting(
				invitedTo,
				hosts.map(({ user_id }) => user_id),
				options,
			);
			const words = hostWords(context, hosts, choices.script !== undefined, () => greeting.host);
			return beGuest(context, greeting, choices, words, async (left) => {
				const details = await askUserDetails(context, choices, info.claimer_email, left);
				await chooseProtection();
				left.throwIfAborted();
				greeting.give(details);
			});
		}
		case "DEVICE": {
			const greeting = new DeviceGuestGreeting(invitedTo, [info.claimer_user_id], options);
			const name = HumanHandle.format(info.claimer_human_handle);
			if (!choices.script) context.terminal.notice(text`Invitation greeter: ${name}`);
			const words = { waiting: WAITING_ONE, hostName: () => undefined };
			return beGuest(context, greeting, choices, words, async (left) => {
				const label = await askDetails(context, choices, left);
				await chooseProtection();
				left.throwIfAborted();
				greeting.give({ deviceLabel: label });
			});
		}
		case "SHAMIR_RECOVERY":
			throw new Failure("unsupported", "This program does not claim shared recoveries yet", {
				next: "Claim it with another program",
			});
	}
}

const WAITING_ONE = "Waiting the greeter to start the invitation procedure";
const WAITING_ALL = "Waiting for an administrator to start the invitation procedure";

/** Whom to wait for: the only administrator, the one chosen, or whichever comes first. */
async function chooseHosts(
	{ terminal }: Context,
	administrators: readonly UserGreetingAdministrator[],
	greeter: string | undefined,
	script: boolean,
): Promise<readonly UserGreetingAdministrator[]> {
	if (greeter !== undefined && greeter !== "all") {
		const found = administrators.filter(({ human_handle }) => human_handle.email === greeter);
		if (found.length > 0) return found;
		throw new Failure("greeter_not_found", `No administrator of the organization has the address ${greeter}`, {
			next: `Those who can greet: ${administrators.map(({ human_handle }) => human_handle.email).join(", ")}`,
		});
	}
	if (administrators.length < 2 || greeter === "all" || script || !terminal.interactive) return administrators;
	const choices = administrators
		.map((administrator) => ({
			label: HumanHandle.format(administrator.human_handle),
			value: [administrator] as readonly UserGreetingAdministrator[],
		}))
		.sort((one, other) => (one.label < other.label ? -1 : 1));
	return terminal.pick("Choose an administrator to contact now", [
		...choices,
		{ label: EVERYBODY, value: administrators },
	]);
}

function hostWords(
	{ terminal }: Context,
	hosts: readonly UserGreetingAdministrator[],
	script: boolean,
	host: () => UserID | undefined,
) {
	const nameOf = (id: UserID | undefined) => {
		const found = hosts.find(({ user_id }) => user_id === id);
		return found && HumanHandle.format(found.human_handle);
	};
	const [only] = hosts;
	if (hosts.length > 1 || !only) return { waiting: WAITING_ALL, hostName: () => nameOf(host()) };
	if (!script) terminal.notice(text`Invitation greeter: ${HumanHandle.format(only.human_handle)}`);
	return { waiting: WAITING_ONE, hostName: () => undefined };
}
