import type { Greeting } from "@parallax/client";
import type { Interruption } from "../interruption.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { text } from "../terminal/text.ts";

interface Shown {
	readonly step: string;
}

/** What to do about a state; `left` fires when the greeting has gone on to another one. */
export type Reaction<State> = (state: State, left: AbortSignal) => Promise<void>;

/**
 * Runs a greeting to its end, one reaction for each state, in order; none is skipped. A reaction that fails gives the
 * greeting up, and so does Ctrl-C: the peer is told either way. Returns the last state.
 */
export async function follow<State extends Shown>(
	greeting: Greeting<State>,
	{ terminal, interruption }: { readonly terminal: Terminal; readonly interruption: Interruption },
	react: Reaction<State>,
): Promise<State> {
	const states = new StateQueue<State>(greeting.state);
	let online = true;
	const unsubscribe = greeting.subscribe(() => {
		states.push(greeting.state);
		if (greeting.online === online) return;
		online = greeting.online;
		terminal.notice(online ? text`The server answers again.` : text`The server cannot be reached; trying again…`);
	});
	const forget = interruption.onInterrupt(() => greeting.cancel());
	const ended = greeting.run();
	try {
		for (;;) {
			const { state, left } = await states.next();
			if (state.step === "finished" || state.step === "ended") return await ended;
			await react(state, left).catch((error: unknown) => {
				// A question that the greeting no longer waits for ends with its state.
				if (!left.aborted) throw error;
			});
		}
	} catch (error) {
		await greeting.cancel();
		throw error;
	} finally {
		unsubscribe();
		forget();
	}
}

/** Waits until the greeting has left the state. */
export function untilLeft(left: AbortSignal): Promise<void> {
	if (left.aborted) return Promise.resolve();
	return new Promise((resolve) => left.addEventListener("abort", () => resolve(), { once: true }));
}

interface Arrival<State> {
	readonly state: State;
	readonly left: AbortController;
}

/** The states that a greeting went through and that nobody has reacted to yet. */
class StateQueue<State> {
	readonly #waiting: Arrival<State>[] = [];
	#last: Arrival<State>;
	#arrived: (() => void) | undefined;

	constructor(first: State) {
		this.#last = { state: first, left: new AbortController() };
		this.#waiting.push(this.#last);
	}

	push(state: State): void {
		if (state === this.#last.state) return;
		this.#last.left.abort(new Error("the greeting went on"));
		this.#last = { state, left: new AbortController() };
		this.#waiting.push(this.#last);
		this.#arrived?.();
	}

	async next(): Promise<{ readonly state: State; readonly left: AbortSignal }> {
		for (;;) {
			const arrival = this.#waiting.shift();
			if (arrival) return { state: arrival.state, left: arrival.left.signal };
			await new Promise<void>((resolve) => {
				this.#arrived = resolve;
			});
		}
	}
}
