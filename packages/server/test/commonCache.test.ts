import assert from "node:assert/strict";
import { test } from "node:test";
import type { DateTime } from "@parallax/protocol";
import { type CommonRange, commonCacheOf } from "../src/certificate/commonCache.ts";
import type { Database } from "../src/sql/database.ts";

const whole: CommonRange = { organization: 1n, isRedacted: false, after: 0n as DateTime, last: 10n as DateTime };

/** A database that is only an identity, as the cache needs it. */
const someDatabase = () => ({}) as Database;

/** Reads through the cache; tells whether the database was asked. */
async function asks(database: Database, range: CommonRange, content = new Uint8Array(100)): Promise<boolean> {
	let asked = false;
	await commonCacheOf(database).read(range, async () => {
		asked = true;
		return [content];
	});
	return asked;
}

test("the same part of a topic is read once", async () => {
	const database = someDatabase();
	assert.equal(await asks(database, whole), true);
	assert.equal(await asks(database, whole), false);
});

test("another flavour, organization, beginning, end or database is another part", async () => {
	const database = someDatabase();
	await asks(database, whole);
	for (const other of [
		{ ...whole, isRedacted: true },
		{ ...whole, organization: 2n },
		{ ...whole, after: 5n as DateTime },
		{ ...whole, last: 11n as DateTime },
	]) {
		assert.equal(await asks(database, other), true);
	}
	assert.equal(await asks(someDatabase(), whole), true);
});

test("what was asked for last stays when there is no room for all", async () => {
	const database = someDatabase();
	const large = new Uint8Array(12 * 1024 * 1024);
	const part = (organization: bigint) => ({ ...whole, organization });
	for (const organization of [1n, 2n, 3n, 4n]) await asks(database, part(organization), large);
	assert.equal(await asks(database, part(1n)), false, "used again, hence the last to go");
	await asks(database, part(5n), large);
	await asks(database, part(6n), large);
	assert.equal(await asks(database, part(1n)), false);
	assert.equal(await asks(database, part(2n), large), true, "the oldest has gone");
});

test("a part that would push out the others is not kept", async () => {
	const database = someDatabase();
	const huge = new Uint8Array(20 * 1024 * 1024);
	assert.equal(await asks(database, whole, huge), true);
	assert.equal(await asks(database, whole, huge), true);
});
