import assert from "node:assert/strict";
import { test } from "node:test";
import { CertificateStore, listUsers, MemoryCertificateStorage, Slices } from "@parallax/client";
import { History } from "../certificate/history.ts";
import { CertificateServer } from "../certificate/server.ts";

const USERS = 60;

/** A clock that says that every piece of work took so many milliseconds, and counts the turns that others had. */
function slicesOf(millisecondsPerPiece: number) {
	let now = 0;
	let turns = 0;
	const nextTurn = async () => {
		turns++;
		await new Promise((resolve) => setImmediate(resolve));
	};
	const slices = new Slices({ now: () => (now += millisecondsPerPiece), nextTurn });
	return { slices, turns: () => turns };
}

function largeOrganization() {
	const history = new History();
	const alice = history.bootstrap();
	for (let i = 1; i < USERS; i++) history.addUser(alice);
	return { history, alice, server: new CertificateServer(history, alice) };
}

test("a first login lets everything else have its turn, again and again, while it validates certificates", async () => {
	const { alice, server } = largeOrganization();
	let now = 0;
	// A certificate takes four milliseconds to this clock, whose turns are the real ones of this program.
	const slices = new Slices({ now: () => (now += 4) });
	const store = new CertificateStore(new MemoryCertificateStorage(), alice, server.caller, slices);
	let turns = 0;
	let over = false;
	const others = (async () => {
		for (; !over; turns++) await new Promise((resolve) => setImmediate(resolve));
	})();
	assert.equal(await store.poll(), 2 * USERS);
	over = true;
	await others;
	assert.ok(turns > USERS / 2, `others had ${turns} turns`);
});

test("the longer a certificate takes, the more turns there are: at most one slice without a turn", async () => {
	const { alice, server } = largeOrganization();
	const pieces = 2 * USERS;
	for (const [milliseconds, least, most] of [
		// Slower than a slice: a turn before each certificate.
		[10, pieces, pieces + 10],
		// Four to a slice; each look at the clock is one more piece to this clock.
		[1, pieces / 8, pieces / 2],
		// All of it fits in one slice.
		[0, 0, 0],
	] as const) {
		const { slices, turns } = slicesOf(milliseconds);
		const store = new CertificateStore(new MemoryCertificateStorage(), alice, server.caller, slices);
		assert.equal(await store.poll(), pieces);
		assert.ok(turns() >= least && turns() <= most, `${turns()} turns at ${milliseconds} ms each`);
	}
});

test("so does reading them back, at a later login", async () => {
	const { alice, server } = largeOrganization();
	const storage = new MemoryCertificateStorage();
	await new CertificateStore(storage, alice, server.caller).poll();
	const { slices, turns } = slicesOf(10);
	const later = new CertificateStore(storage, alice, server.caller, slices);
	assert.equal((await listUsers(await later.view())).length, USERS);
	assert.ok(turns() >= USERS, `${turns()} turns`);
});

test("a certificate refused after many turns still takes the whole batch with it", async () => {
	const { history, alice, server } = largeOrganization();
	history.revoke(alice, alice);
	const { slices } = slicesOf(10);
	const storage = new MemoryCertificateStorage();
	const store = new CertificateStore(storage, alice, server.caller, slices);
	await assert.rejects(store.poll(), { name: "InvalidCertificate", reason: "self_signed" });
	assert.equal((await storage.lastTimestamps()).common, null);
});
