import { type Caller, ConnectionError } from "@parallax/client";
import type { AnyFamily } from "@parallax/protocol";

/** A request that brings nothing for so long is lost: its connection may be dead, which nobody else would tell. */
const LONGEST_REQUEST_MS = 10_000;

/** Whether requests reach the server: the last one tells, and the browser when it loses the network. */
export class Reach {
	#online = true;
	readonly #onChange: () => void;

	constructor(onChange: () => void) {
		this.#onChange = onChange;
	}

	get online(): boolean {
		return this.#online;
	}

	/** The browser says that there is no network: the next answer tells whether that is true. */
	lost(): void {
		this.#become(false);
	}

	/** The same caller, listened to. */
	through<F extends AnyFamily>(caller: Caller<F>): Caller<F> {
		return {
			...(caller.prepare ? { prepare: caller.prepare } : {}),
			call: async (command, request, signal) => {
				const late = AbortSignal.timeout(LONGEST_REQUEST_MS);
				try {
					const reply = await caller.call(command, request, signal ? AbortSignal.any([signal, late]) : late);
					this.#become(true);
					return reply;
				} catch (error) {
					if (signal?.aborted) throw error;
					const failure = late.aborted ? new ConnectionError("offline", { cause: error }) : error;
					if (failure instanceof ConnectionError) this.#become(failure.kind !== "offline");
					throw failure;
				}
			},
		};
	}

	#become(online: boolean): void {
		if (online === this.#online) return;
		this.#online = online;
		this.#onChange();
	}
}
