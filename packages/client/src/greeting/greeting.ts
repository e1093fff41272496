import { constantTimeEqual, type SASCode, sasChoices } from "@parallax/crypto";
import type { CancelledGreetingAttemptReason, ClaimerStep, GreeterStep } from "@parallax/protocol";
import { realTimer } from "../timer.ts";
import type { PreparedRequest } from "../transport/index.ts";
import { type Attempt, GreetingStopped, type Pace, type Surroundings } from "./attempt.ts";
import type { GreetingEnd } from "./state.ts";

/** Real time: polls every second at most, shows a network that is gone within two, gives up after a minute without it. */
export const realPace: Pace = {
	...realTimer,
	throttle: 1000,
	offlinePatience: 60,
	requestPatience: { slow: 1_000, lost: 10_000 },
};

export interface GreetingOptions {
	/** How many codes are shown, the right one included. */
	readonly choices?: number;
	readonly pace?: Pace;
}

/** What is common to a state machine that a screen draws: a current state, listeners, and the answers it waits for. */
type AnyState = { readonly step: string } | { readonly step: "ended"; readonly end: GreetingEnd };

/**
 * A greeting as a screen or a terminal sees it: draw `state` whenever a listener is called, answer what it asks for.
 * It ends in `finished` or `ended`, and never rejects. To try again, begin another greeting of the same invitation.
 */
export abstract class Greeting<State extends AnyState> {
	#state: State;
	#online = true;
	readonly #listeners = new Set<() => void>();
	readonly #abort = new AbortController();
	readonly #choiceCount: number;
	#awaited: { readonly name: string; readonly answer: (value: never) => void } | undefined;
	#finished: Promise<State> | undefined;
	#settled = false;
	protected readonly pace: Pace;

	constructor(initial: State, { choices = 4, pace = realPace }: GreetingOptions) {
		this.#state = initial;
		this.#choiceCount = choices;
		this.pace = pace;
	}

	get state(): State {
		return this.#state;
	}

	/** False while requests do not reach the server; the greeting goes on by itself when they do again. */
	get online(): boolean {
		return this.#online;
	}

	/** Calls `listener` after every change of `state` or `online`. Returns what ends that. */
	subscribe(listener: () => void): () => void {
		this.#listeners.add(listener);
		return () => this.#listeners.delete(listener);
	}

	/** Begins. Settles with the last state. */
	run(): Promise<State> {
		this.#finished ??= this.#run();
		return this.#finished;
	}

	/**
	 * Answers `code-to-choose`; `null` means that the peer's code is not among those shown. Any other answer than the
	 * right one ends the attempt for both, since somebody may be listening in.
	 */
	choose(code: SASCode | null): void {
		this.answer("code-to-choose", code);
	}

	/** Gives up. The peer is told. Settles when the greeting is over. */
	async cancel(): Promise<void> {
		if (this.#over) return;
		this.show({ step: "leaving" } as unknown as State);
		this.#abort.abort(stoppedByMe());
		await this.#finished;
	}

	/**
	 * The request by which a page that is being closed gives up, since nothing of it runs any longer than that: the peer is
	 * told at its next poll. Good for five minutes. `undefined` while there is no peer who waits for an answer, and from where
	 * leaving would take away what the peer is given.
	 */
	farewell(): PreparedRequest | undefined {
		return this.#over || this.#settled ? undefined : this.attempt?.prepareCancel("MANUALLY_CANCELLED");
	}

	get #over(): boolean {
		return this.#state.step === "finished" || this.#state.step === "ended";
	}

	protected get signal(): AbortSignal {
		return this.#abort.signal;
	}

	/** What attempts of this greeting are played in. */
	protected get surroundings(): Surroundings {
		return {
			pace: this.pace,
			signal: this.signal,
			online: (online) => {
				if (online === this.#online) return;
				this.#online = online;
				this.#notify();
			},
		};
	}

	/** From here on the peer may take what was given, whether this side stays or not. */
	protected settle(): void {
		this.#settled = true;
		this.#notify();
	}

	protected show(state: State): void {
		// Who gave up is shown nothing but the end.
		if (this.#state.step === "leaving" && state.step !== "ended" && state.step !== "finished") return;
		this.#state = state;
		this.#notify();
	}

	/** Shows `state`, and waits for the person's answer to it while watching that the attempt is still on. */
	protected ask<T>(state: State, attempt: Attempt<never, never>): Promise<T> {
		const person = new Promise<T>((resolve) => {
			this.#awaited = { name: state.step, answer: resolve };
		});
		this.show(state);
		return attempt.whileWatching(Promise.race([person, this.#aborted()])).finally(() => {
			this.#awaited = undefined;
		});
	}

	/** @throws Error when the greeting does not wait for that answer now: a mistake of the caller. */
	protected answer(name: string, value: unknown): void {
		if (this.#awaited?.name !== name) throw new Error(`The greeting does not wait for an answer to ${name} now`);
		this.#awaited.answer(value as never);
		this.#awaited = undefined;
		// At once, so that a screen does not offer to answer twice.
		this.show({ step: "waiting-for-peer" } as unknown as State);
	}

	/** Lets the person choose; anything but `right` ends the attempt with `INVALID_SAS_CODE`. */
	protected async verifyCode(right: SASCode, attempt: Attempt<never, never>): Promise<void> {
		const choices = sasChoices(right, this.#choiceCount);
		const chosen = await this.ask<SASCode | null>({ step: "code-to-choose", choices } as unknown as State, attempt);
		if (chosen !== null && sameCode(chosen, right)) return;
		await attempt.cancel("INVALID_SAS_CODE");
		throw new GreetingStopped({ kind: "mismatch", noticedBy: "me" });
	}

	/** Tells the peer, then stops. */
	protected async refuse(
		attempt: Attempt<never, never>,
		reason: CancelledGreetingAttemptReason,
		end: GreetingEnd = { kind: "cancelled", by: "me", reason, on: null },
	): Promise<never> {
		await attempt.cancel(reason);
		throw new GreetingStopped(end);
	}

	/** The whole conversation; returns the `finished` state. */
	protected abstract converse(): Promise<State>;

	/** The attempt to cancel when the person gives up, if there is one. */
	protected attempt: Attempt<GreeterStep, ClaimerStep> | Attempt<ClaimerStep, GreeterStep> | undefined;

	async #run(): Promise<State> {
		try {
			this.show(await this.converse());
		} catch (error) {
			if (this.signal.aborted || !(error instanceof GreetingStopped)) await this.attempt?.cancel("MANUALLY_CANCELLED");
			this.show({ step: "ended", end: endOf(error) } as unknown as State);
		}
		return this.#state;
	}

	#aborted(): Promise<never> {
		return new Promise((_, reject) => {
			this.signal.addEventListener("abort", () => reject(this.signal.reason), { once: true });
			if (this.signal.aborted) reject(this.signal.reason);
		});
	}

	#notify(): void {
		for (const listener of this.#listeners) listener();
	}
}

/** The end of whoever gives up. */
export function stoppedByMe(): GreetingStopped {
	return new GreetingStopped({ kind: "cancelled", by: "me", reason: "MANUALLY_CANCELLED", on: null });
}

function endOf(error: unknown): GreetingEnd {
	if (error instanceof GreetingStopped) return error.end;
	return { kind: "failed", error: error instanceof Error ? error : new Error(String(error)) };
}

function sameCode(a: SASCode, b: SASCode): boolean {
	const utf8 = new TextEncoder();
	return constantTimeEqual(utf8.encode(a), utf8.encode(b));
}
