import assert from "node:assert/strict";
import { mkdtemp, readdir, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { MemoryCertificateStorage } from "@parallax/client";
import { SqliteCertificateStorage } from "@parallax/client/node";
import { durableSuite, storageSuite } from "./suite.ts";

describe("in memory", () => {
	for (const { name, check } of storageSuite(async () => new MemoryCertificateStorage())) test(name, check);
});

describe("in SQLite", async () => {
	const folder = await mkdtemp(join(tmpdir(), "parallax-"));
	after(() => rm(folder, { recursive: true }));
	const open = (name: string) => SqliteCertificateStorage.open(join(folder, name, "certificates.sqlite"));
	for (const { name, check } of [...storageSuite(open), ...durableSuite(open)]) test(name, check);

	test("only its owner enters its folder", async () => {
		const storage = await open("private");
		assert.equal((await stat(join(folder, "private"))).mode & 0o777, 0o700);
		await storage.close();
		assert.deepEqual(await readdir(join(folder, "private")), ["certificates.sqlite"], "closed, it is one file");
	});
});
