import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
	ApiVersion,
	DecodeError,
	DeviceLabel,
	decodeMsgpack,
	EmailAddress,
	EntryName,
	encodeAs,
	FsPath,
	HumanHandle,
	OrganizationID,
	UserID,
	ValidationCode,
} from "@parallax/protocol";
import fc from "fast-check";
import { toWire } from "./support/toWire.ts";

interface Parser {
	parse(text: string): string;
}

function accepts(type: Parser, ...texts: readonly string[]): void {
	for (const text of texts) assert.doesNotThrow(() => type.parse(text), JSON.stringify(text));
}

function refuses(type: { parse(text: string): unknown }, ...texts: readonly string[]): void {
	for (const text of texts) assert.throws(() => type.parse(text), DecodeError, JSON.stringify(text));
}

/** Long enough for anything slower than linear to exceed the time limit of the test runner. */
const LONG = 1_000_000;

describe("OrganizationID", () => {
	test("words of any script, up to 32 bytes", () => {
		accepts(OrganizationID, "my_org", "A-b_9", "日本語", "é".repeat(16), "٣", "‿", "Ⓐ", "_", "-", "x".repeat(32));
		refuses(OrganizationID, "", "x".repeat(33), "é".repeat(17), "a b", "a.b", "a\n", "🙂", "€", "①", "²", "\u00AD");
	});

	test("case counts, the composition of accents does not", () => {
		assert.notEqual(OrganizationID.parse("Foo"), OrganizationID.parse("foo"));
		assert.equal(OrganizationID.parse("cafe\u0301"), OrganizationID.parse("caf\u00E9"));
		accepts(OrganizationID, "e\u0301".repeat(16));
	});
});

describe("EmailAddress", () => {
	test("the table of types.md §2.5.1", () => {
		accepts(
			EmailAddress,
			..."a@b A.B@Example.COM a+tag@b.c a-b@c.d a--b@c.d a@b--c.d a@b_c.d 1@2 a@1.2.3.4".split(" "),
			...'"a@b"@c.d ""@b.c a@[127.0.0.1] a@[] !#$%&\'*+/=?^_{|}~@b.c a@b.(x)c'.split(" "),
			'"a b"@c.d',
			" a@b.c",
			"a@b. c",
			"a@REDACTED.invalid",
			"a@x.redacted.invalid",
		);
		refuses(
			EmailAddress,
			..."a a@ @b a@@b a@b@c a..b@c.d .a@b.c a.@b.c -a@b.c a-@b.c a-.b@c.d a.-b@c.d a@-b.c a@b-.c".split(" "),
			...'a@b.c- a@b.c. a@.b a<b@c.d a,b@c.d a@b:c (c)a@b.c "a".b@c.d é@b.c x@redacted.invalid'.split(" "),
			"",
			"a b@c.d",
			"  a@b.c",
		);
	});

	test("comments and folded space, as official programs read them", () => {
		accepts(
			EmailAddress,
			'(")"x"@b',
			'a@b.(")c',
			"a@b.(x (y) \\) z)c",
			"a@(x) [b] (y)",
			'" \r\n x"@b',
			'"\\\0\\\r\\\n"@b',
			'"\x01\x7f"@b',
		);
		refuses(
			EmailAddress,
			"a@b.((x)c",
			"a@b.(x))c",
			'"\r\n"@b',
			'"\r\n \r\n "@b',
			"a@\r\n \r\n [b]",
			'"\0"@b',
			'"é"@b',
			'"\\é"@b',
			'"a',
			'"a\\',
			"a@[b\\]",
			"a@[[]",
		);
	});

	test("nothing is normalized", () => {
		assert.equal(EmailAddress.parse(" A@B.c"), " A@B.c");
	});

	const dashes = fc.integer({ min: 1, max: 3 }).map((count) => "-".repeat(count));
	const run = fc.string({
		unit: fc.constantFrom(..."aZ09!#$%&'*+/=?^_`{|}~"),
		minLength: 1,
		maxLength: 5,
	});
	const fold = fc.constantFrom("", " ", "\t ", "\r\n ", " \r\n\t");
	const { comments } = fc.letrec<{ comments: string; comment: string }>((tie) => ({
		comments: fc.oneof(
			{ maxDepth: 3 },
			fold,
			fc.tuple(fold, tie("comment"), fold).map((parts) => parts.join("")),
		),
		comment: fc
			.array(fc.oneof({ maxDepth: 3 }, fc.constantFrom("x", '"', "@", "[", "\\(", "\\\\", " "), tie("comment")), {
				maxLength: 3,
			})
			.map((parts) => `(${parts.join("")})`),
	}));
	const joint = fc.oneof(
		dashes,
		comments.map((space) => `.${space}`),
	);
	const dotAtom = fc
		.tuple(run, fc.array(fc.tuple(joint, run), { maxLength: 3 }))
		.map(([first, others]) => first + others.flat().join(""));
	const quoted = fc
		.tuple(comments, fc.array(fc.constantFrom("x", "(", ".", "@", '\\"', "\\\0", " "), { maxLength: 5 }), comments)
		.map(([before, chars, after]) => `${before}"${chars.join("")}"${after}`);
	const literal = fc
		.tuple(comments, fc.array(fc.constantFrom("x", "(", ".", "@", '"', " "), { maxLength: 5 }), comments)
		.map(([before, chars, after]) => `${before}[${chars.join("")}]${after}`);
	const address = fc
		.tuple(fc.oneof(dotAtom, quoted), fc.oneof(dotAtom, literal))
		.map(([local, domain]) => `${local}@${domain}`);

	test("whatever the grammar makes is accepted, as it is", () => {
		fc.assert(
			fc.property(address, (text) => assert.equal(EmailAddress.parse(text), text)),
			{ numRuns: 2000 },
		);
	});

	test("whatever is not ASCII is refused", () => {
		fc.assert(
			fc.property(address, fc.nat(), fc.constantFrom("é", "日", "🙂", "\u0080", "\uFEFF"), (text, at, char) => {
				const cut = at % (text.length + 1);
				refuses(EmailAddress, text.slice(0, cut) + char + text.slice(cut));
			}),
		);
	});

	test("hostile texts are judged in linear time", () => {
		for (const [piece, before, after] of [
			["(", "", "@b"],
			["(", "a@b.", "c"],
			["()", "", "@b"],
			["( ", "a@b.", ""],
			[" ", '"', ""],
			["\r\n ", '"', ""],
			["-", "a", "@b"],
			[".(x) a", "a", ""],
			['"', "", "@b"],
			["\\\\", '"', ""],
			["a@", "", ""],
		] as const) {
			refuses(EmailAddress, before + piece.repeat(LONG / piece.length) + after);
		}
	});
});

describe("HumanHandle", () => {
	test("the sample of types.md §2.6 is written byte for byte", () => {
		const zack = HumanHandle.parse("zack@example.com", "Zack");
		const bytes = encodeAs(HumanHandle, zack);
		assert.equal(bytes.toHex(), "92b07a61636b406578616d706c652e636f6da45a61636b");
		assert.deepEqual(HumanHandle.decode(decodeMsgpack(bytes)), zack);
		assert.equal(HumanHandle.format(zack), "Zack <zack@example.com>");
	});

	test("a name has 1 to 254 bytes, without what would confuse an address", () => {
		const name = { parse: (label: string) => HumanHandle.parse("a@b", label).label };
		accepts(name, "x".repeat(254), "Zack (the first). O'Neil\0\n", "é".repeat(127));
		refuses(name, "", "x".repeat(255), "é".repeat(128), ...Array.from('<>@,:;\\"[]', (char) => `a${char}b`));
		assert.equal(name.parse("Zoe\u0308"), "Zo\u00EB");
	});

	test("a redacted handle is built from the id of the user, and never accepted from elsewhere", () => {
		const redacted = HumanHandle.redacted(UserID.parse("a1".repeat(16)));
		assert.equal(HumanHandle.format(redacted), `${"a1".repeat(16)} <${"a1".repeat(16)}@redacted.invalid>`);
		assert.ok(HumanHandle.isRedacted(redacted));
		assert.ok(!HumanHandle.isRedacted(HumanHandle.parse("zack@example.com", "Zack")));
		assert.throws(() => HumanHandle.decode(toWire(HumanHandle, redacted)), DecodeError);
	});
});

describe("EntryName", () => {
	test("anything of 1 to 255 bytes but what has a meaning in paths", () => {
		accepts(EntryName, "...", ".x", "a\nb", "a\\b:c", " x ", "CON", "x".repeat(255), "e\u0301".repeat(127));
		refuses(EntryName, "", ".", "..", "a/b", "/", "a\0", "x".repeat(256), "é".repeat(128));
	});

	test("it is cut at the first dot that does not start it", () => {
		const split = (name: string) => EntryName.split(EntryName.parse(name));
		assert.deepEqual(split("foo.tar.gz"), { prefix: "foo", suffix: "tar.gz" });
		assert.deepEqual(split(".foo.txt"), { prefix: ".foo", suffix: "txt" });
		assert.deepEqual(split(".foo"), { prefix: ".foo", suffix: null });
		assert.deepEqual(split("foo"), { prefix: "foo", suffix: null });
	});
});

describe("FsPath", () => {
	test("a path is read as the names that lead there", () => {
		assert.deepEqual(FsPath.parse("/"), []);
		assert.deepEqual(FsPath.parse("/a//./b/"), ["a", "b"]);
		assert.deepEqual(FsPath.parse("/a/../../b/c/.."), ["b"]);
		refuses(FsPath, "", "a", "./a", `/${"x".repeat(256)}`, "/a\0");
	});

	test("what is written is read the same", () => {
		assert.equal(FsPath.format([]), "/");
		const name = fc
			.string({ minLength: 1, maxLength: 20, unit: "grapheme" })
			.filter((text) => !/^\.{1,2}$|[/\0]/.test(text));
		fc.assert(
			fc.property(fc.array(name), (names) => {
				const path = names.map((text) => EntryName.parse(text));
				assert.deepEqual(FsPath.parse(FsPath.format(path)), path);
			}),
		);
	});
});

test("ValidationCode: six unmistakable capitals and digits", () => {
	accepts(ValidationCode, "ABCDEF", "234567", "Z9Z9Z9");
	refuses(
		ValidationCode,
		"",
		"ABCDE",
		"ABCDEFG",
		"abcdef",
		"ABCDE0",
		"ABCDE1",
		"ABCDEI",
		"ABCDEO",
		"ABCDEF\n",
		"ABCDÉF",
	);
});

test("ApiVersion: two numbers and a dot, ordered by major then minor", () => {
	assert.deepEqual(ApiVersion.parse("5.5"), { major: 5, minor: 5 });
	assert.equal(ApiVersion.format(ApiVersion.parse("+5.05")), "5.5");
	refuses(ApiVersion, "", "5", "5.", ".5", "5.5.5", " 5.5", "5.5\n", "-5.5", "5.4294967296", "5,5");
	const versions = ["5.10", "4.99", "5.9"].map((text) => ApiVersion.parse(text)).sort(ApiVersion.compare);
	assert.deepEqual(versions.map(ApiVersion.format), ["4.99", "5.9", "5.10"]);
});

describe("every kind of text", () => {
	const kinds: Readonly<Record<string, Parser>> = {
		OrganizationID,
		EmailAddress,
		DeviceLabel,
		EntryName,
		ValidationCode,
		UserID,
		label: { parse: (text) => HumanHandle.parse("a@b", text).label },
	};

	for (const [name, type] of Object.entries(kinds)) {
		test(`${name}: any text is refused by DecodeError, or gives one that is left as it is`, () => {
			fc.assert(
				fc.property(
					fc.string({ unit: fc.oneof(fc.constantFrom(...'a@"(.- \r\n'), fc.string({ unit: "binary" })) }),
					(text) => {
						let parsed: string;
						try {
							parsed = type.parse(text);
						} catch (error) {
							assert.ok(error instanceof DecodeError, String(error));
							return;
						}
						assert.equal(type.parse(parsed), parsed);
						assert.equal(parsed, parsed.normalize("NFC"));
					},
				),
			);
		});

		test(`${name}: half a character and texts without end are refused`, () => {
			refuses(type, "\uD83D", "a\uDE42b", "x".repeat(LONG), "e\u0301".repeat(LONG));
		});
	}
});
