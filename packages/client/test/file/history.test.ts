import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { DateTime } from "@parallax/protocol";
import fc from "fast-check";
import { type Answer, type Contradiction, Timeline } from "../../src/file/history/timeline.ts";
import { at } from "./support/entries.ts";

const version = (number: number, second: number): Answer => ({ version: number, timestamp: at(second) });

/** What the server answered for each second, in order. */
function learnt(...answers: [second: number, answer: Answer][]): Timeline | Contradiction {
	let timeline: Timeline | Contradiction = Timeline.empty;
	for (const [second, answer] of answers) {
		assert(timeline instanceof Timeline, `refused before second ${second}`);
		timeline = timeline.learn(at(second), answer);
	}
	return timeline;
}

function known(...answers: [number, Answer][]): (second: number) => number | "absent" | null {
	const timeline = learnt(...answers);
	assert(timeline instanceof Timeline);
	return (second) => timeline.at(at(second));
}

describe("which version stands at a date (workspace-data.md §14)", () => {
	test("nothing is known before the server is asked", () => assert.equal(Timeline.empty.at(at(1)), null));

	test("a version stands from its timestamp to the date that was asked", () => {
		const standing = known([20, version(3, 10)]);
		assert.deepEqual([9, 10, 15, 20, 21].map(standing), [null, 3, 3, 3, null]);
	});

	test("asked again later, it stands as long", () => {
		const standing = known([20, version(3, 10)], [30, version(3, 10)], [12, version(3, 10)]);
		assert.deepEqual([10, 29, 30, 31].map(standing), [3, 3, 3, null]);
	});

	test("not found at a date is not found before", () => {
		const standing = known([20, null], [10, null]);
		assert.deepEqual([0, 20, 21].map(standing), ["absent", "absent", null]);
	});

	test("before version 1 there is none", () => {
		const standing = known([20, version(1, 10)]);
		assert.deepEqual([0, 9, 10].map(standing), ["absent", "absent", 1]);
	});

	test("of two versions that follow each other, the first stands until the second", () => {
		const standing = known([20, version(3, 10)], [50, version(4, 40)]);
		assert.deepEqual([20, 30, 39, 40].map(standing), [3, 3, 3, 4]);
		const backwards = known([50, version(4, 40)], [20, version(3, 10)]);
		assert.deepEqual([20, 30, 39, 40].map(backwards), [3, 3, 3, 4]);
	});

	test("to the microsecond", () => {
		const timeline = learnt([20, version(1, 10)], [50, version(2, 40)]);
		assert(timeline instanceof Timeline);
		assert.equal(timeline.at((at(40) - 1n) as DateTime), 1);
		assert.equal(timeline.at((at(10) - 1n) as DateTime), "absent");
	});

	test("between versions that do not follow each other there may be another", () => {
		const standing = known([20, version(3, 10)], [50, version(5, 40)]);
		assert.deepEqual([20, 30, 40].map(standing), [3, null, 5]);
	});
});

describe("answers that cannot be are told (workspace-data.md §14)", () => {
	const table: [Contradiction, [number, Answer][]][] = [
		["too_recent", [[20, version(1, 21)]]],
		[
			"already_known_to_exist",
			[
				[20, version(2, 10)],
				[30, null],
			],
		],
		[
			"already_known_to_exist",
			[
				[20, version(2, 10)],
				[10, null],
			],
		],
		[
			"already_known_to_be_not_found",
			[
				[20, null],
				[30, version(1, 20)],
			],
		],
		[
			"already_known_to_be_not_found",
			[
				[20, version(1, 10)],
				[9, version(2, 5)],
			],
		],
		[
			"already_known_and_differs",
			[
				[20, version(2, 10)],
				[15, version(3, 12)],
			],
		],
		[
			"already_known_and_differs",
			[
				[20, version(2, 10)],
				[30, version(2, 11)],
			],
		],
		[
			"already_known_and_differs",
			[
				[20, version(2, 10)],
				[30, version(3, 15)],
			],
		],
		[
			"already_known_to_have_more_recent_smaller_version",
			[
				[20, version(2, 15)],
				[14, version(3, 10)],
			],
		],
		[
			"already_known_to_have_more_recent_smaller_version",
			[
				[20, version(3, 10)],
				[30, version(2, 25)],
			],
		],
	];
	for (const [contradiction, answers] of table)
		test(`${contradiction}: ${answers.map(([second, answer]) => `${second} ${answer ? `v${answer.version}` : "none"}`).join(", ")}`, () =>
			assert.equal(learnt(...answers), contradiction));
});

test("an honest server is never contradicted, and what is known is true", () => {
	const gaps = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 6 });
	fc.assert(
		fc.property(gaps, fc.array(fc.nat(35), { maxLength: 20 }), (distances, dates) => {
			let second = 1;
			const timestamps = distances.map((distance) => {
				second += distance;
				return second;
			});
			const truth = (date: number) => timestamps.filter((each) => each <= date).length;
			let timeline: Timeline = Timeline.empty;
			for (const date of dates) {
				const number = truth(date);
				const told = timeline.learn(at(date), number === 0 ? null : version(number, timestamps[number - 1] ?? 0));
				assert(told instanceof Timeline);
				timeline = told;
				assert.equal(timeline.at(at(date)), number === 0 ? "absent" : number);
				for (let each = 0; each < 40; each++) {
					const claimed = timeline.at(at(each));
					assert(claimed === null || claimed === (truth(each) || "absent"));
				}
			}
		}),
		{ numRuns: 500 },
	);
});
