import assert from "node:assert/strict";
import { test } from "node:test";
import { UserID } from "@parallax/protocol";
import type { User } from "../../src/core/api.ts";
import {
	type Criteria,
	EVERYTHING,
	findUsers,
	isSelectable,
	sortUsers,
} from "../../src/routes/organization/usersList.ts";

const compare = new Intl.Collator("en", { sensitivity: "base" }).compare;
let made = 0;

function user(name: string, more: Partial<User> = {}): User {
	made++;
	return {
		id: UserID.parse(made.toString(16).padStart(32, "0")),
		name,
		email: `${name.toLowerCase().replaceAll(" ", ".")}@example.org`,
		profile: "STANDARD",
		joinedOn: made,
		revokedOn: null,
		frozen: false,
		me: false,
		...more,
	};
}

const me = user("Zoe Ng", { me: true });
const ines = user("Inès Ferreira");
const greta = user("Greta Holm", { frozen: true });
const piotr = user("Piotr Nowak", { revokedOn: 9 });
const alice = user("Alice Martin", { profile: "ADMIN" });
const claire = user("Claire Dubois", { profile: "OUTSIDER", email: "c.dubois@lawfirm.example" });
const everybody = [claire, piotr, greta, alice, ines, me];

function names(criteria: Partial<Criteria> = {}): readonly (string | null)[] {
	const all = { ...EVERYTHING, ...criteria };
	return findUsers(sortUsers(everybody, all.sort, compare), all).map(({ name }) => name);
}

test("oneself is first, then Administrators, Standard and External users, each by name", () => {
	assert.deepEqual(names(), ["Zoe Ng", "Alice Martin", "Greta Holm", "Inès Ferreira", "Piotr Nowak", "Claire Dubois"]);
});

test("oneself stays first when the order is turned round", () => {
	assert.deepEqual(names({ sort: { column: "name", direction: "descending" } }), [
		"Zoe Ng",
		"Piotr Nowak",
		"Inès Ferreira",
		"Greta Holm",
		"Claire Dubois",
		"Alice Martin",
	]);
});

test("search ignores accents and capitals, and takes every word from name or address", () => {
	assert.deepEqual(names({ search: "INES fer" }), ["Inès Ferreira"]);
	assert.deepEqual(names({ search: "lawfirm claire" }), ["Claire Dubois"]);
	assert.deepEqual(names({ search: "  " }).length, everybody.length);
	assert.deepEqual(names({ search: "nobody" }), []);
});

test("filters keep the chosen statuses and profiles", () => {
	assert.deepEqual(names({ statuses: new Set(["suspended", "revoked"]) }), ["Greta Holm", "Piotr Nowak"]);
	assert.deepEqual(names({ profiles: new Set(["OUTSIDER"]) }), ["Claire Dubois"]);
});

test("status sorts active before suspended before revoked; joined, by date", () => {
	assert.deepEqual(names({ sort: { column: "status", direction: "ascending" } }).slice(-2), [
		"Greta Holm",
		"Piotr Nowak",
	]);
	assert.deepEqual(names({ sort: { column: "joined", direction: "descending" } }).slice(0, 3), [
		"Zoe Ng",
		"Claire Dubois",
		"Alice Martin",
	]);
});

test("nobody selects oneself, nor who is revoked", () => {
	assert.deepEqual(everybody.filter(isSelectable), [claire, greta, alice, ines]);
});

test("who is found again is the same list, so that nothing is drawn again", () => {
	const all = sortUsers(everybody, EVERYTHING.sort, compare);
	const found = findUsers(all, { ...EVERYTHING, search: "exam" });
	assert.equal(findUsers(all, { ...EVERYTHING, search: "exampl" }, found), found);
	assert.notEqual(findUsers(all, { ...EVERYTHING, search: "nowak" }, found), found);
});
