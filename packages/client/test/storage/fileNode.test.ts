import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { MemoryFileStorages } from "@parallax/client";
import { SqliteFileStorages } from "@parallax/client/node";
import { fileStorageSuite } from "./fileSuite.ts";

describe("files in memory", () => {
	for (const { name, check } of fileStorageSuite(new MemoryFileStorages())) test(name, check);
});

describe("files in SQLite", async () => {
	const folder = await mkdtemp(join(tmpdir(), "parallax-"));
	after(() => rm(folder, { recursive: true }));
	for (const { name, check } of fileStorageSuite(new SqliteFileStorages(folder))) test(name, check);
});
