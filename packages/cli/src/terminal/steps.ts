import type { Text } from "./text.ts";

/** How waiting is shown on err (cli.md §2.2). */
export type Progress = "quiet" | "plain" | "spinner";

/** How a step ends: with a check mark, with nothing, or with a message. */
export type Ending = "check" | "bare" | Text;

const FRAMES = [..."⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"];
const PERIOD = 80;
/** How long, in milliseconds, `plain` says nothing of how far a step is. */
const SILENCE = 5000;
const CLEAR_LINE = "\r\u001b[2K";

/** A waiting period that has begun. */
export interface Step {
	/** How far it is, beside the label; takes the place of what was told before. */
	tell(detail: string): void;
	end(ending: Ending): void;
	/** Leaves it as it is: an error, or a question, comes next. */
	leave(): void;
}

export function beginStep(
	progress: Progress,
	write: (characters: string) => void,
	label: string,
	colors: boolean,
): Step {
	switch (progress) {
		case "quiet":
			return { tell() {}, end() {}, leave() {} };
		case "plain": {
			write(`${label}\n`);
			let last = performance.now();
			return {
				tell(detail) {
					if (performance.now() - last < SILENCE) return;
					last = performance.now();
					write(`${label}: ${detail}\n`);
				},
				end(ending) {
					if (typeof ending !== "string") write(`${ending.render(colors)}\n`);
				},
				leave() {},
			};
		}
		case "spinner":
			return spin(write, label, colors);
	}
}

function spin(write: (characters: string) => void, label: string, colors: boolean): Step {
	let frame = 0;
	let shown = label;
	const draw = () => write(`${CLEAR_LINE}${FRAMES[frame++ % FRAMES.length]} ${onOneLine(shown)}`);
	draw();
	const timer = setInterval(draw, PERIOD);
	timer.unref();
	return {
		tell(detail) {
			shown = `${label}: ${detail}`;
		},
		end(ending) {
			clearInterval(timer);
			const last = ending === "check" ? `✔ ${label}` : ending === "bare" ? label : ending.render(colors);
			write(`${CLEAR_LINE}${last}\n`);
		},
		leave() {
			clearInterval(timer);
			write("\n");
		},
	};
}

/** What is longer than the line could not be drawn over. */
function onOneLine(shown: string): string {
	// 0: a terminal that does not tell.
	const room = (process.stderr.columns || 80) - 3;
	const characters = [...shown];
	return characters.length <= room ? shown : `${characters.slice(0, Math.max(0, room - 1)).join("")}…`;
}
