import type { ConflictChoice, TransferProgress } from "@parallax/client";
import { DecodeError } from "@parallax/protocol";
import { optional } from "../arguments/command.ts";
import type { Context } from "../context.ts";
import { byteText, countText } from "../terminal/quantity.ts";
import { type Text, text } from "../terminal/text.ts";

const UPDATE = { all: "replace", "none-fail": "fail", skip: "skip", rename: "keep_both" } as const;

/** What is to be done with a file that is there already, and is another one: the words of the official command line, and more (cli.md §3.27, §7.1). */
export const updateOption = {
	update: optional("--update <UPDATE>", "When another file is there: none-fail (default), all, skip or rename", {
		choices: Object.keys(UPDATE),
		parse: (typed): ConflictChoice => {
			const choice = UPDATE[typed as keyof typeof UPDATE];
			if (!choice) throw new DecodeError("it is not one of them");
			return choice;
		},
	}),
};

/** At most so often a script is told how far it is, in milliseconds. */
const PERIOD = 500;

/** What `work` is given: where it tells how far it is, and what tells it to stop. */
export interface Transfer {
	readonly progress: (progress: TransferProgress) => void;
	readonly signal: AbortSignal;
}

/**
 * A transfer that shows how far it is: a person, on one line of the terminal; a script, with `--format jsonl`, by one line at a time.
 * Interrupted, it stores what was done, and says that the same command goes on.
 */
export async function transferring<T>(
	{ terminal, interruption }: Context,
	label: string,
	work: (transfer: Transfer) => Promise<T>,
	ended: Text = text`What was done is kept: the same command goes on where this one was ended`,
): Promise<T> {
	const abort = new AbortController();
	let over: Promise<unknown> = Promise.resolve();
	const forget = interruption.onInterrupt(async () => {
		abort.abort();
		await over;
		terminal.notice(ended);
	});
	let told = Number.NEGATIVE_INFINITY;
	try {
		return await terminal.step(label, (tell) => {
			const running = work({
				signal: abort.signal,
				progress(progress) {
					tell(progressText(progress));
					if (terminal.format !== "jsonl" || performance.now() - told < PERIOD) return;
					told = performance.now();
					terminal.showEvent(progressEvent(progress));
				},
			});
			over = running.catch(() => {});
			return running;
		});
	} finally {
		forget();
	}
}

/** `12 of 300 files, 4.2 MB of 1.0 GB, 31 MB/s, 32 s left`. */
export function progressText({ files, bytes, counted, rate, secondsLeft }: TransferProgress): string {
	const more = counted ? "" : "+";
	const parts = [
		`${files.done} of ${files.total}${more} ${files.total === 1 ? "file" : "files"}`,
		`${byteText(bytes.done)} of ${byteText(bytes.total)}${more}`,
		...(rate === null ? [] : [`${byteText(Math.round(rate))}/s`]),
		...(secondsLeft === null ? [] : [`${durationText(secondsLeft)} left`]),
	];
	return parts.join(", ");
}

function durationText(seconds: number): string {
	const whole = Math.ceil(seconds);
	if (whole < 60) return `${whole} s`;
	if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
	return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}

function progressEvent({ files, bytes, counted, rate, secondsLeft }: TransferProgress) {
	return {
		event: "progress",
		files: files.done,
		files_total: files.total,
		bytes: bytes.done,
		bytes_total: bytes.total,
		counted,
		bytes_per_second: rate === null ? null : Math.round(rate),
		seconds_left: secondsLeft === null ? null : Math.ceil(secondsLeft),
	};
}

/** What was there already, for a person. */
export function leftText({ same, skipped }: { readonly same: number; readonly skipped: number }): Text | null {
	if (same + skipped === 0) return null;
	const parts = [
		...(same > 0 ? [`${countText(same, "file")} already there, the same`] : []),
		...(skipped > 0 ? [`${countText(skipped, "file")} skipped, another one is there`] : []),
	];
	return text`${parts.join("; ")}`;
}
