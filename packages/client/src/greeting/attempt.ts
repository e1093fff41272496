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
	/** How long one request may take, in milliseconds; as long as the network lets it when absent. */
	readonly requestPatience?: RequestPatience;
}

/** A network that goes away often says nothing: requests hang, and the server is there again only for new ones. */
export interface RequestPatience {
	/** Then it shows: the greeting is no longer `online`. */
	readonly slow: number;
	/** Then it is lost, and made again. */
	readonly lost: number;
}

/** What an attempt is played in. */
export interface Surroundings {
	readonly pace: Pace;
	/** This side gives up. */
	readonly signal: AbortSignal;
	/** Told whether requests reach the server. */
	readonly online: (online: boolean) => void;
}

type Step = GreeterStep | ClaimerStep;

/** Who leaves tells the peer, but does not stay for long to do so. */
const FAREWELL_TRIES = 3;

/** Steps 0 to 3 settle the codes: only there is a restart by the peer followed silently (enrollment.md §2.6). */
const LAST_KEY_STEP = 3;

/** One greeting attempt, played by one side: polls each step with the very same request until the peer's part is there. */
export class Attempt<Mine extends Step, Theirs extends Step> {
	readonly #peer: GreetingPeer<Mine, Theirs>;
	readonly #id: GreetingAttemptID;
	readonly #surroundings: Surroundings;
	#last: Mine | undefined;
	#index = 0;

	private constructor(peer: GreetingPeer<Mine, Theirs>, id: GreetingAttemptID, surroundings: Surroundings) {
		this.#peer = peer;
		this.#id = id;
		this.#surroundings = surroundings;
	}

	/**
	 * Joins the attempt that the peer waits in, or makes one. An abort that comes while the request is in flight still
	 * cancels the attempt that it brings, unless its answer is slow to come.
	 */
	static async start<Mine extends Step, Theirs extends Step>(
		peer: GreetingPeer<Mine, Theirs>,
		surroundings: Surroundings,
	): Promise<Attempt<Mine, Theirs>> {
		const { signal } = surroundings;
		const answer = await persistently((lost) => peer.start(lost), surroundings);
		if (answer.kind === "end") throw new GreetingStopped(answer.end);
		const attempt = new Attempt(peer, answer.attempt, surroundings);
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
			const began = this.#surroundings.pace.now();
			const theirs = this.#read(await this.#post(mine, this.#surroundings.signal));
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
		await this.#post(mine, this.#surroundings.signal);
	}

	/**
	 * Waits for a person while watching the attempt: asking again for the step just done tells when the peer cancels.
	 * @throws GreetingStopped as soon as the attempt is over.
	 */
	async whileWatching<T>(person: Promise<T>): Promise<T> {
		const done = new AbortController();
		const watch = this.#watch(AbortSignal.any([done.signal, this.#surroundings.signal]));
		try {
			return (await Promise.race([person, watch])) as T;
		} finally {
			done.abort();
			await watch.catch(() => {});
		}
	}

	/** Tells the server that this side stops. Best effort: failing to do so changes nothing here. */
	async cancel(reason: CancelledGreetingAttemptReason): Promise<void> {
		const { pace } = this.#surroundings;
		const { slow } = pace.requestPatience ?? {};
		const surroundings = {
			...this.#surroundings,
			signal: new AbortController().signal,
			pace: { ...pace, ...(slow === undefined ? {} : { requestPatience: { slow, lost: slow } }) },
		};
		const request = (lost: AbortSignal) => this.#peer.cancel(this.#id, reason, lost);
		await persistently(request, surroundings, FAREWELL_TRIES).catch(() => {});
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
		const { pace } = this.#surroundings;
		for (;;) {
			await pace.sleep(pace.throttle, signal);
			if (signal.aborted) return new Promise<never>((_, reject) => reject(signal.reason));
			if (this.#last) this.#read(await this.#post(this.#last, signal));
		}
	}

	#post(mine: Mine, signal: AbortSignal): Promise<StepAnswer<Theirs>> {
		return persistently((lost) => this.#peer.post(this.#id, mine, AbortSignal.any([signal, lost])), {
			...this.#surroundings,
			signal,
		});
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
		return this.#surroundings.pace.throttle / 2 ** Math.max(0, 4 - poll);
	}

	async #pause(milliseconds: number, since: number): Promise<void> {
		const { pace, signal } = this.#surroundings;
		await pace.sleep(Math.max(0, milliseconds - (pace.now() - since)), signal);
		signal.throwIfAborted();
	}
}

/** Repeats a request that did not reach the server, or whose answer did not reach us: all of them may be repeated. */
async function persistently<T>(
	request: (lost: AbortSignal) => Promise<T>,
	surroundings: Surroundings,
	tries = Number.POSITIVE_INFINITY,
): Promise<T> {
	const { pace, signal, online } = surroundings;
	for (let failures = 1; ; failures++) {
		try {
			const answer = await patiently(request, surroundings);
			online(true);
			return answer;
		} catch (error) {
			if (!(error instanceof ConnectionError)) throw error;
			if (error.kind !== "offline" || failures > pace.offlinePatience || failures >= tries) {
				throw new GreetingStopped({ kind: "failed", error });
			}
			online(false);
			await pace.sleep(pace.throttle, signal);
			signal.throwIfAborted();
		}
	}
}

/**
 * Makes a request that is given up, as one that did not reach the server, when its answer does not come; sooner when this side
 * gives up.
 */
async function patiently<T>(
	request: (lost: AbortSignal) => Promise<T>,
	{ pace, signal, online }: Surroundings,
): Promise<T> {
	const [answered, lost] = [new AbortController(), new AbortController()];
	async function watch({ slow, lost: limit }: RequestPatience): Promise<void> {
		await pace.sleep(slow, answered.signal);
		if (answered.signal.aborted) return;
		online(false);
		await pace.sleep(limit - slow, AbortSignal.any([answered.signal, signal]));
		if (!answered.signal.aborted) lost.abort(new ConnectionError("offline"));
	}
	const watching = pace.requestPatience && watch(pace.requestPatience);
	try {
		return await request(lost.signal);
	} finally {
		answered.abort();
		await watching;
	}
}

function outOfOrder(): GreetingEnd {
	return { kind: "failed", error: new Error("The server answered with a step that was not asked for") };
}
