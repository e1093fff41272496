import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Snapshot } from "@parallax/client";
import { DateTime, FsPath } from "@parallax/protocol";
import { FileFailure } from "../../src/file/failure.ts";
import { type Desk, Office } from "./support/office.ts";

const path = FsPath.parse;

async function at(desk: Desk, date: DateTime): Promise<Snapshot> {
	const outcome = await desk.files.history().at(date);
	assert(outcome.kind === "ok", outcome.kind);
	return outcome.snapshot;
}

async function content(snapshot: Snapshot, of: string): Promise<string> {
	const opened = await snapshot.open(path(of));
	assert(opened.kind === "ok", opened.kind);
	return new TextDecoder().decode(await opened.file.read(0n, Number(opened.file.stat.size)));
}

async function names(snapshot: Snapshot, of = "/"): Promise<string[]> {
	const listed = await snapshot.list(path(of));
	assert(listed.kind === "ok", listed.kind);
	return listed.entries.map(({ name }) => name).sort();
}

/** A report written three times, then moved; a folder removed. Dates are those between. */
async function eventful() {
	const office = new Office();
	const alice = await office.device();
	const dates: DateTime[] = [];
	const mark = async () => {
		await alice.sync();
		dates.push(office.realm.now());
	};
	await alice.write("/report.txt", "draft");
	await alice.folder("/old");
	await alice.write("/old/letter.txt", "dear");
	await mark();
	await alice.write("/report.txt", "final, much longer");
	await mark();
	await alice.folder("/archive");
	await alice.files.move(path("/report.txt"), path("/archive/report.txt"), "no_replace");
	await alice.files.remove(path("/old"), "folder");
	await mark();
	const [draft, final, moved] = dates as [DateTime, DateTime, DateTime];
	return { office, alice, draft, final, moved };
}

describe("the history of a workspace", () => {
	test("shows every date as it was", async () => {
		const { alice, draft, final, moved } = await eventful();
		assert.deepEqual(await names(await at(alice, draft)), ["old", "report.txt"]);
		assert.equal(await content(await at(alice, draft), "/report.txt"), "draft");
		assert.equal(await content(await at(alice, draft), "/old/letter.txt"), "dear");
		assert.equal(await content(await at(alice, final), "/report.txt"), "final, much longer");
		assert.deepEqual(await names(await at(alice, moved)), ["archive"]);
		assert.equal(await content(await at(alice, moved), "/archive/report.txt"), "final, much longer");
		assert.deepEqual(await (await at(alice, moved)).stat(path("/report.txt")), { kind: "entry_not_found" });
	});

	test("has bounds, and none as long as nothing was sent", async () => {
		const { office, alice } = await eventful();
		const history = alice.files.history();
		const bounds = await history.bounds();
		assert(bounds);
		assert.equal((await history.at(DateTime.add(bounds.first, -1n))).kind, "out_of_bounds");
		assert.equal((await history.at(bounds.first)).kind, "ok");
		assert.equal((await history.at(office.realm.now())).kind, "out_of_bounds");
		const fresh = await new Office().device();
		assert.equal((await fresh.files.history().at(bounds.first)).kind, "no_history");
	});

	test("lists the versions of an entry, the last first, and asks for each date once", async () => {
		const { office, alice, draft } = await eventful();
		const stat = await alice.files.stat(path("/archive/report.txt"));
		assert(stat.kind === "ok");
		const history = alice.files.history();
		const versions = await Array.fromAsync(history.versions(stat.stat.id));
		assert.deepEqual(
			versions.map(({ version, size }) => [version, Number(size)]),
			[
				[3, 18],
				[2, 18],
				[1, 5],
			],
		);
		for (const _ of [1, 2]) assert.equal((await history.at(draft)).kind, "ok");
		const asked = office.realm.calls.length;
		assert.equal((await history.at(draft)).kind, "ok");
		assert.equal(office.realm.calls.length, asked);
	});

	test("a server that tells another past than before is found out", async () => {
		const { office, alice, draft, final } = await eventful();
		const history = alice.files.history();
		assert.equal((await history.at(final)).kind, "ok");
		office.realm.meddle = (call, answer) => (call.name === "fetch" ? (new Map() as never) : answer());
		await assert.rejects(
			history.at(DateTime.add(final, 1n)),
			(error) => error instanceof FileFailure && error.reason.kind === "invalid_history",
		);
		office.realm.honest();
		assert.equal((await history.at(draft)).kind, "ok");
	});

	test("a file is restored as a new version, without sending its content again", async () => {
		const { office, alice, draft } = await eventful();
		const blocks = office.realm.blockCount;
		const report = await alice.files.restore(await at(alice, draft), path("/report.txt"), path("/archive/report.txt"));
		assert.deepEqual(report, { restored: 1, refused: new Map() });
		await alice.sync();
		assert.equal(await alice.read("/archive/report.txt"), "draft");
		assert.equal(office.realm.blockCount, blocks);
		const bob = await office.device();
		await bob.sync();
		assert.equal(await bob.read("/archive/report.txt"), "draft");
	});

	test("a folder is restored with all that was in it; what came since stays", async () => {
		const { office, alice, draft } = await eventful();
		const snapshot = await at(alice, draft);
		assert.deepEqual(await alice.files.restore(snapshot, path("/")), { restored: 2, refused: new Map() });
		assert.deepEqual(await alice.files.restore(snapshot, path("/")), { restored: 0, refused: new Map() });
		await alice.sync();
		const bob = await office.device();
		await bob.sync();
		const expected = ["/archive/", "/archive/report.txt", "/old/", "/old/letter.txt", "/report.txt"];
		assert.deepEqual(await bob.tree(), expected);
		assert.equal(await bob.read("/report.txt"), "draft");
		assert.equal(await bob.read("/archive/report.txt"), "final, much longer");
	});

	test("what stands in the way of a restoration is told, and stays", async () => {
		const { alice, draft } = await eventful();
		await alice.folder("/report.txt");
		const report = await alice.files.restore(await at(alice, draft), path("/"));
		assert.deepEqual(report?.refused, new Map([["/report.txt", "other_kind"]]));
		assert.equal(await alice.files.restore(await at(alice, draft), path("/nothing")), null);
		const opened = await alice.files.open(path("/old/letter.txt"), { write: true });
		assert(opened.kind === "ok");
		await opened.file.write(0n, new TextEncoder().encode("being written"));
		const busy = await alice.files.restore(await at(alice, draft), path("/old/letter.txt"));
		assert.deepEqual(busy?.refused, new Map([["/old/letter.txt", "busy"]]));
		await opened.file.close();
	});
});
