import type { CancelledGreetingAttemptReason, ClaimerStep, GreeterStep, GreetingAttemptID } from "@parallax/protocol";
import type { Timer } from "../timer.ts";
import { ConnectionError, type PreparedRequest } from "../transport/index.ts";
import type { GreetingPeer, StepAnswer } from "./peer.ts";
import type { GreetingEnd } from "./state.ts";

/** A greeting stops here; caught by the greeting that owns the attempt, never seen outside of this folder. */
export class GreetingStopped extends Error {
	readonly end: GreetingEnd;
	constructor(end: GreetingEnd) {
		super(`The greeting stopped: ${end.kind}`);
		this.end = end;
	}
}

/** How a greeting waits and reports; injected so that tests need no real time. */
export interface Pace extends Timer {
	/** The longest wait between two polls, in milliseconds: 1000, less in tests. */
	readonly throttle: number;
	/** How many requests in a row may fail to reach the server before the greeting gives up. */
	readonly offlinePatience: number;
}

type Step = GreeterStep | ClaimerStep;

/** Steps 0 to 3 settle the codes: only there is a restart by the peer followed silently (enrollment.md §2.6). */
const LAST_KEY_STEP = 3;

/** One greeting attempt, played by one side: polls each step with the very same request until the peer's part is there. */
export class Attempt<Mine extends Step, Theirs extends Step> {
	readonly #peer: GreetingPeer<Mine, Theirs>;
	readonly #id: GreetingAttemptID;
	readonly #pace: Pace;
	readonly #signal: AbortSignal;
	readonly #online: (online: boolean) => void;
	#last: Mine | undefined;
	#index = 0;

	private constructor(
		peer: GreetingPeer<Mine, Theirs>,
		id: GreetingAttemptID,
		pace: Pace,
		signal: AbortSignal,
		online: (online: boolean) => void,
	) {
		this.#peer = peer;
		this.#id = id;
		this.#pace = pace;
		this.#signal = signal;
		this.#online = online;
	}

	/**
	 * Joins the attempt that the peer waits in, or makes one. An abort that comes while the request is in flight still
	 * cancels the attempt that it brings.
	 */
	static async start<Mine extends Step, Theirs extends Step>(
		peer: GreetingPeer<Mine, Theirs>,
		pace: Pace,
		signal: AbortSignal,
		online: (online: boolean) => void,
	): Promise<Attempt<Mine, Theirs>> {
		const answer = await persistently(() => peer.start(), pace, signal, online);
		if (answer.kind === "end") throw new GreetingStopped(answer.end);
		const attempt = new Attempt(peer, answer.attempt, pace, signal, online);
		if (signal.aborted) {
			await attempt.cancel("MANUALLY_CANCELLED");
			signal.throwIfAborted();
		}
		return attempt;
	}

	/** Posts `mine`, waits for the peer's part of the same step, which must be named `expected`. */
	async exchange<Name extends Theirs["step"]>(mine: Mine, expected: Name): Promise<Extract<Theirs, { step: Name }>> {
		this.#last = mine;
		for (let poll = 0; ; poll++) {
			const began = this.#pace.now();
			const theirs = this.#read(await this.#post(mine));
			if (theirs) {
				this.#index++;
				if (theirs.step !== expected) throw new GreetingStopped(outOfOrder());
				return theirs as Extract<Theirs, { step: Name }>;
			}
			await this.#pause(this.#delay(poll), began);
		}
	}

	/** Posts the last step once: the peer finds it there, and may close the invitation before we could ask again. */
	async leave(mine: Mine): Promise<void> {
		await this.#post(mine);
	}

	/**
	 * Waits for a person while watching the attempt: asking again for the step just done tells when the peer cancels.
	 * @throws GreetingStopped as soon as the attempt is over.
	 */
	async whileWatching<T>(person: Promise<T>): Promise<T> {
		const done = new AbortController();
		const watch = this.#watch(AbortSignal.any([done.signal, this.#signal]));
		try {
			return (await Promise.race([person, watch])) as T;
		} finally {
			done.abort();
			await watch.catch(() => {});
		}
	}

	/** Tells the server that this side stops. Best effort: failing to do so changes nothing here. */
	async cancel(reason: CancelledGreetingAttemptReason): Promise<void> {
		const never = new AbortController().signal;
		await persistently(() => this.#peer.cancel(this.#id, reason), this.#pace, never, this.#online).catch(() => {});
	}

	/** What tells the server that this side stops, for who cannot wait for `cancel`. */
	prepareCancel(reason: CancelledGreetingAttemptReason): PreparedRequest | undefined {
		return this.#peer.prepareCancel(this.#id, reason);
	}

	/** True when the attempt was ended by the peer starting again before the codes were settled. */
	restartedByPeer(end: GreetingEnd): boolean {
		return (
			this.#index <= LAST_KEY_STEP &&
			end.kind === "cancelled" &&
			end.by === "peer" &&
			end.reason === "AUTOMATICALLY_CANCELLED"
		);
	}

	async #watch(signal: AbortSignal): Promise<never> {
		for (;;) {
			await this.#pace.sleep(this.#pace.throttle, signal);
			if (signal.aborted) return new Promise<never>((_, reject) => reject(signal.reason));
			if (this.#last) this.#read(await this.#post(this.#last));
		}
	}

	#post(mine: Mine): Promise<StepAnswer<Theirs>> {
		return persistently(() => this.#peer.post(this.#id, mine), this.#pace, this.#signal, this.#online);
	}

	#read(answer: StepAnswer<Theirs>): Theirs | undefined {
		switch (answer.kind) {
			case "ok":
				return answer.step;
			case "not-ready":
				return undefined;
			case "end":
				throw new GreetingStopped(answer.end);
			case "cancelled":
				throw new GreetingStopped(
					answer.reason === "INVALID_SAS_CODE"
						? { kind: "mismatch", noticedBy: answer.by }
						: { kind: "cancelled", by: answer.by, reason: answer.reason, on: answer.on },
				);
		}
	}

	/** 62.5, 125, 250, 500 then 1000 ms between the starts of two requests, scaled by the throttle (enrollment.md §2.6). */
	#delay(poll: number): number {
		return this.#pace.throttle / 2 ** Math.max(0, 4 - poll);
	}

	async #pause(milliseconds: number, since: number): Promise<void> {
		await this.#pace.sleep(Math.max(0, milliseconds - (this.#pace.now() - since)), this.#signal);
		this.#signal.throwIfAborted();
	}
}

/** Repeats a request that did not reach the server, or whose answer did not reach us: all of them may be repeated. */
async function persistently<T>(
	request: () => Promise<T>,
	pace: Pace,
	signal: AbortSignal,
	online: (online: boolean) => void,
): Promise<T> {
	for (let failures = 0; ; failures++) {
		try {
			const answer = await request();
			online(true);
			return answer;
		} catch (error) {
			if (!(error instanceof ConnectionError)) throw error;
			if (error.kind !== "offline" || failures >= pace.offlinePatience) {
				throw new GreetingStopped({ kind: "failed", error });
			}
			online(false);
			await pace.sleep(pace.throttle, signal);
			signal.throwIfAborted();
		}
	}
}

function outOfOrder(): GreetingEnd {
	return { kind: "failed", error: new Error("The server answered with a step that was not asked for") };
}
