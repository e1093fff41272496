import type {
	DeviceHostGreeting,
	GrantedUser,
	HostState,
	RequestedDevice,
	RequestedUser,
	UserHostGreeting,
} from "@parallax/client";
import { type DeviceLabel, type EmailAddress, HumanHandle, type UserProfile } from "@parallax/protocol";
import { humanHandle, PROFILES, profile } from "../arguments/shared.ts";
import type { Context } from "../context.ts";
import { Failure } from "../failure.ts";
import { paint, text } from "../terminal/text.ts";
import { heardCode } from "./codes.ts";
import { greetingFailure } from "./end.ts";
import { follow, untilLeft } from "./follow.ts";
import { optionalText, Script } from "./script.ts";

/** What a host said beforehand, by options. */
export interface HostChoices {
	readonly events: boolean;
	readonly codeFile: string | undefined;
	readonly profile: UserProfile | undefined;
	readonly deviceLabel: DeviceLabel | undefined;
	readonly name: string | undefined;
	readonly email: EmailAddress | undefined;
	readonly expectEmail: EmailAddress | undefined;
}

type State<Requested> = HostState<Requested>;

/** Lets a new user in, with the person or the script that decides. */
export async function greetUser(context: Context, greeting: UserHostGreeting, choices: HostChoices): Promise<void> {
	await host<RequestedUser>(
		context,
		greeting,
		choices,
		"Creating the user in the server",
		async (requested, left, script) => {
			const { terminal } = context;
			const asked = requested.humanHandle;
			if (choices.expectEmail !== undefined && asked.email !== choices.expectEmail) {
				throw new Failure("unexpected_email", `The claimer asks for another address: ${asked.email}`, {
					causes: [`${choices.expectEmail} was expected (--expect-email)`],
					next: "Nobody was let in. Check with the person, then greet again",
				});
			}
			const handle = humanHandle(choices.email ?? asked.email, choices.name ?? asked.label);
			const label = choices.deviceLabel ?? requested.deviceLabel;
			if (script) {
				script.tell("claim_request", {
					device_label: label,
					human_handle: [handle.email, handle.label],
					invited_email: requested.invitedEmail ?? asked.email,
				});
				return greeting.confirm(
					await grantedByScript(script, left, { deviceLabel: label, humanHandle: handle }, choices),
				);
			}
			terminal.notice(text`New device label: [${label}]`);
			terminal.notice(text`New user: [${HumanHandle.format(handle)}]`);
			if (requested.invitedEmail !== null && choices.email === undefined && choices.expectEmail === undefined) {
				terminal.notice(text`${paint("red", "Caution:")} the invitation was made for ${requested.invitedEmail}`);
			}
			const chosen =
				choices.profile ??
				(await terminal.pick(
					"Which profile?",
					PROFILES.map((value) => ({ label: value, value })),
					left,
				));
			greeting.confirm({ deviceLabel: label, humanHandle: handle, profile: chosen });
		},
	);
}

/** Adds a device of one's own. */
export async function greetDevice(context: Context, greeting: DeviceHostGreeting, choices: HostChoices): Promise<void> {
	await host<RequestedDevice>(
		context,
		greeting,
		choices,
		"Creating the device in the server",
		async (requested, left, script) => {
			const deviceLabel = choices.deviceLabel ?? requested.deviceLabel;
			if (script) {
				script.tell("claim_request", { device_label: deviceLabel });
				accepted(await script.answer(left));
			} else {
				context.terminal.notice(text`New device label: [${deviceLabel}]`);
			}
			greeting.confirm({ deviceLabel });
		},
	);
}

async function host<Requested>(
	context: Context,
	greeting: UserHostGreeting | DeviceHostGreeting,
	choices: HostChoices,
	creating: string,
	confirm: (requested: Requested, left: AbortSignal, script: Script | undefined) => Promise<void>,
): Promise<void> {
	const { terminal } = context;
	const script = choices.events ? new Script(terminal) : undefined;
	let chosen = false;
	const wait = (label: string, left: AbortSignal) =>
		script ? untilLeft(left) : terminal.step(label, () => untilLeft(left));
	const react = async (state: State<Requested>, left: AbortSignal): Promise<void> => {
		switch (state.step) {
			case "waiting-for-peer":
				// After a choice or a confirmation, the state that follows says what is waited for.
				if (chosen) return;
				script?.tell("waiting_peer");
				return wait("Waiting for claimer", left);
			case "code-to-read":
				if (script) return script.tell("code_to_provide", { code: state.code });
				terminal.notice(text`Code to provide to claimer: ${paint("yellow", state.code)}`);
				return wait("Waiting for claimer", left);
			case "code-to-choose": {
				const source = { terminal, script, codeFile: choices.codeFile };
				const code = await heardCode(source, "Select code provided by claimer", state.choices, left);
				left.throwIfAborted();
				chosen = true;
				return greeting.choose(code);
			}
			case "waiting-for-details":
				return wait("Waiting for claimer information", left);
			case "details-to-confirm":
				return confirm(state.requested, left, script);
			case "registering":
				return wait(creating, left);
		}
	};
	const last = await follow(greeting as unknown as Parameters<typeof follow<State<Requested>>>[0], context, react);
	if (last.step === "ended") {
		const failure = greetingFailure(last.end, "greeter");
		script?.tell("cancelled", { reason: failure.code, message: failure.message });
		throw failure;
	}
	if (last.step !== "finished") return;
	script?.tell("done", { user_id: last.userId, device_id: last.deviceId });
	if (!script) terminal.showOutcome({ user_id: last.userId, device_id: last.deviceId });
}

async function grantedByScript(
	script: Script,
	left: AbortSignal,
	asked: Pick<GrantedUser, "deviceLabel" | "humanHandle">,
	choices: HostChoices,
): Promise<GrantedUser> {
	const answer = await script.answer(left);
	accepted(answer);
	const name = optionalText(answer, "profile");
	const chosen = choices.profile ?? (name === undefined ? undefined : profile(name));
	if (chosen === undefined) throw new Failure("bad_answer", "The answer has no “profile”, and there is no --profile");
	return { ...asked, profile: chosen };
}

function accepted(answer: Readonly<Record<string, unknown>>): void {
	if (answer["accept"] !== false) return;
	throw new Failure("refused_by_host", "The claimer was refused", { next: "Nobody was let in" });
}
