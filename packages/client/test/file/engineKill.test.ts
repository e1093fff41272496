import assert from "node:assert/strict";
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import type { Told } from "./support/editor.ts";
import { device, vlob } from "./support/entries.ts";
import { Desk } from "./support/office.ts";
import { SharedRealm } from "./support/remoteCalls.ts";

const EDITOR = join(import.meta.dirname, "support/editor.ts");
const LIVES = 50;

/** What may be in a file: what was settled last, or anything that was begun since. `null`: no file. */
type Possible = Map<string, (string | null)[]>;

/** Each life of the editor finds what the lives before it had settled, and goes on until it is killed in the middle of something. */
async function liveAndDie(realm: SharedRealm, folder: string, name: string): Promise<number> {
	const possible: Possible = new Map();
	let synchronized = 0;
	for (let life = 0; life < LIVES; life++) {
		const child = fork(EDITOR, [folder, name, String(1 + life * 1000)], {
			serialization: "advanced",
			env: { ...process.env, NODE_COMPILE_CACHE: join(folder, "compiled") },
		});
		realm.serve(child, device(name));
		const patience = 1 + ((life * 7) % 23);
		let told = 0;
		let failure: unknown;
		child.on("message", (message: Told | { readonly tells?: undefined }) => {
			if (!message.tells) return;
			try {
				synchronized += note(possible, message);
			} catch (error) {
				failure ??= error;
			}
			// In the same turn as it told, or while it is at what comes next.
			if (++told >= patience) kill(child, life % 2 === 0);
		});
		const [, signal] = await once(child, "exit");
		if (failure) throw failure;
		assert.equal(signal, "SIGKILL", "the editor goes on until it is killed");
		assert(told > 0, "it has told what it found");
	}
	return synchronized;
}

function kill(child: ChildProcess, atOnce: boolean): void {
	if (atOnce) child.kill("SIGKILL");
	else setImmediate(() => child.kill("SIGKILL"));
}

function note(possible: Possible, told: Told): number {
	switch (told.tells) {
		case "has":
			for (const [path, contents] of possible) {
				const found: string | null = told.files.get(path) ?? null;
				assert(contents.includes(found), `${path} has ${found}, which is none of ${contents}`);
				possible.set(path, [found]);
			}
			for (const path of told.files.keys()) assert(possible.has(path), `${path} was never made`);
			return 0;
		case "begins": {
			const contents = possible.get(told.path) ?? [null];
			// A new file is empty until something is stored of it.
			const made = contents.at(-1) === null && told.content !== null ? [""] : [];
			possible.set(told.path, [...contents, ...made, told.content]);
			return 0;
		}
		case "settled": {
			const contents = possible.get(told.path) ?? [];
			possible.set(told.path, contents.slice(contents.indexOf(told.content)));
			return 0;
		}
		case "synchronized":
			return 1;
	}
}

test("killed a hundred times at any moment, a device has all that was settled, no half file, and goes on", async () => {
	const folder = await mkdtemp(join(tmpdir(), "parallax-killed-"));
	try {
		const lives = ["one", "other"].map(async (name) => {
			const realm = new SharedRealm(vlob("realm"));
			const synchronized = await liveAndDie(realm, join(folder, name), name);
			assert(synchronized > 0, "it could synchronize between two kills");
			// What it sent is whole for others.
			const desk = new Desk(realm, 1);
			await desk.start();
			await desk.sync();
			for (const path of await desk.tree()) assert.match((await desk.read(path)).replaceAll("\0", ""), /^\[\d+\]?$/);
		});
		await Promise.all(lives);
	} finally {
		await rm(folder, { recursive: true });
	}
});
