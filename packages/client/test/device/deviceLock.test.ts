import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, test } from "node:test";
import { DeviceID } from "@parallax/protocol";
import { acquireDeviceLock } from "../../src/device/deviceLock.ts";

const ID = DeviceID.parse("de10a11cec0010000000000000000000");
let root: string;
let path: string;

beforeEach(async () => {
	root = await mkdtemp(join(tmpdir(), "device-lock-"));
	path = join(root, "in_use_devices", ID);
});
afterEach(() => rm(root, { recursive: true }));

const directories = () => ({ config: root, data: root });
const tryLock = () => acquireDeviceLock(directories(), ID, { wait: false });
async function lock() {
	const outcome = await tryLock();
	assert.ok(outcome.kind === "acquired");
	return outcome.lock;
}

/** Another process that uses the device, until it is killed. */
async function otherProcess() {
	const source = `
		import { acquireDeviceLock } from ${JSON.stringify(import.meta.resolve("../../src/device/deviceLock.ts"))};
		const { kind } = await acquireDeviceLock({ config: ${JSON.stringify(root)}, data: "" }, "${ID}", { wait: false });
		console.log(kind);`;
	const child = spawn(process.execPath, ["--input-type=module", "-e", source], {
		stdio: ["ignore", "pipe", "inherit"],
	});
	const [said] = await once(child.stdout, "data");
	assert.equal(String(said), "acquired\n");
	return child;
}

test("one at a time; the file stays after the release", async () => {
	const held = await lock();
	assert.deepEqual(await tryLock(), { kind: "in-use" });
	await held.release();
	assert.equal((await stat(path)).mode & 0o777, 0o600);
	await (await lock()).release();
});

test("the flock of other programs sees it", async () => {
	const python = `import fcntl,sys; fcntl.flock(open(sys.argv[1],"r+"), fcntl.LOCK_EX|fcntl.LOCK_NB)`;
	const byPython = () => spawnSync("python3", ["-c", python, path], { encoding: "utf8" });
	const held = await lock();
	assert.match(byPython().stderr, /BlockingIOError/);
	await held.release();
	assert.equal(byPython().status, 0);
});

test("a waiter is told, then gets the lock when its holder is killed", async () => {
	const holder = await otherProcess();
	const { signal } = new AbortController();
	const outcome = await acquireDeviceLock(directories(), ID, {
		wait: true,
		signal,
		onWait: () => holder.kill("SIGKILL"),
	});
	assert.ok(outcome.kind === "acquired");
	await outcome.lock.release();
});

test("a waiter may give up, and leaves nothing behind", async () => {
	const held = await lock();
	const giveUp = new AbortController();
	const waiting = acquireDeviceLock(directories(), ID, {
		wait: true,
		signal: giveUp.signal,
		onWait: () => giveUp.abort(new Error("enough")),
	});
	await assert.rejects(waiting, /enough/);
	await held.release();
	await (await lock()).release();
});

test("without flock, the error says what to install", async (t) => {
	const { PATH } = process.env;
	t.after(() => Object.assign(process.env, { PATH }));
	process.env["PATH"] = root;
	await assert.rejects(tryLock(), /Install util-linux/);
});
