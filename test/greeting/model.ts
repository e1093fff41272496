import type { AuthenticatedCaller, InvitedCaller } from "@parallax/client";
import { ConnectionError } from "@parallax/client";
import { newId } from "@parallax/crypto";
import {
	type CancelledGreetingAttemptReason,
	CLAIMER_STEPS,
	type ClaimerStep,
	type Command,
	DateTime,
	DeviceCertificate,
	type DeviceID,
	decodeV0,
	GREETER_STEPS,
	type GreeterOrClaimer,
	type GreeterStep,
	GreetingAttemptID,
	type ReceivedReplyOf,
	type RequestOf,
	type UserID,
} from "@parallax/protocol";

type Step = GreeterStep | ClaimerStep;

interface ModelAttempt {
	readonly id: GreetingAttemptID;
	readonly greeter: UserID;
	readonly joined: Set<GreeterOrClaimer>;
	readonly steps: { GREETER?: Step; CLAIMER?: Step }[];
	cancelled?: { origin: GreeterOrClaimer; reason: CancelledGreetingAttemptReason; timestamp: DateTime };
}

/** What may happen to a request on its way; `repeated` reaches the server twice. */
export type Fault = "none" | "request-lost" | "reply-lost" | "repeated";

/** What a server that is not honest does to the steps that it passes on. */
export type Tamper = (from: GreeterOrClaimer, step: Step) => Step;

/**
 * One invitation on a server reduced to the greeting machine (commands-authenticated-org.md §3.6), written apart from the
 * real one, so that clients are judged by the specification and not by our server.
 */
export class ModelServer {
	readonly attempts: ModelAttempt[] = [];
	/** Every device that was registered. */
	readonly devices = new Set<DeviceID>();
	status: "PENDING" | "FINISHED" | "CANCELLED" = "PENDING";
	/** Called for each request; the order in which these promises settle is the interleaving. */
	transit: () => Promise<Fault> = async () => "none";
	tamper: Tamper = (_, step) => step;

	greeterCaller(greeter: UserID): AuthenticatedCaller {
		return { call: (command, request) => this.#carry(command, () => this.#greeterReply(greeter, command, request)) };
	}

	claimerCaller(): InvitedCaller {
		return {
			call: (command, request) =>
				this.#carry(command, () => {
					if (this.status !== "PENDING") throw new ConnectionError("invitation_gone");
					return this.#claimerReply(command, request);
				}),
		};
	}

	/** Whether somebody could still go on with an attempt. */
	get active(): readonly ModelAttempt[] {
		return this.attempts.filter((attempt) => !attempt.cancelled);
	}

	async #carry<C extends Command>(_command: C, process: () => object): Promise<ReceivedReplyOf<C>> {
		const fault = await this.transit();
		if (fault === "request-lost") throw new ConnectionError("offline");
		if (fault === "repeated") process();
		const reply = process();
		if (fault === "reply-lost") throw new ConnectionError("offline");
		return reply as ReceivedReplyOf<C>;
	}

	#greeterReply<C extends Command>(greeter: UserID, { name }: C, request: RequestOf<C>): object {
		if (name === "user_create" || name === "device_create") return this.#register(name, request);
		if (this.status !== "PENDING" && name !== "invite_complete") {
			return { status: this.status === "FINISHED" ? "invitation_completed" : "invitation_cancelled" };
		}
		switch (name) {
			case "invite_greeter_start_greeting_attempt":
				return { status: "ok", greeting_attempt: this.#start("GREETER", greeter).id };
			case "invite_greeter_step": {
				const { greeting_attempt, greeter_step } = request as unknown as {
					greeting_attempt: GreetingAttemptID;
					greeter_step: GreeterStep;
				};
				return this.#step("GREETER", greeting_attempt, GREETER_STEPS.indexOf(greeter_step.step), greeter_step);
			}
			case "invite_greeter_cancel_greeting_attempt":
				return this.#cancel("GREETER", request);
			case "invite_complete":
				if (this.status === "FINISHED") return { status: "invitation_already_completed" };
				this.status = "FINISHED";
				return { status: "ok" };
			default:
				throw new Error(`The model has no ${name}`);
		}
	}

	#claimerReply<C extends Command>({ name }: C, request: RequestOf<C>): object {
		switch (name) {
			case "invite_claimer_start_greeting_attempt":
				return {
					status: "ok",
					greeting_attempt: this.#start("CLAIMER", (request as unknown as { greeter: UserID }).greeter).id,
				};
			case "invite_claimer_step": {
				const { greeting_attempt, claimer_step } = request as unknown as {
					greeting_attempt: GreetingAttemptID;
					claimer_step: ClaimerStep;
				};
				return this.#step("CLAIMER", greeting_attempt, CLAIMER_STEPS.indexOf(claimer_step.step), claimer_step);
			}
			case "invite_claimer_cancel_greeting_attempt":
				return this.#cancel("CLAIMER", request);
			default:
				throw new Error(`The model has no ${name}`);
		}
	}

	/** The very same request again meets its own user (§2.1). */
	#register(name: "user_create" | "device_create", request: object): object {
		const { device_certificate } = request as { device_certificate: Uint8Array };
		const { device_id } = decodeV0(DeviceCertificate, device_certificate.subarray(64), DeviceCertificate.maxSize);
		if (this.devices.has(device_id)) {
			return { status: name === "user_create" ? "user_already_exists" : "device_already_exists" };
		}
		this.devices.add(device_id);
		return { status: "ok" };
	}

	#start(peer: GreeterOrClaimer, greeter: UserID): ModelAttempt {
		let attempt = this.attempts.find((each) => each.greeter === greeter && !each.cancelled);
		if (attempt?.joined.has(peer)) {
			attempt.cancelled = { origin: peer, reason: "AUTOMATICALLY_CANCELLED", timestamp: DateTime.EPOCH };
			attempt = undefined;
		}
		if (!attempt) {
			attempt = { id: newId(GreetingAttemptID), greeter, joined: new Set(), steps: [] };
			this.attempts.push(attempt);
		}
		attempt.joined.add(peer);
		return attempt;
	}

	#step(peer: GreeterOrClaimer, id: GreetingAttemptID, index: number, mine: Step): object {
		const attempt = this.attempts.find((each) => each.id === id);
		if (!attempt) return { status: "greeting_attempt_not_found" };
		if (attempt.cancelled) return { status: "greeting_attempt_cancelled", ...attempt.cancelled };
		const before = attempt.steps[index - 1];
		if (index > 0 && !(before?.GREETER && before.CLAIMER)) return { status: "step_too_advanced" };
		attempt.steps[index] ??= {};
		const step = attempt.steps[index];
		if (step[peer] && !same(step[peer], mine)) return { status: "step_mismatch" };
		step[peer] = mine;
		const other = peer === "GREETER" ? "CLAIMER" : "GREETER";
		const theirs = step[other];
		if (!theirs) return { status: "not_ready" };
		return { status: "ok", [`${other.toLowerCase()}_step`]: this.tamper(other, theirs) };
	}

	#cancel(peer: GreeterOrClaimer, request: object): object {
		const { greeting_attempt, reason } = request as {
			greeting_attempt: GreetingAttemptID;
			reason: CancelledGreetingAttemptReason;
		};
		const attempt = this.attempts.find((each) => each.id === greeting_attempt);
		if (!attempt) return { status: "greeting_attempt_not_found" };
		if (attempt.cancelled) return { status: "greeting_attempt_already_cancelled", ...attempt.cancelled };
		attempt.cancelled = { origin: peer, reason, timestamp: DateTime.EPOCH };
		return { status: "ok" };
	}
}

function same(a: Step, b: Step): boolean {
	const text = (step: Step) =>
		JSON.stringify(step, (_, value) => (value instanceof Uint8Array ? value.toHex() : value));
	return text(a) === text(b);
}
