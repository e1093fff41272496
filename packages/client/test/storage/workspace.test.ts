import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { MemoryWorkspaceStorage } from "@parallax/client";
import { SqliteWorkspaceStorage } from "@parallax/client/node";
import { durableWorkspaceSuite, workspaceStorageSuite } from "./workspaceSuite.ts";

describe("workspaces in memory", () => {
	for (const { name, check } of workspaceStorageSuite(async () => new MemoryWorkspaceStorage())) test(name, check);
});

describe("workspaces in SQLite", async () => {
	const folder = await mkdtemp(join(tmpdir(), "parallax-"));
	after(() => rm(folder, { recursive: true }));
	const open = (name: string) => SqliteWorkspaceStorage.open(join(folder, name, "workspaces.sqlite"));
	for (const { name, check } of [...workspaceStorageSuite(open), ...durableWorkspaceSuite(open)]) test(name, check);
});
