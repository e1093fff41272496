import assert from "node:assert/strict";
import { test } from "node:test";
import { emailProblem, entry, hyphenated, nameProblem, organizationProblem } from "../../src/core/names.ts";

test("an organization is named by letters of any writing, digits, “_” and “-”", () => {
	for (const name of ["Riverside-Council", "a", "Mairie_d-Ève", "日本支社", "2026", "  Riverside  ", "x".repeat(32)])
		assert.equal(organizationProblem(name), undefined, name);
});

test("what is wrong with the name of an organization is told", () => {
	assert.equal(organizationProblem("  "), "required");
	assert.equal(organizationProblem("Riverside Council"), "space");
	assert.equal(organizationProblem("Council!"), "character");
	assert.equal(organizationProblem("x".repeat(33)), "length");
	// 32 letters, but each takes two bytes.
	assert.equal(organizationProblem("é".repeat(32)), "length");
});

test("spaces are refused with a name that would do", () => {
	const proposal = hyphenated(" Riverside  Town Council ");
	assert.equal(proposal, "Riverside-Town-Council");
	assert.equal(organizationProblem(proposal), undefined);
});

test("a person has a name of at most 128 characters, without what would break an address", () => {
	assert.equal(nameProblem("Inès de la Tour"), undefined);
	assert.equal(nameProblem(" "), "required");
	assert.equal(nameProblem("x".repeat(128)), undefined);
	assert.equal(nameProblem("x".repeat(129)), "length");
	// 100 characters, but 400 bytes.
	assert.equal(nameProblem("🙂".repeat(100)), "length");
	assert.equal(nameProblem("Alice <alice@example.org>"), "character");
	assert.equal(nameProblem(`${"x".repeat(60)}@`), "character");
});

test("an e-mail address has a name and a domain", () => {
	assert.equal(emailProblem(" alice@example.org "), undefined);
	assert.equal(emailProblem(""), "required");
	assert.equal(emailProblem("alice"), "form");
	assert.equal(emailProblem("alice@redacted.invalid"), "form");
});

test("an entry is sent without the spaces around it, its accents in one piece", () => {
	assert.equal(entry(" Ine\u0300s "), "Inès");
});
