/** How a task tells time and waits; injected so that tests need no real time. */
export interface Timer {
	/** Milliseconds of a clock that never goes back. */
	now(): number;
	/** Ends early, without error, when the signal fires. */
	sleep(milliseconds: number, signal: AbortSignal): Promise<void>;
}

/** The clock of this computer. */
export const realTimer: Timer = {
	now: () => performance.now(),
	sleep(milliseconds, signal) {
		return new Promise((resolve) => {
			if (signal.aborted) return resolve();
			const done = () => {
				clearTimeout(timeout);
				signal.removeEventListener("abort", done);
				resolve();
			};
			const timeout = setTimeout(done, milliseconds);
			signal.addEventListener("abort", done);
		});
	},
};
