import assert from "node:assert/strict";
import { inspect } from "./screens.ts";
import { type Stage, scene } from "./stage.ts";
import type { Look } from "./story.ts";

// Every screen, in both themes, narrow, wide and very wide: axe finds nothing, nothing sticks out; pictures are kept to be looked at.
// PARALLAX_SCREENS=fr shows them in French.

const language = process.env["PARALLAX_SCREENS"] === "fr" ? "fr" : "en";

/** Plays a story, and fails at its end with all that was wrong on any screen of it. */
export function gallery(name: string, play: (stage: Stage, look: Look) => Promise<void>): void {
	scene(name, { language }, async (stage) => {
		const problems: string[] = [];
		await play(stage, async (person, screen) => {
			problems.push(...(await inspect(person, screen)));
		});
		assert.equal(problems.length, 0, problems.join("\n"));
	});
}
