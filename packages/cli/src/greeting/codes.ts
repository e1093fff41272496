import type { GuestState } from "@parallax/client";
import type { Terminal } from "../terminal/terminal.ts";
import { answerText, firstLine, raceAbort, type Script } from "./script.ts";

/** One of the codes that a greeting offers to choose from. */
export type Code = Extract<GuestState, { step: "code-to-choose" }>["choices"][number];

export interface CodeSource {
	readonly terminal: Terminal;
	readonly script: Script | undefined;
	readonly codeFile: string | undefined;
}

const NONE = "None of these codes";

/**
 * The code that the peer read aloud, as this side heard it; `null` when it is none of those offered. It comes from a
 * person or from another program, never from here: else the comparison would prove nothing.
 */
export async function heardCode(
	{ terminal, script, codeFile }: CodeSource,
	prompt: string,
	choices: readonly Code[],
	left: AbortSignal,
): Promise<Code | null> {
	if (codeFile !== undefined) return offered(choices, await raceAbort(firstLine(codeFile, left), left));
	if (script) {
		script.tell("code_expected");
		return offered(choices, answerText(await script.answer(left), "code"));
	}
	const labels = [...choices.map((code) => ({ label: code, value: code })), { label: NONE, value: null }];
	return terminal.pick<Code | null>(prompt, labels, left);
}

/** A wrong code is never among those offered but by chance; it is handed over as it is then, and refused all the same. */
function offered(choices: readonly Code[], heard: string): Code | null {
	const normalized = heard.trim().toUpperCase();
	return choices.find((code) => code === normalized) ?? null;
}
