import assert from "node:assert/strict";
import { test } from "node:test";
import { readAddresses } from "../../src/routes/organization/addresses.ts";

function addresses(text: string): readonly string[] {
	return readAddresses(text)
		.filter(({ problem }) => problem === null)
		.map(({ text }) => text);
}

test("addresses are separated by semicolons, commas, spaces, tabs and new lines", () => {
	assert.deepEqual(
		addresses("ana@example.org; ben@example.org,cleo@example.org\tdan@example.org\r\neve@example.org fay@example.org"),
		["ana@example.org", "ben@example.org", "cleo@example.org", "dan@example.org", "eve@example.org", "fay@example.org"],
	);
});

test("an address is kept once, whatever its capitals", () => {
	assert.deepEqual(addresses("Ana@example.org; ana@EXAMPLE.org"), ["Ana@example.org"]);
});

test("what is written more than once is known to be", () => {
	assert.deepEqual(readAddresses("ana@example.org; ben@example.org; ANA@example.org; ana@example.org"), [
		{ text: "ana@example.org", problem: null, repeated: true },
		{ text: "ben@example.org", problem: null, repeated: false },
	]);
});

test("names beside addresses, as mail programs copy them, are left out", () => {
	assert.deepEqual(
		readAddresses(
			'Ana Diaz <ana@example.org>, "Keller, Ben" <ben@example.org>; cleo@example.org Dan <dan@example.org>',
		),
		[
			{ text: "ana@example.org", problem: null, repeated: false },
			{ text: "ben@example.org", problem: null, repeated: false },
			{ text: "cleo@example.org", problem: null, repeated: false },
			{ text: "dan@example.org", problem: null, repeated: false },
		],
	);
});

test("what is no address is told with its reason, and its words stay together", () => {
	assert.deepEqual(readAddresses("front desk; a@@b.org; @example.org; ana@; ana@exa_mple..org"), [
		{ text: "front desk", problem: "no-at", repeated: false },
		{ text: "a@@b.org", problem: "several-at", repeated: false },
		{ text: "@example.org", problem: "no-name", repeated: false },
		{ text: "ana@", problem: "no-domain", repeated: false },
		{ text: "ana@exa_mple..org", problem: "form", repeated: false },
	]);
});

test("a row of a spreadsheet gives its address, and names its other cells", () => {
	assert.deepEqual(readAddresses("Ana Diaz\tana@example.org\nBen Keller\tben@example.org\n"), [
		{ text: "Ana Diaz", problem: "no-at", repeated: false },
		{ text: "ana@example.org", problem: null, repeated: false },
		{ text: "Ben Keller", problem: "no-at", repeated: false },
		{ text: "ben@example.org", problem: null, repeated: false },
	]);
});

test("nothing gives nothing", () => {
	assert.deepEqual(readAddresses(" ;\n, "), []);
});
