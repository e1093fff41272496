import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { EntryName } from "@parallax/protocol";
import fc from "fast-check";
import { nameConflict, syncConflictName } from "../../src/file/name/conflictName.ts";
import { InvalidGlob, PreventSyncPattern } from "../../src/file/name/preventSync.ts";
import { name } from "./support/entries.ts";

const SUFFIX = " (Parsec - name conflict)";
const bytes = (text: string) => new TextEncoder().encode(text).length;

describe("the name of an entry whose name the server gave to another (workspace-engine.md §7.5)", () => {
	const free = (text: string) => nameConflict(name(text), () => false);
	const examples: [string, string][] = [
		["child.txt", "child (Parsec - name conflict).txt"],
		["child.tar.bz2", "child (Parsec - name conflict).tar.bz2"],
		["child", "child (Parsec - name conflict)"],
		[".child", ".child (Parsec - name conflict)"],
		[".child.txt", ".child (Parsec - name conflict).txt"],
		["a".repeat(230), "a".repeat(230) + SUFFIX],
		["a".repeat(255), "a".repeat(225) + SUFFIX],
		[`${"a".repeat(251)}.txt`, `${"a".repeat(221)}${SUFFIX}.txt`],
		[`.${"a".repeat(254)}`, `.${"a".repeat(224)}${SUFFIX}`],
		[`.${"a".repeat(250)}.txt`, `.${"a".repeat(220)}${SUFFIX}.txt`],
		[`a.${"x".repeat(253)}`, `a${SUFFIX}`],
		[`a..x.${"y".repeat(150)}.${"z".repeat(99)}`, `a${SUFFIX}.${"z".repeat(99)}`],
		[`.a..x.${"y".repeat(150)}.${"z".repeat(98)}`, `.a${SUFFIX}.${"z".repeat(98)}`],
	];
	for (const [from, to] of examples) test(from.slice(0, 40), () => assert.equal(free(from), to));

	test("counts from 2 when the first one is used", () => {
		const used = new Set<string>([`child${SUFFIX}.txt`]);
		assert.equal(
			nameConflict(name("child.txt"), (each) => used.has(each)),
			"child (Parsec - name conflict 2).txt",
		);
		for (let n = 2; n < 10; n++) used.add(`child (Parsec - name conflict ${n}).txt`);
		assert.equal(
			nameConflict(name("child.txt"), (each) => used.has(each)),
			"child (Parsec - name conflict 10).txt",
		);
	});

	test("no character is cut in its middle", () => {
		assert.equal(free("é".repeat(127)), `${"é".repeat(112)}${SUFFIX}`);
		assert.equal(free("日".repeat(85)), `${"日".repeat(73)}${SUFFIX}`);
	});
});

describe("the name of a copy (workspace-engine.md §7.4)", () => {
	const free = (text: string) => syncConflictName(name(text), () => false);
	const examples: [string, string][] = [
		["bar.txt", "bar (Parsec sync conflict 2).txt"],
		["foo.tar.gz", "foo (Parsec sync conflict 2).tar.gz"],
		[".foo.txt", ".foo (Parsec sync conflict 2).txt"],
		[".foo", ".foo (Parsec sync conflict 2)"],
		["a".repeat(255), `${"a".repeat(225)} (Parsec sync conflict 2)`],
		[`a.${"x".repeat(253)}`, "a (Parsec sync conflict 2)"],
		["é".repeat(127), `${"é".repeat(112)} (Parsec sync conflict 2)`],
	];
	for (const [from, to] of examples) test(from.slice(0, 40), () => assert.equal(free(from), to));

	test("takes the first number that is free", () => {
		const used = new Set(["bar (Parsec sync conflict 2).txt"]);
		assert.equal(
			syncConflictName(name("bar.txt"), (each) => used.has(each)),
			"bar (Parsec sync conflict 3).txt",
		);
	});
});

test("whatever the name, the new one is a valid name of 255 bytes at most that is not used", () => {
	const unit = fc.constantFrom("a", ".", "é", "日", "🙂", "e\u0301", " ", "x".repeat(40));
	const names = fc
		.array(unit, { minLength: 1, maxLength: 90 })
		.map((parts) => parts.join(""))
		.filter((text) => bytes(text.normalize("NFC")) <= 255 && text !== "." && text !== "..");
	fc.assert(
		fc.property(names, fc.nat(12), (text, taken) => {
			for (const rename of [nameConflict, syncConflictName]) {
				const used = new Set<string>();
				for (let n = 0; n <= taken; n++) {
					const renamed = rename(EntryName.parse(text), (each) => used.has(each));
					assert.equal(EntryName.parse(renamed), renamed);
					assert(!used.has(renamed));
					used.add(renamed);
				}
			}
		}),
		{ numRuns: 500 },
	);
});

describe("which names stay on this device (workspace-data.md §13.1)", () => {
	const matches = (glob: string, text: string) => PreventSyncPattern.parse(glob).matches(name(text));

	test("a glob matches the whole of a name", () => {
		const yes: [string, string][] = [
			["*.tmp", "a.tmp"],
			["*.tmp", ".tmp"],
			["a*b*c", "aXbYc"],
			["*", "anything"],
			["***.tmp", "a.tmp"],
			["?", "🙂"],
			["?", "\n"],
			["[abc]", "b"],
			["[a-c]x", "bx"],
			["[!a-c]", "d"],
			["[]]", "]"],
			["[!]]", "a"],
			["[-a]", "-"],
			["[a-]", "-"],
			["[a\\]]", "]"],
			["{foo,bar}.txt", "bar.txt"],
			["a{,b}", "a"],
			["{*}", "*"],
			["{a\\,b,c}", "a,b"],
			["{}", "{}"],
			["\\*", "*"],
			["a\\nb", "a\nb"],
			["^$.+()|", "^$.+()|"],
			["$RECYCLE.BIN", "$RECYCLE.BIN"],
			["~$*", "~$report.docx"],
		];
		for (const [glob, text] of yes) assert(matches(glob, text), `${glob} does not match ${text}`);
	});

	test("and nothing else", () => {
		const no: [string, string][] = [
			["*.tmp", "a.tmp2"],
			["*.tmp", "a.TMP"],
			["*", "a\nb"],
			["?", "ab"],
			["[abc]", "d"],
			["[!abc]", "a"],
			["{foo,bar}", "foobar"],
			["{*}", "a"],
			["a.b", "axb"],
			["\\*", "a"],
			["", "a"],
			["# *", "# a"],
		];
		for (const [glob, text] of no) assert(!matches(glob, text), `${glob} matches ${text}`);
	});

	test("lines are trimmed; empty ones and comments are skipped", () => {
		const pattern = PreventSyncPattern.parse("\n  *.a  \n# *.b\n\r\n*.c\r\n");
		assert.deepEqual(pattern.globs, ["*.a", "*.c"]);
		assert.deepEqual(
			["x.a", "x.b", "x.c"].map((text) => pattern.matches(name(text))),
			[true, false, true],
		);
	});

	test("what is not a glob is told with its line", () => {
		for (const glob of ["[abc", "[]", "{a,b", "a\\", "[c-a]", "[a-c-e]", "[a-\\n]", "{[a],b}"])
			assert.throws(
				() => PreventSyncPattern.parse(`*.tmp\n${glob}`),
				(error) => error instanceof InvalidGlob && error.line === 2,
				glob,
			);
	});

	test("the default list", () => {
		const stay = ["a.tmp", "a~", "Thumbs.db", "Desktop.ini", "desktop.ini", "~$a.docx", "a.xls.sb-1-2", ".~lock"];
		const go = ["a.txt", "thumbs.db", "tmp", ".bashrc", "a.tmp.txt", "DESKTOP.INI"];
		assert.deepEqual(
			[...stay, ...go].filter((text) => PreventSyncPattern.default.matches(name(text))),
			stay,
		);
		assert.equal(PreventSyncPattern.default.globs.length, 36);
		assert(!PreventSyncPattern.none.matches(name("a.tmp")));
	});
});
