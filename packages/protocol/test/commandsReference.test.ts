import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { protocolReference, referencePath } from "../../../tools/protocol-reference.ts";

test("docs/protocol-reference.md is what the declarations say", () => {
	assert(
		readFileSync(referencePath, "utf8") === protocolReference(),
		"docs/protocol-reference.md is out of date: run `node tools/protocol-reference.ts` and commit the page.",
	);
});

test("the reference tells the fields, the statuses and the age of a command", () => {
	const page = protocolReference();
	const start = page.indexOf("### `cryptpad_register_session`");
	const section = page.slice(start, page.indexOf("\n### ", start + 1));
	assert.match(section, /Since 5\.6\./);
	assert.match(section, /\| `encrypted_candidate_edit_key` \| Bytes \\\| nil \|/);
	assert.match(section, /\| `bad_key_index` \| `last_realm_certificate_timestamp`: DateTime \|/);
});

test("every link inside the reference leads to one of its sections", () => {
	const page = protocolReference();
	const sections = new Set(Array.from(page.matchAll(/^### (\w+)$/gm), ([, name]) => `#${name?.toLowerCase()}`));
	const links = Array.from(page.matchAll(/\]\((#[^)]*)\)/g), ([, link]) => link ?? "");
	assert(links.length > 50);
	for (const link of links) assert(sections.has(link), link);
});
