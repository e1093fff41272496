import { ConnectionError, type Greeting, type GreetingEnd, type Pace, realPace } from "@parallax/client";
import type { Farewell, GreetingCommon, Interruption, SharedStep } from "../../core/api.ts";
import { Reach } from "../reach.ts";

/** After so many codes that were not recognized, the greeting ends (web-app.md §9.3). */
const MOST_FAILURES = 3;

/**
 * How many attempts in a row may be interrupted before anybody pressed a button: each rolls the codes again, and somebody in
 * between could wait for them to fall right (enrollment.md §2.6).
 */
const MOST_INTERRUPTIONS = 8;

/** The proof in a farewell is good for five minutes (transport.md §4.2). */
const FAREWELL_AGE_MS = 60_000;

/** A screen waits for as long as it is open: losing the network is shown, and ends nothing. */
export const screenPace: Pace = { ...realPace, offlinePatience: Number.POSITIVE_INFINITY };

/** A view without what every view has. */
export type StepOf<View> = View extends unknown ? Omit<View, keyof GreetingCommon> : never;

/** What follows an attempt that did not succeed: another one at once, or a screen that waits for the person. */
export type Next<Step = never> = { readonly again: Interruption } | { readonly show: Step | SharedStep };

type SASCode = NonNullable<Parameters<ClientGreeting["choose"]>[0]>;
type ClientState =
	| { readonly step: string }
	| { readonly step: "code-to-choose"; readonly choices: readonly SASCode[] }
	| { readonly step: "ended"; readonly end: GreetingEnd };

/** The client's greeting: a single attempt. */
type ClientGreeting = Greeting<ClientState>;

/**
 * One greeting on a screen, over as many attempts as it takes, each of which is a greeting of the client. When one is
 * interrupted the next begins by itself, with new codes; after a mismatch the person is waited for. Pressing what the screen
 * no longer shows does nothing.
 */
export abstract class GreetingScreen<Client extends ClientGreeting, Step extends { readonly step: string }> {
	protected readonly pace: Pace;
	protected readonly reach: Reach;
	readonly #listeners = new Set<(view: (Step | SharedStep) & GreetingCommon) => void>();
	readonly #over = new AbortController();
	#step: Step | SharedStep;
	#client: Client | undefined;
	#farewell: Farewell | null = null;
	#failures = 0;
	#interruption: Interruption | null = null;
	#interruptions = 0;
	/** `begin` was pressed for this attempt. */
	#begun = false;
	#saidNo = false;

	/** @param first what is shown until `start`. */
	constructor(first: Step, pace: Pace) {
		this.#step = first;
		this.pace = pace;
		this.reach = new Reach(() => this.#tell());
	}

	/** Makes the next attempt, or tells why there is none. */
	protected abstract open(): Promise<{ readonly client: Client } | Next<Step>>;
	/** The screen until the person has pressed `begin`. */
	protected abstract meet(ready: boolean, interruption: Interruption | null): Step;
	/** Whether both are there, so that `begin` may be pressed. */
	protected abstract isReady(client: Client): boolean;
	/** The screen of an attempt that goes on, but for the choice among codes; `undefined` leaves it as it is. */
	protected abstract draw(client: Client): Step | undefined;
	/** The screen of an attempt that has succeeded. */
	protected abstract finish(client: Client): Step;
	/** Whom interruptions name. */
	protected abstract peerName(client: Client): string | null;

	/** Told the present view at once, then every change. */
	async watch(listener: (view: (Step | SharedStep) & GreetingCommon) => void): Promise<void> {
		this.#listeners.add(listener);
		listener(this.view);
	}

	get view(): (Step | SharedStep) & GreetingCommon {
		return { ...this.#step, online: this.#online, failures: this.#failures, farewell: this.#farewell };
	}

	/** Begins to wait for the peer. */
	start(): void {
		void this.#play();
		void this.#keepFarewellFresh();
	}

	/** The browser says that the network is lost. */
	lostNetwork(): void {
		this.reach.lost();
	}

	async begin(): Promise<void> {
		const client = this.#client;
		if (!client || this.#begun || !this.isReady(client)) return;
		this.#begun = true;
		this.#interruptions = 0;
		this.#redraw(client);
	}

	async choose(code: string | null): Promise<void> {
		const client = this.#client;
		if (!client || !this.#begun || !("choices" in client.state)) return;
		const { choices } = client.state;
		this.#saidNo = code === null;
		this.show({ step: "peer-code", choices, answered: { code } });
		client.choose(choices.find((choice) => choice === code) ?? null);
	}

	async retry(): Promise<void> {
		const { step } = this.#step;
		if (step !== "refused" && (step !== "mismatch" || this.#failures >= MOST_FAILURES)) return;
		this.#interruptions = 0;
		this.#interruption = null;
		void this.#play();
	}

	async leave(): Promise<void> {
		if (this.signal.aborted) return;
		this.#over.abort();
		const told = this.#client?.cancel();
		if (this.#step.step !== "done") this.stop({ step: "ended", why: "left", detail: "" });
		await told;
	}

	/** Fires when the person leaves. */
	protected get signal(): AbortSignal {
		return this.#over.signal;
	}

	protected get client(): Client | undefined {
		return this.#client;
	}

	protected get step(): Step | SharedStep {
		return this.#step;
	}

	protected show(step: Step | SharedStep): void {
		this.#step = step;
		this.#tell();
	}

	/** Shows something while no attempt is under way. */
	protected stop(step: Step | SharedStep): void {
		this.#client = undefined;
		this.#farewell = null;
		this.show(step);
	}

	/** Draws the meeting again while no attempt is under way: there is more to tell. */
	protected redrawMeeting(): void {
		if (!this.signal.aborted) this.show(this.meet(false, this.#interruption));
	}

	/** Asks what an attempt needs to begin, for as long as the network is lost. @throws ConnectionError of any other kind */
	protected async askPatiently<T>(ask: () => Promise<T>): Promise<T> {
		for (;;) {
			try {
				return await ask();
			} catch (error) {
				if (!(error instanceof ConnectionError) || error.kind !== "offline") throw error;
			}
			this.reach.lost();
			await this.pace.sleep(this.pace.throttle, this.signal);
			this.signal.throwIfAborted();
		}
	}

	/** What the end of an attempt means for the screen; a side adds what is particular to it. */
	protected after(end: GreetingEnd, client: Client): Next<Step> {
		switch (end.kind) {
			case "mismatch":
				return { show: { step: "mismatch", noticedBy: end.noticedBy, noCode: this.#saidNo } };
			case "cancelled":
				return afterCancellation(end, this.peerName(client));
			case "invitation-gone":
				return { show: { step: "gone", how: end.how === "finished" ? "used" : end.how } };
			case "invitation-not-found":
				return { show: { step: "gone", how: "not-found" } };
			case "host-not-allowed":
				return { show: { step: "ended", why: "host-not-allowed", detail: "" } };
			case "refused":
				return { again: { why: "failed", detail: end.status, reason: null } };
			case "failed":
				return afterFailure(end.error);
		}
	}

	/** A request that hangs is known to the attempt before it is known to have failed. */
	get #online(): boolean {
		return this.reach.online && (this.#client?.online ?? true);
	}

	/** Attempt after attempt, until there is something that only the person can answer. */
	async #play(): Promise<void> {
		for (;;) {
			const next = await this.#attempt();
			if (!next || this.signal.aborted) return;
			if ("show" in next) {
				if (next.show.step === "mismatch") this.#failures++;
				return this.stop(next.show);
			}
			this.#interruption = next.again;
			if (++this.#interruptions > MOST_INTERRUPTIONS) return this.stop(tooOften(next.again));
		}
	}

	/** `undefined` once it has succeeded, or was left. */
	async #attempt(): Promise<Next<Step> | undefined> {
		this.#begun = false;
		this.#saidNo = false;
		this.#client = undefined;
		this.#farewell = null;
		this.redrawMeeting();
		const opened = await this.open();
		if (!("client" in opened)) return opened;
		if (this.signal.aborted) return undefined;
		const { client } = opened;
		this.#client = client;
		client.subscribe(() => this.#redraw(client));
		const last = await client.run();
		if (this.signal.aborted) return undefined;
		if ("end" in last) return this.after(last.end, client);
		this.stop(this.finish(client));
		return undefined;
	}

	#redraw(client: Client): void {
		const { step } = client.state;
		if (this.#client !== client || step === "ended" || step === "finished") return;
		this.#farewell = farewellOf(client);
		this.#step = this.#drawn(client) ?? this.#step;
		this.#tell();
	}

	#drawn(client: Client): Step | SharedStep | undefined {
		if (!this.#begun) return this.meet(this.isReady(client), this.#interruption);
		if ("choices" in client.state) return { step: "peer-code", choices: client.state.choices, answered: null };
		return this.draw(client);
	}

	async #keepFarewellFresh(): Promise<void> {
		while (!this.signal.aborted) {
			await this.pace.sleep(FAREWELL_AGE_MS, this.signal);
			if (!this.#client || this.signal.aborted) continue;
			this.#farewell = farewellOf(this.#client);
			this.#tell();
		}
	}

	#tell(): void {
		const { view } = this;
		for (const listener of this.#listeners) listener(view);
	}
}

function farewellOf(client: ClientGreeting): Farewell | null {
	const request = client.farewell();
	return request ? { url: request.url, headers: request.headers, body: request.body } : null;
}

function afterCancellation({ by, reason }: Extract<GreetingEnd, { kind: "cancelled" }>, peer: string | null): Next {
	if (reason === "AUTOMATICALLY_CANCELLED") {
		// Another window of this side has taken the greeting: to begin again would take it back, and so on for ever.
		if (by === "me") return { show: { step: "ended", why: "elsewhere", detail: "" } };
		return { again: { why: "peer-restarted", by: peer } };
	}
	if (reason === "MANUALLY_CANCELLED" && by === "peer") return { again: { why: "peer-left", by: peer } };
	return { again: { why: "failed", detail: reason, reason } };
}

/** What the server answers for good is not asked again. */
export function afterFailure(error: Error): Next {
	if (!(error instanceof ConnectionError)) return { again: { why: "failed", detail: error.message, reason: null } };
	const why = error.kind === "offline" ? "unreachable" : "failed";
	return { show: { step: "ended", why, detail: error.message } };
}

function tooOften({ why }: Interruption): SharedStep {
	return { step: "ended", why: "failed", detail: `The greeting was interrupted again and again (${why})` };
}
