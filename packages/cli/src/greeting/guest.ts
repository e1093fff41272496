import type { DeviceGuestGreeting, GuestState, UserGuestGreeting } from "@parallax/client";
import { DecodeError, type DeviceLabel, type EmailAddress, HumanHandle, type LocalDevice } from "@parallax/protocol";
import { deviceLabel, email, humanHandle } from "../arguments/shared.ts";
import type { Context } from "../context.ts";
import { paint, text } from "../terminal/text.ts";
import { heardCode } from "./codes.ts";
import { greetingFailure } from "./end.ts";
import { follow, untilLeft } from "./follow.ts";
import { answerText, optionalText, type Script } from "./script.ts";

/** What a guest said beforehand, by options. */
export interface GuestChoices {
	readonly script: Script | undefined;
	readonly codeFile: string | undefined;
	readonly deviceLabel: DeviceLabel | undefined;
	readonly name: string | undefined;
	readonly email: EmailAddress | undefined;
}

export interface GuestWords {
	/** What is said while no host has come. */
	readonly waiting: string;
	/** Who is the host, said once they came; `undefined` when it was said before. */
	hostName(): string | undefined;
}

/** Gives the details that the greeting asks for. */
type Give = (left: AbortSignal) => Promise<void>;

/** The guest's side of a greeting, with the person or the script that answers. Returns the device, not saved yet. */
export async function beGuest(
	context: Context,
	greeting: UserGuestGreeting | DeviceGuestGreeting,
	choices: GuestChoices,
	words: GuestWords,
	give: Give,
): Promise<LocalDevice> {
	const { terminal } = context;
	const { script } = choices;
	let chosen = false;
	const wait = (label: string, left: AbortSignal) =>
		script ? untilLeft(left) : terminal.step(label, () => untilLeft(left));
	const react = async (state: GuestState, left: AbortSignal): Promise<void> => {
		switch (state.step) {
			case "waiting-for-peer":
				if (chosen) return;
				script?.tell("waiting_peer");
				return wait(words.waiting, left);
			case "code-to-choose": {
				const name = words.hostName();
				if (name !== undefined && !script) terminal.notice(text`Invitation greeter: ${name}`);
				const source = { terminal, script, codeFile: choices.codeFile };
				const code = await heardCode(source, "Select code provided by greeter", state.choices, left);
				left.throwIfAborted();
				chosen = true;
				return greeting.choose(code);
			}
			case "code-to-read":
				if (script) return script.tell("code_to_provide", { code: state.code });
				terminal.notice(text`Code to provide to greeter: ${paint("yellow", state.code)}`);
				return wait("Waiting for greeter", left);
			case "details-to-give":
				return give(left);
			case "waiting-for-confirmation":
				return wait("Waiting for greeter", left);
		}
	};
	const last = await follow<GuestState>(greeting, context, react);
	if (last.step === "finished") return last.device;
	const failure =
		last.step === "ended"
			? greetingFailure(last.end, "claimer")
			: greetingFailure({ kind: "failed", error: new Error(`the greeting stopped at ${last.step}`) }, "claimer");
	script?.tell("cancelled", { reason: failure.code, message: failure.message });
	throw failure;
}

/** The label of the new device: an option, an answer of the script, or a line. */
export async function askDetails(context: Context, choices: GuestChoices, left: AbortSignal): Promise<DeviceLabel> {
	if (choices.deviceLabel !== undefined) return choices.deviceLabel;
	if (choices.script) {
		choices.script.tell("details_expected", { fields: ["device_label"] });
		return deviceLabel(answerText(await choices.script.answer(left), "device_label"));
	}
	return askLabel(context);
}

/** The label of the new device, and who the guest is. The invited address is taken when another is not typed. */
export async function askUserDetails(
	context: Context,
	choices: GuestChoices,
	invited: EmailAddress,
	left: AbortSignal,
): Promise<{ readonly deviceLabel: DeviceLabel; readonly humanHandle: HumanHandle }> {
	const { script } = choices;
	if (script) {
		const missing = [
			...(choices.deviceLabel === undefined ? ["device_label"] : []),
			...(choices.name === undefined ? ["name"] : []),
		];
		let answer: Readonly<Record<string, unknown>> = {};
		if (missing.length > 0) {
			script.tell("details_expected", { fields: missing, email: choices.email ?? invited });
			answer = await script.answer(left);
		}
		return {
			deviceLabel: choices.deviceLabel ?? deviceLabel(answerText(answer, "device_label")),
			humanHandle: humanHandle(
				choices.email ?? optionalText(answer, "email") ?? invited,
				choices.name ?? answerText(answer, "name"),
			),
		};
	}
	const label = choices.deviceLabel ?? (await askLabel(context));
	return { deviceLabel: label, humanHandle: await askHandle(context, choices, invited) };
}

async function askLabel({ terminal }: Context): Promise<DeviceLabel> {
	return untilValid(terminal, async () => deviceLabel(await terminal.line("Enter device label:")));
}

async function askHandle({ terminal }: Context, { email: given, name }: GuestChoices, invited: EmailAddress) {
	if (given !== undefined && name !== undefined) return humanHandle(given, name);
	return untilValid(terminal, async () => {
		const typed = given ?? (await terminal.line(terminal.interactive ? `Enter email: [${invited}]` : "Enter email:"));
		const address = typed === "" ? invited : email(typed);
		return HumanHandle.parse(address, name ?? (await terminal.line("Enter name:")));
	});
}

async function untilValid<T>(terminal: Context["terminal"], ask: () => Promise<T>): Promise<T> {
	for (;;) {
		try {
			return await ask();
		} catch (error) {
			if (!(error instanceof DecodeError)) throw error;
			terminal.notice(text`${error.message}`);
		}
	}
}
