import { VlobID } from "@parallax/protocol";
import { type Case, same } from "../../../crypto/test/suite/check.ts";
import type { WorkspaceRow, WorkspaceStorage } from "../../src/storage/workspaceStorage.ts";

/** Opens the storage of that name, which is created empty when there is none. */
export type Open = (name: string) => Promise<WorkspaceStorage>;

const [A, B, C] = ["1", "2", "f"].map((digit) => VlobID.parse(digit.repeat(32))) as [VlobID, VlobID, VlobID];

function row(id: VlobID, content: string): WorkspaceRow {
	return { id, blob: new TextEncoder().encode(content) };
}

/** What every storage of workspaces does, whatever keeps them. */
export function workspaceStorageSuite(open: Open): Case[] {
	const kept = (name: string, check: (storage: WorkspaceStorage) => Promise<void>): Case => ({
		name,
		async check() {
			const storage = await open(name);
			await check(storage);
			await storage.close();
		},
	});
	return [
		kept("a new storage of workspaces holds nothing", async (storage) => {
			same(await storage.all(), []);
			await storage.commit({ forget: [A] });
			await storage.commit({});
			same(await storage.all(), []);
		}),
		kept("rows come back as they were given, by id", async (storage) => {
			await storage.commit({ put: [row(C, "c"), row(A, "")] });
			await storage.commit({ put: [row(B, "b")] });
			same(await storage.all(), [row(A, ""), row(B, "b"), row(C, "c")]);
		}),
		kept("a row takes the place of that of its id", async (storage) => {
			await storage.commit({ put: [row(A, "first"), row(B, "b")] });
			await storage.commit({ put: [row(A, "second, and longer")] });
			same(await storage.all(), [row(A, "second, and longer"), row(B, "b")]);
		}),
		kept("one change forgets some and puts others", async (storage) => {
			await storage.commit({ put: [row(A, "a"), row(B, "b")] });
			await storage.commit({ put: [row(C, "c")], forget: [A] });
			same(await storage.all(), [row(B, "b"), row(C, "c")]);
			await storage.commit({ put: [row(B, "again")], forget: [B] });
			same(await storage.all(), [row(B, "again"), row(C, "c")]);
		}),
		kept("of a change that fails in its middle, nothing is kept", async (storage) => {
			await storage.commit({ put: [row(A, "a")] });
			const fails = {
				id: C,
				get blob(): Uint8Array {
					throw new RangeError("no memory");
				},
			};
			const failure = await storage.commit({ put: [row(B, "b"), fails], forget: [A] }).then(
				() => "none",
				(error: Error) => error.message,
			);
			same(failure, "no memory");
			same(await storage.all(), [row(A, "a")]);
			await storage.commit({ put: [row(B, "b")] });
			same(await storage.all(), [row(A, "a"), row(B, "b")]);
		}),
		kept("what is kept of a workspace does not change with what the caller still holds", async (storage) => {
			const memory = new Uint8Array(1000);
			await storage.commit({ put: [{ id: A, blob: memory.subarray(10, 20) }] });
			memory.fill(1);
			same(await storage.all(), [{ id: A, blob: new Uint8Array(10) }]);
		}),
	];
}

/** What a storage that outlives its program does besides. */
export function durableWorkspaceSuite(open: Open): Case[] {
	return [
		{
			name: "workspaces are there again when their storage is opened again",
			async check() {
				const first = await open("workspaces reopened");
				await first.commit({ put: [row(A, "a"), row(B, "b")] });
				await first.commit({ forget: [A] });
				await first.close();
				const second = await open("workspaces reopened");
				same(await second.all(), [row(B, "b")]);
				await second.close();
			},
		},
		{
			name: "storages of workspaces of two names know nothing of each other",
			async check() {
				const [one, other] = [await open("workspaces one"), await open("workspaces other")];
				await one.commit({ put: [row(A, "a")] });
				same(await other.all(), []);
				await one.close();
				await other.close();
			},
		},
	];
}
