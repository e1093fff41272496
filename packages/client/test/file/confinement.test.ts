import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { updateChildren } from "../../src/file/manifest/children.ts";
import { reconfine, unconfine } from "../../src/file/manifest/confinement.ts";
import { type LocalFolder, unfilteredFolder } from "../../src/file/manifest/localFolder.ts";
import { PreventSyncPattern } from "../../src/file/name/preventSync.ts";
import { at, children, ids, localFolder, NOW, name, OLD_TMP, remoteFolder, TMP, vlob } from "./support/entries.ts";

const clean = { need_sync: false, updated: at(1) };

describe("when the pattern changes, every folder is seen through the new one (workspace-data.md §13)", () => {
	test("what was hidden comes back, what matches now stays here", () => {
		const folder = localFolder(remoteFolder("a.tmp~:A, b.tmp:B"), "b.tmp:B", { remote: "A" }, clean);
		const seen = reconfine(folder, TMP, NOW);
		assert.deepEqual(seen.children, children("a.tmp~:A, b.tmp:B"));
		assert.deepEqual([seen.local_confinement_points, seen.remote_confinement_points], [ids("B"), ids("B")]);
		assert.equal(seen.need_sync, false);
	});

	test("what stayed here and no longer matches is to be uploaded", () => {
		const folder = localFolder(remoteFolder(""), "a.tmp~:A", { local: "A" }, clean);
		const seen = reconfine(folder, TMP, NOW);
		assert.deepEqual(seen, {
			...folder,
			local_confinement_points: new Set(),
			need_sync: true,
			updated: NOW,
		});
	});

	test("what stayed here gives way to an entry of the same name on the server, which nobody loses", () => {
		const folder = localFolder(remoteFolder("a.tmp~:R"), "a.tmp~:L", { local: "L", remote: "R" }, clean);
		const seen = reconfine(folder, PreventSyncPattern.none, NOW);
		assert.deepEqual(seen.children, children("a.tmp~:R, a (Parsec - name conflict).tmp~:L"));
		assert.equal(seen.need_sync, true);
	});

	test("the same pattern again changes nothing", () => {
		const folder = localFolder(
			remoteFolder("a.txt:A, c.tmp:C"),
			"a.txt:A, l.tmp:L",
			{ local: "L", remote: "C" },
			clean,
		);
		assert.deepEqual(reconfine(folder, TMP, NOW), folder);
	});
});

const PATTERNS = [TMP, OLD_TMP, PreventSyncPattern.none, PreventSyncPattern.parse("*")];
const names = ["a", "b", "a.tmp", "b.tmp", "a.tmp~"].map(name);

/** One id per name that was ever given, so that nothing is listed twice. */
const histories = fc.array(
	fc.record({
		kind: fc.constantFrom("set", "remove", "pattern"),
		name: fc.constantFrom(...names),
		pattern: fc.constantFrom(...PATTERNS),
	}),
	{ maxLength: 25, size: "max" },
);

test("no entry comes or goes with the pattern but those of the server that it hides", () => {
	fc.assert(
		fc.property(fc.subarray(names), histories, (remote, moves) => {
			const listed = remote.map((each, index) => [each, vlob(`r${index}`)] as const);
			let folder: LocalFolder = unfilteredFolder(remoteFolder("", { children: new Map(listed) }));
			let pattern = PreventSyncPattern.none;
			let count = 0;
			for (const move of moves) {
				const before = new Set(folder.children.values());
				if (move.kind === "pattern") {
					pattern = move.pattern;
					folder = reconfine(folder, pattern, NOW);
					const after = new Set(folder.children.values());
					for (const id of before)
						assert(after.has(id) || folder.remote_confinement_points.has(id), "an entry is lost");
					for (const id of after) assert(before.has(id) || [...folder.base.children.values()].includes(id));
				} else {
					const id = move.kind === "set" ? vlob(`l${count++}`) : null;
					folder = updateChildren(folder, new Map([[move.name, id]]), pattern, NOW);
				}
				const confined = [...folder.children].filter(([each]) => pattern.matches(each)).map(([, id]) => id);
				assert.deepEqual(folder.local_confinement_points, new Set(confined));
				const sent = unconfine(folder).children;
				for (const [each, id] of sent)
					assert(!pattern.matches(each) || folder.remote_confinement_points.has(id), "a confined name is sent");
			}
		}),
		{ numRuns: 1000 },
	);
});
