import { describe, test } from "node:test";
import fc from "fast-check";
import { VirtualTime } from "../events/virtualTime.ts";
import { name } from "./support/entries.ts";
import { EventLine } from "./support/eventLine.ts";
import { type Action, type Edit, Playground, type Step, type Weather } from "./support/playground.ts";

// Few names, so that they clash; one of those that stay on their device.
const names = fc.constantFrom(...["a.txt", "b.txt", "c", "d.tmp"].map(name));
const where = fc.array(fc.nat(9), { minLength: 1, maxLength: 4 });

// More, or longer, than `npm test` has time for: see CONTRIBUTING.md.
const RUNS = Number(process.env["PARALLAX_ENGINE_RUNS"] ?? 120);
const STEPS = Number(process.env["PARALLAX_ENGINE_STEPS"] ?? 60);
const seed = process.env["PARALLAX_ENGINE_SEED"];
// Of long histories, fast-check makes few unless told otherwise.
const PARAMETERS = { numRuns: RUNS, unbiased: STEPS > 60, ...(seed !== undefined && { seed: Number(seed) }) };

const edits: fc.Arbitrary<Edit[]> = fc.array(
	fc.oneof(
		{ weight: 20, arbitrary: fc.record({ kind: fc.constant("write" as const), at: fc.nat(6) }) },
		// In another block, a hole in between.
		{ weight: 1, arbitrary: fc.record({ kind: fc.constant("write" as const), at: fc.constantFrom(65_536, 140_000) }) },
		{ weight: 10, arbitrary: fc.constant({ kind: "append" as const }) },
		{ weight: 10, arbitrary: fc.record({ kind: fc.constant("resize" as const), to: fc.nat(8) }) },
		{ weight: 5, arbitrary: fc.constant({ kind: "flush" as const }) },
	),
	{ maxLength: 4 },
);

const action: fc.Arbitrary<Action> = fc.oneof(
	{ weight: 3, arbitrary: fc.record({ kind: fc.constant("create_folder"), where, name: names }) },
	{ weight: 6, arbitrary: fc.record({ kind: fc.constant("edit"), where, name: names, edits }) },
	{ weight: 2, arbitrary: fc.record({ kind: fc.constant("rename"), where, name: names }) },
	{
		weight: 4,
		arbitrary: fc.record({
			kind: fc.constant("move"),
			where,
			to: where,
			name: names,
			mode: fc.constantFrom("no_replace", "exchange", "can_replace", "can_replace_file_only"),
		}),
	},
	{
		weight: 1,
		arbitrary: fc.record({
			kind: fc.constant("remove"),
			where,
			mode: fc.constantFrom("entry", "file", "empty_folder", "folder"),
		}),
	},
	{ weight: 3, arbitrary: fc.record({ kind: fc.constant("read"), where }) },
	{ weight: 6, arbitrary: fc.record({ kind: fc.constant("sync") }) },
	{ weight: 1, arbitrary: fc.record({ kind: fc.constantFrom("restart", "kill") }) },
	{
		weight: 1,
		arbitrary: fc.oneof(
			fc.record({ kind: fc.constant("set_clock"), minutes: fc.integer({ min: -5, max: 5 }) }),
			fc.record({ kind: fc.constant("set_role"), role: fc.constantFrom("OWNER", "OWNER", "READER", null) }),
		),
	},
) as fc.Arbitrary<Action>;

const weather: fc.Arbitrary<Weather> = fc.oneof(
	{ weight: 6, arbitrary: fc.constant({ kind: "clear" as const }) },
	{
		weight: 3,
		arbitrary: fc.record({
			kind: fc.constant("cut" as const),
			after: fc.nat(8),
			when: fc.constantFrom("before" as const, "after" as const),
		}),
	},
	{ weight: 1, arbitrary: fc.record({ kind: fc.constantFrom("archived" as const, "no_store" as const) }) },
);

const steps: fc.Arbitrary<Step[]> = fc.array(
	fc.record({
		weather,
		lateness: fc.nat(),
		actions: fc.array(fc.record({ device: fc.nat(4), action }), { minLength: 1, maxLength: 4, size: "max" }),
	}),
	{ maxLength: STEPS, size: "max" },
);

/** Nobody ends a program, nor changes roles, of which only the certificates tell. */
const UNFOLLOWED: ReadonlySet<Action["kind"]> = new Set(["sync", "restart", "kill", "set_role"]);

describe("devices that are followed", () => {
	test("end equal by themselves, whatever they do, and however their connections fail", async () => {
		const followed = steps.map((played) =>
			played.map(({ actions, weather, ...step }) => ({
				...step,
				weather: weather.kind === "archived" ? ({ kind: "clear" } as const) : weather,
				actions: actions.filter(({ action: { kind } }) => !UNFOLLOWED.has(kind)),
			})),
		);
		await fc.assert(
			fc.asyncProperty(fc.integer({ min: 2, max: 4 }), followed, async (count, played) => {
				const playground = await Playground.of(count);
				const { realm } = playground.office;
				const time = new VirtualTime();
				const lines = playground.desks.map(() => new EventLine());
				for (const [index, line] of lines.entries()) {
					const desk = playground.desks[index];
					await line.open();
					desk?.files.follow(line.monitor, () => {}, time);
					realm.subscribe(({ author, id, version }) => {
						if (author !== desk?.id) void line.tellVersion(realm.root, id, author, version);
					});
				}
				for (const step of played) {
					await playground.play(step);
					await time.advance(step.lateness % 3000);
				}
				for (let before = -1n; before !== realm.checkpoint; ) {
					before = realm.checkpoint;
					await time.advance(130_000);
				}
				await playground.mustBeEqual();
				await playground.check();
				for (const desk of playground.desks) await desk.files.close();
				for (const line of lines) await line.close();
			}),
			{ ...PARAMETERS, numRuns: Math.ceil(RUNS / 6) },
		);
	});
});

describe("devices that do anything at the same time, over a network that fails, and are killed", () => {
	test("end equal, lose nothing but what somebody removed, replaced or hid, and never show half a file", async () => {
		await fc.assert(
			fc.asyncProperty(fc.integer({ min: 2, max: 5 }), steps, async (count, played) => {
				const playground = await Playground.of(count);
				for (const step of played) await playground.play(step);
				await playground.check();
			}),
			PARAMETERS,
		);
	});
});
