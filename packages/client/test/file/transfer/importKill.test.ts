import assert from "node:assert/strict";
import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { device, vlob } from "../support/entries.ts";
import { type ImporterTold, LARGE_BYTES, SMALL_FILES } from "../support/importer.ts";
import { Desk } from "../support/office.ts";
import { SharedRealm } from "../support/remoteCalls.ts";

const IMPORTER = join(import.meta.dirname, "../support/importer.ts");
const LIVES = 50;

/** Each life imports what the one before it did not end, then more, until it is killed at another call to the server. Gives how many imports ended. */
async function liveAndDie(realm: SharedRealm, folder: string, name: string): Promise<number> {
	let imported = 0;
	let killed = 0;
	for (let life = 0; life < LIVES; life++) {
		const child = fork(IMPORTER, [folder, name, String(imported + 1)], {
			serialization: "advanced",
			env: { ...process.env, NODE_COMPILE_CACHE: join(folder, "compiled") },
		});
		// Somewhere in the first import, or in one of those that follow.
		let left = 1 + ((life * 17) % 61);
		realm.meddle = (_, answer) => {
			const given = answer();
			if (--left === 0) {
				killed++;
				child.kill("SIGKILL");
			}
			return given;
		};
		realm.serve(child, device(name));
		let failure: unknown;
		const before = imported;
		child.on("message", (message: ImporterTold | { readonly tells?: undefined }) => {
			try {
				if (message.tells === "has") assertWhole(message.files, before);
				if (message.tells === "imported") imported = message.number;
			} catch (error) {
				failure ??= error;
			}
		});
		const [, signal] = await once(child, "exit");
		if (failure) throw failure;
		assert.equal(signal, "SIGKILL", "the importer goes on until it is killed");
	}
	assert.equal(killed, LIVES);
	return imported;
}

/** Every file is of the last import that ended, or of one that was begun since; whole in any case. */
function assertWhole(files: ReadonlyMap<string, string>, ended: number): void {
	const possible = [`${ended}`, `${ended + 1}`];
	for (const [path, content] of files) {
		const number = /^\/in\/only (\d+)$/.exec(path)?.[1];
		if (number === undefined) assert(possible.includes(content), `${path} has ${content} after ${ended}`);
		else assert.equal(content, number);
	}
	if (ended === 0) return;
	const expected = ["/in/large.bin", ...Array.from({ length: SMALL_FILES }, (_, index) => `/in/deep/${index}.txt`)];
	const kept = Array.from({ length: ended }, (_, index) => `/in/only ${index + 1}`);
	for (const path of [...expected, ...kept]) assert(files.has(path), `${path} is lost`);
}

test("killed a hundred times in the middle of imports, a device has lost nothing that had ended, shows no half file, and goes on", async () => {
	const folder = await mkdtemp(join(tmpdir(), "parallax-import-killed-"));
	try {
		const lives = ["one", "other"].map(async (name) => {
			const realm = new SharedRealm(vlob("realm"));
			const imported = await liveAndDie(realm, join(folder, name), name);
			assert(imported > 0, "some imports ended between two kills");
			realm.honest();
			// What it sent is whole for others.
			const desk = new Desk(realm, 1);
			await desk.start();
			await desk.sync();
			const large = await desk.bytes("/in/large.bin");
			assert.equal(large.length, LARGE_BYTES);
			assert(large.every((byte) => byte === large[0]));
			const numbers = [large[0] ?? 0, ...(await smallOnes(desk))];
			for (const number of numbers) assert(number === imported || number === imported + 1, `${number} of ${imported}`);
		});
		await Promise.all(lives);
	} finally {
		await rm(folder, { recursive: true });
	}
});

async function smallOnes(desk: Desk): Promise<readonly number[]> {
	const numbers: number[] = [];
	for (let index = 0; index < SMALL_FILES; index++) numbers.push(Number(await desk.read(`/in/deep/${index}.txt`)));
	return numbers;
}
