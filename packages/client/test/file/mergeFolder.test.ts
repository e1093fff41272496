import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { mergeEntry } from "../../src/file/merge/entry.ts";
import {
	BASE_DATE,
	CONTEXT,
	type Confinement,
	children,
	ids,
	LOCAL_DATE,
	localFolder,
	ME,
	NOW,
	OTHER,
	REMOTE_DATE,
	remoteFolder,
	vlob,
} from "./support/entries.ts";

/** `listed`, then what is confined; a letter for the parent when it is not `P`. */
interface Side extends Confinement {
	readonly listed?: string;
	readonly parent?: string;
}

interface Example {
	readonly base?: Side;
	readonly local?: Side;
	readonly remote?: Side;
	readonly expected: Side;
	/** `N`: nothing to upload, dated by the remote; `Y`: to be uploaded, dated by the merge; `kept`: as before the merge. */
	readonly upload: "N" | "Y" | "kept";
	/** `true`: the remote version is of this device. */
	readonly own?: boolean;
	/** `false`: nothing changed on this device. */
	readonly needSync?: boolean;
	readonly speculative?: boolean;
}

function check(title: string, example: Example): void {
	const { base = {}, remote = {}, expected, upload, own = false, needSync = true, speculative = false } = example;
	const local = example.local ?? base;
	test(title, () => {
		const known = remoteFolder(base.listed ?? "", { version: speculative ? 0 : 1 });
		const before = localFolder(known, local.listed ?? "", local, {
			parent: vlob(local.parent ?? "P"),
			need_sync: needSync,
			updated: needSync ? LOCAL_DATE : BASE_DATE,
			speculative,
		});
		const received = remoteFolder(remote.listed ?? "", {
			version: known.version + 1,
			author: own ? ME : OTHER,
			parent: vlob(remote.parent ?? "P"),
			timestamp: REMOTE_DATE,
			updated: REMOTE_DATE,
		});
		const merge = mergeEntry(before, received, CONTEXT);
		assert(merge.kind === "merged");
		const dated = { N: REMOTE_DATE, Y: NOW, kept: before.updated }[upload];
		assert.deepEqual(merge.entry, {
			...before,
			base: received,
			parent: vlob(expected.parent ?? "P"),
			need_sync: { N: false, Y: true, kept: before.need_sync }[upload],
			updated: dated,
			children: children(expected.listed ?? ""),
			local_confinement_points: ids(expected.local ?? ""),
			remote_confinement_points: ids(expected.remote ?? ""),
			speculative: false,
		});
	});
}

describe("A. a remote version that is not newer changes nothing (workspace-engine.md §7.6)", () => {
	const base = remoteFolder("a.txt:A", { version: 3 });
	const locals = [
		localFolder(base, "a.txt:A", {}, { need_sync: false }),
		localFolder(base, "b.txt:B"),
		localFolder(base, "l.tmp:L", { local: "L" }),
		localFolder(base, "", { remote: "A" }),
		localFolder(base, "c.tmp:C", {}, { need_sync: false }),
	];
	for (const version of [2, 3])
		test(`version ${version} on version 3`, () => {
			for (const local of locals)
				assert.deepEqual(mergeEntry(local, remoteFolder("z.txt:Z", { version }), CONTEXT), { kind: "no_change" });
		});
});

describe("B. only the remote changed (workspace-engine.md §7.6)", () => {
	const example = (title: string, values: Example) => check(title, { needSync: false, ...values });
	example("1. only `updated`", { expected: {}, upload: "N" });
	example("2. parent", { remote: { parent: "Q" }, expected: { parent: "Q" }, upload: "N" });
	example("3. entry added", { remote: { listed: "child.txt:A" }, expected: { listed: "child.txt:A" }, upload: "N" });
	example("4. entry replaced", {
		base: { listed: "child.txt:A" },
		local: {},
		remote: { listed: "child.txt:B" },
		expected: { listed: "child.txt:B" },
		upload: "N",
	});
	example("5. renamed", {
		base: { listed: "child.txt:A" },
		remote: { listed: "child-renamed.txt:A" },
		expected: { listed: "child-renamed.txt:A" },
		upload: "N",
	});
	example("6. renamed over another", {
		base: { listed: "child.txt:A, child2.txt:B" },
		remote: { listed: "child.txt:B" },
		expected: { listed: "child.txt:B" },
		upload: "N",
	});
	example("7. removed", { base: { listed: "child.txt:A" }, expected: {}, upload: "N" });
	const hidden: Pick<Example, "base" | "local"> = { base: { listed: "c.tmp:C" }, local: { remote: "C" } };
	example("8. remote confinement point kept, new entry", {
		...hidden,
		remote: { listed: "c.tmp:C, child.txt:A" },
		expected: { listed: "child.txt:A", remote: "C" },
		upload: "N",
	});
	example("9. remote confinement point renamed to a normal name", {
		...hidden,
		remote: { listed: "c.txt:C" },
		expected: { listed: "c.txt:C" },
		upload: "N",
	});
	example("10. remote confinement point renamed, still matching", {
		...hidden,
		remote: { listed: "d.tmp:C" },
		expected: { remote: "C" },
		upload: "N",
	});
	example("11. remote confinement point removed", { ...hidden, expected: {}, upload: "N" });
	example("12. new matching entry", { remote: { listed: "c.tmp:C" }, expected: { remote: "C" }, upload: "N" });
	example("13. normal renamed to matching", {
		base: { listed: "child.txt:A" },
		remote: { listed: "x.tmp:A" },
		expected: { remote: "A" },
		upload: "N",
	});
	example("14. outdated pattern, was visible", {
		base: { listed: "child.tmp:A" },
		remote: { listed: "child.tmp:A" },
		expected: { listed: "child.tmp:A", local: "A", remote: "A" },
		upload: "N",
	});
	example("15. outdated pattern, was hidden", {
		base: { listed: "c.tmp~:C" },
		local: { remote: "C" },
		remote: { listed: "c.tmp~:C" },
		expected: { listed: "c.tmp~:C" },
		upload: "N",
	});
	example("16. outdated pattern, only on this device, remote by ourself", {
		own: true,
		local: { listed: "c.tmp~:C", local: "C" },
		expected: { listed: "c.tmp~:C" },
		upload: "Y",
	});
});

describe("C. both changed, no confinement (workspace-engine.md §7.6)", () => {
	check("1. only `updated` both", { expected: {}, upload: "N" });
	check("2. remote parent", { remote: { parent: "Q" }, expected: { parent: "Q" }, upload: "N" });
	check("3. remote parent, local child", {
		local: { listed: "a:A" },
		remote: { parent: "Q" },
		expected: { listed: "a:A", parent: "Q" },
		upload: "Y",
	});
	check("4. local parent", { local: { parent: "Q" }, expected: { parent: "Q" }, upload: "Y" });
	check("5. local parent, remote child", {
		local: { parent: "Q" },
		remote: { listed: "c:C" },
		expected: { listed: "c:C", parent: "Q" },
		upload: "Y",
	});
	check("6. two parents", { local: { parent: "Q" }, remote: { parent: "R" }, expected: { parent: "R" }, upload: "N" });
	check("7. the same parent", {
		local: { parent: "Q" },
		remote: { parent: "Q" },
		expected: { parent: "Q" },
		upload: "N",
	});
	check("8. two parents and a local child", {
		local: { listed: "a:A", parent: "Q" },
		remote: { parent: "R" },
		expected: { listed: "a:A", parent: "R" },
		upload: "Y",
	});
	check("9. two parents, remote by ourself", {
		own: true,
		local: { parent: "Q" },
		remote: { parent: "R" },
		expected: { parent: "Q" },
		upload: "kept",
	});
	check("10. same name, remote by ourself", {
		own: true,
		local: { listed: "child.txt:L" },
		remote: { listed: "child.txt:R" },
		expected: { listed: "child.txt:L" },
		upload: "kept",
	});
	check("11. all kinds, no conflict", {
		base: { listed: "c0:0, c1:1, c2:2, c3:3, c4:4" },
		local: { listed: "c0:0, c1r:1, cB:B, c3:3, c4:4" },
		remote: { listed: "c0:0, c1:1, c2:2, c3r:3, c5:5" },
		expected: { listed: "c0:0, c1r:1, cB:B, c3r:3, c5:5" },
		upload: "Y",
	});
	check("12. same id and name added", {
		local: { listed: "c:A" },
		remote: { listed: "c:A" },
		expected: { listed: "c:A" },
		upload: "N",
	});
	check("13. same id, other name added", {
		local: { listed: "cL:A" },
		remote: { listed: "cR:A" },
		expected: { listed: "cR:A" },
		upload: "N",
	});
	const sameName = {
		local: { listed: "child.txt:L" },
		remote: { listed: "child.txt:R" },
		expected: { listed: "child.txt:R, child (Parsec - name conflict).txt:L" },
		upload: "Y",
	} as const;
	check("14. same name, other id added", sameName);
	check("15. as 14, the conflict name being used", {
		local: { listed: "child.txt:L, child (Parsec - name conflict).txt:M" },
		remote: { listed: "child.txt:R" },
		expected: {
			listed: "child.txt:R, child (Parsec - name conflict).txt:M, child (Parsec - name conflict 2).txt:L",
		},
		upload: "Y",
	});
	const one: Pick<Example, "base"> = { base: { listed: "c:A" } };
	check("16. renamed both differently", {
		...one,
		local: { listed: "cl:A" },
		remote: { listed: "cr:A" },
		expected: { listed: "cr:A" },
		upload: "N",
	});
	check("17. renamed both alike", {
		...one,
		local: { listed: "d:A" },
		remote: { listed: "d:A" },
		expected: { listed: "d:A" },
		upload: "N",
	});
	check("18. two entries to one name", {
		base: { listed: "c1.txt:1, c2.txt:2" },
		local: { listed: "r.txt:1, c2.txt:2" },
		remote: { listed: "c1.txt:1, r.txt:2" },
		expected: { listed: "r (Parsec - name conflict).txt:1, r.txt:2" },
		upload: "Y",
	});
	check("19. removed both", { ...one, local: {}, expected: {}, upload: "N" });
	check("20. removed locally, renamed remotely", {
		...one,
		local: {},
		remote: { listed: "d:A" },
		expected: { listed: "d:A" },
		upload: "N",
	});
	check("21. removed remotely, renamed locally", {
		...one,
		local: { listed: "d:A" },
		expected: { listed: "d:A" },
		upload: "Y",
	});
	check("22. removed locally, name reused remotely", {
		...one,
		local: {},
		remote: { listed: "c:B" },
		expected: { listed: "c:B" },
		upload: "N",
	});
	check("23. removed remotely, name reused locally", {
		...one,
		local: { listed: "c:B" },
		expected: { listed: "c:B" },
		upload: "Y",
	});
	check("24. renamed locally, name reused remotely", {
		...one,
		local: { listed: "d:A" },
		remote: { listed: "c:B" },
		expected: { listed: "c:B, d:A" },
		upload: "Y",
	});
	check("25. renamed remotely, name reused locally", {
		...one,
		local: { listed: "c:B" },
		remote: { listed: "d:A" },
		expected: { listed: "d:A, c:B" },
		upload: "Y",
	});
	const two: Pick<Example, "base"> = { base: { listed: "c1:1, c2:2" } };
	check("26. removed locally, remote renames onto it", {
		...two,
		local: { listed: "c2:2" },
		remote: { listed: "c1:2" },
		expected: { listed: "c1:2" },
		upload: "N",
	});
	check("27. removed remotely, local renames onto it", {
		...two,
		local: { listed: "c1:2" },
		remote: { listed: "c2:2" },
		expected: { listed: "c1:2" },
		upload: "Y",
	});
	check("28. names swapped across sides", {
		...two,
		local: { listed: "c1:2" },
		remote: { listed: "c2:1" },
		expected: { listed: "c1:2, c2:1" },
		upload: "Y",
	});
	check("29. speculative root, no change", { speculative: true, expected: {}, upload: "N" });
	check("30. speculative, local child", {
		speculative: true,
		local: { listed: "b:B" },
		expected: { listed: "b:B" },
		upload: "Y",
	});
	check("31. speculative, remote child", {
		speculative: true,
		remote: { listed: "c:C" },
		expected: { listed: "c:C" },
		upload: "N",
	});
	check("32. speculative, same name, remote by ourself", { ...sameName, speculative: true, own: true });
	check("33. removed locally, still there remotely", {
		...one,
		local: {},
		remote: { listed: "c:A" },
		expected: {},
		upload: "Y",
	});
	check("34. removed remotely, still there locally", { ...one, expected: {}, upload: "N" });
});

describe("D. both changed, with confinement (workspace-engine.md §7.6)", () => {
	check("1. local confined, remote add", {
		local: { listed: "l.tmp:L", local: "L" },
		remote: { listed: "r.txt:R" },
		expected: { listed: "r.txt:R, l.tmp:L", local: "L" },
		upload: "N",
	});
	check("2. remote confined, local add", {
		local: { listed: "l.txt:L" },
		remote: { listed: "r.tmp:R" },
		expected: { listed: "l.txt:L", remote: "R" },
		upload: "Y",
	});
	check("3. remote confinement point existing, remote add", {
		base: { listed: "a.tmp:A" },
		local: { remote: "A" },
		remote: { listed: "a.tmp:A, b.txt:B" },
		expected: { listed: "b.txt:B", remote: "A" },
		upload: "N",
	});
	check("4. same confined name both", {
		local: { listed: "c.tmp:L", local: "L" },
		remote: { listed: "c.tmp:R" },
		expected: { listed: "c.tmp:L", local: "L", remote: "R" },
		upload: "N",
	});
	const visible: Pick<Example, "base"> = { base: { listed: "c.txt:A" } };
	check("5. remote renames to confined", {
		...visible,
		remote: { listed: "c.tmp:A" },
		expected: { remote: "A" },
		upload: "N",
	});
	check("6. both rename to confined", {
		...visible,
		local: { listed: "c.tmp:A", local: "A" },
		remote: { listed: "c.tmp:A" },
		expected: { listed: "c.tmp:A", local: "A", remote: "A" },
		upload: "N",
	});
	check("7. local renamed to a name that is confined since", {
		...visible,
		local: { listed: "c.tmp:A" },
		remote: { listed: "c.txt:A" },
		expected: { listed: "c.tmp:A", local: "A" },
		upload: "Y",
	});
	check("8. local renamed to confined, removed remotely", {
		...visible,
		local: { listed: "c.tmp:A", local: "A" },
		expected: { listed: "c.tmp:A", local: "A" },
		upload: "N",
	});
	check("9. removed locally, remote to confined", {
		...visible,
		local: {},
		remote: { listed: "c.tmp:A" },
		expected: { remote: "A" },
		upload: "N",
	});
	check("10. local to confined, remote renames", {
		...visible,
		local: { listed: "l.tmp:A", local: "A" },
		remote: { listed: "r.txt:A" },
		expected: { listed: "l.tmp:A", local: "A" },
		upload: "Y",
	});
	check("11. local renames, remote to confined", {
		...visible,
		local: { listed: "l.txt:A" },
		remote: { listed: "r.tmp:A" },
		expected: { remote: "A" },
		upload: "N",
	});
	const hidden: Pick<Example, "base"> = { base: { listed: "c.tmp:A" } };
	check("12. remote confinement point renamed, still confined", {
		...hidden,
		local: { remote: "A" },
		remote: { listed: "r.tmp:A" },
		expected: { remote: "A" },
		upload: "N",
	});
	check("13. remote confinement point renamed to normal", {
		...hidden,
		local: { remote: "A" },
		remote: { listed: "r.txt:A" },
		expected: { listed: "r.txt:A" },
		upload: "N",
	});
	check("14. remote confinement point, both rename to normal", {
		...hidden,
		local: { listed: "l.txt:A", remote: "A" },
		remote: { listed: "r.txt:A" },
		expected: { listed: "r.txt:A" },
		upload: "N",
	});
	check("15. remote confinement point, local renamed to normal", {
		...hidden,
		local: { listed: "l.txt:A", remote: "A" },
		remote: { listed: "c.tmp:A" },
		expected: { listed: "l.txt:A", remote: "A" },
		upload: "Y",
	});
	check("16. remote confinement point, local renamed confined", {
		...hidden,
		local: { listed: "l.tmp:A", local: "A", remote: "A" },
		remote: { listed: "c.tmp:A" },
		expected: { listed: "l.tmp:A", local: "A", remote: "A" },
		upload: "N",
	});
	check("17. remote confinement point removed remotely", {
		...hidden,
		local: { remote: "A" },
		expected: {},
		upload: "N",
	});
	check("18. remote by ourself, mix", {
		own: true,
		base: { listed: "i.txt:1, ic.tmp:2" },
		local: { listed: "i.txt:1, l.txt:3, lc.tmp:4, s.txt:5, sc.tmp:6", local: "4 6", remote: "2" },
		remote: { listed: "i.txt:1, ic.tmp:2, r.txt:7, rc.tmp:8, s.txt:5, sc.tmp:6" },
		expected: { listed: "i.txt:1, l.txt:3, lc.tmp:4, s.txt:5, sc.tmp:6", local: "4 6", remote: "2 8 6" },
		upload: "kept",
	});
	check("19. old pattern: local confined freed", {
		local: { listed: "c.tmp~:A", local: "A" },
		expected: { listed: "c.tmp~:A" },
		upload: "Y",
	});
	const oldHidden: Pick<Example, "base"> = { base: { listed: "c.tmp~:A" } };
	check("20. old pattern: remote confinement point freed", {
		...oldHidden,
		local: { remote: "A" },
		remote: { listed: "c.tmp~:A" },
		expected: { listed: "c.tmp~:A" },
		upload: "N",
	});
	check("21. old pattern: local matches the new", {
		local: { listed: "c.tmp:A" },
		expected: { listed: "c.tmp:A", local: "A" },
		upload: "Y",
	});
	check("22. old pattern: base matches the new", {
		...hidden,
		remote: { listed: "c.tmp:A" },
		expected: { listed: "c.tmp:A", local: "A", remote: "A" },
		upload: "N",
	});
	check("23. old pattern: local .txt, remote .tmp", {
		...oldHidden,
		local: { listed: "l.txt:A", remote: "A" },
		remote: { listed: "r.tmp:A" },
		expected: { remote: "A" },
		upload: "N",
	});
	check("24. old pattern: local .tmp, remote .txt", {
		...oldHidden,
		local: { listed: "l.tmp:A", remote: "A" },
		remote: { listed: "r.txt:A" },
		expected: { listed: "r.txt:A" },
		upload: "N",
	});
	check("25. old pattern: both .tmp", {
		...oldHidden,
		local: { listed: "l.tmp:A", remote: "A" },
		remote: { listed: "r.tmp:A" },
		expected: { listed: "l.tmp:A", local: "A", remote: "A" },
		upload: "N",
	});
	check("26. old pattern: freed, remote by ourself renames", {
		...oldHidden,
		own: true,
		local: { remote: "A" },
		remote: { listed: "r.txt:A" },
		expected: { listed: "c.tmp~:A" },
		upload: "kept",
	});
	check("27. removed locally, matches the new, by ourself", {
		...hidden,
		own: true,
		local: {},
		remote: { listed: "c.tmp:A" },
		expected: { remote: "A" },
		upload: "kept",
	});
	check("28. added locally, matches the new, by ourself", {
		own: true,
		local: { listed: "c.tmp:A" },
		remote: { listed: "c.tmp:A" },
		expected: { listed: "c.tmp:A", local: "A", remote: "A" },
		upload: "kept",
	});
});
