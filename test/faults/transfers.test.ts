import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { ConnectionError, type Network, type SourceFile, type WorkspaceFiles } from "@parallax/client";
import { DateTime, EntryName, FsPath } from "@parallax/protocol";
import { logIn, network, newOrganization } from "../support/meeting.ts";
import { startOurServer } from "../support/ourServer.ts";

const BLOCK = 524_288;
const BLOCKS = 60;
/** How often the server is killed before the import ends. */
const KILLS = 4;

test("a server that is killed while a file streams to it has every block that it acknowledged: the same import goes on with the others", async () => {
	const data = await mkdtemp(join(tmpdir(), "parallax-transfers-"));
	let server = await startOurServer(data);
	try {
		let acknowledged = 0;
		const watched: Network = {
			...network,
			async fetch(input, init) {
				const response = await network.fetch(input, init);
				if (response.ok && sizeOf(init?.body) > BLOCK) acknowledged++;
				return response;
			},
		};
		const alice = await newOrganization(server.address, "Killed", watched);
		const created = await alice.workspaces.create(EntryName.parse("Films"));
		assert(created.status === "ok");
		const files = await alice.files(created.id);
		assert(files);
		await files.synchronize();
		const content = randomBytes(BLOCKS * BLOCK);
		let kills = 0;
		for (;;) {
			let killed: Promise<void> | undefined;
			const report = await files
				.import(film(content), FsPath.parse("/film.bin"), {
					stream: "always",
					progress({ bytes }) {
						// Each life of the server gets a little further.
						if (kills < KILLS && bytes.done > ((kills + 1) * content.length) / (KILLS + 2)) {
							killed ??= server.kill();
						}
					},
				})
				.catch((error: unknown) => {
					assert(error instanceof ConnectionError && error.kind === "offline", String(error));
				});
			await killed;
			if (killed) {
				kills++;
				server = await startOurServer(data, server.port);
			}
			if (report) break;
		}
		assert(kills > 0, "it was killed in the middle");
		// What was acknowledged is noted, and never sent again.
		assert.equal(acknowledged, BLOCKS);
		await files.synchronize();
		assert.equal((await files.backlog()).entries, 0);

		// Somebody who has nothing of it here reads it from the server.
		const other = await logIn(alice.device);
		await other.pollCertificates();
		await other.workspaces.refresh();
		const there = await other.files(created.id);
		assert(there);
		await there.synchronize({ upload: false });
		assert((await whole(there, "/film.bin")).equals(content));
		await other.close();
		await alice.close();
	} finally {
		await server.stop();
		await rm(data, { recursive: true });
	}
});

function sizeOf(body: unknown): number {
	return body instanceof Uint8Array ? body.length : 0;
}

function film(content: Uint8Array): SourceFile {
	return {
		kind: "file",
		name: "film.bin",
		size: BigInt(content.length),
		modified: DateTime.parse("2026-01-01T00:00:00Z"),
		async *content() {
			yield content;
		},
	};
}

async function whole(files: WorkspaceFiles, path: string): Promise<Buffer> {
	const opened = await files.open(FsPath.parse(path), { read: true });
	assert(opened.kind === "ok", opened.kind);
	const bytes = await opened.file.read(0n, Number(opened.file.stat().size));
	await opened.file.close();
	return Buffer.from(bytes);
}
