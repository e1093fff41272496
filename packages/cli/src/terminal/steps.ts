import type { Text } from "./text.ts";

/** How waiting is shown on err (cli.md §2.2). */
export type Progress = "quiet" | "plain" | "spinner";

/** How a step ends: with a check mark, with nothing, or with a message. */
export type Ending = "check" | "bare" | Text;

const FRAMES = [..."⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"];
const PERIOD = 80;
const CLEAR_LINE = "\r\u001b[2K";

/** A waiting period that has begun. */
export interface Step {
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
			return { end() {}, leave() {} };
		case "plain":
			write(`${label}\n`);
			return {
				end(ending) {
					if (typeof ending !== "string") write(`${ending.render(colors)}\n`);
				},
				leave() {},
			};
		case "spinner":
			return spin(write, label, colors);
	}
}

function spin(write: (characters: string) => void, label: string, colors: boolean): Step {
	let frame = 0;
	const draw = () => write(`${CLEAR_LINE}${FRAMES[frame++ % FRAMES.length]} ${label}`);
	draw();
	const timer = setInterval(draw, PERIOD);
	timer.unref();
	return {
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
