import assert from "node:assert/strict";
import { mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, type TestContext, test } from "node:test";
import { withServer } from "@parallax/client";
import { DeviceFolder, deviceDataDirectory } from "@parallax/client/node";
import { DateTime, DeviceFile, DeviceID, encodeBare, LocalDevice } from "@parallax/protocol";
import { cheapFile, DEVICE, NEW_YEAR, PASSWORD } from "./example.ts";

const OTHER_DEVICE = DeviceID.parse("de10b0b0000100000000000000000000");

async function emptyFolder(t: TestContext) {
	const root = await mkdtemp(join(tmpdir(), "parallax-"));
	t.after(() => rm(root, { recursive: true }));
	const directories = { config: join(root, "config"), data: join(root, "data") };
	return { root, directories, folder: new DeviceFolder(directories) };
}

/** Puts a file, its folder with it, where the official programs could have. */
async function put(path: string, content: Uint8Array | string): Promise<string> {
	await mkdir(dirname(path), { recursive: true });
	await writeFile(path, content);
	return path;
}

const fileOf = async (device_id: DeviceID, device_label = DEVICE.device_label) =>
	encodeBare(DeviceFile, await cheapFile({ device_id, device_label }));

const modeOf = async (path: string) => (await stat(path)).mode & 0o777;

describe("listing", () => {
	test("a folder that does not exist is empty", async (t) => {
		const { folder } = await emptyFolder(t);
		assert.deepEqual(await folder.list(), []);
	});

	test("finds files at any depth by their extension, in the order of their paths", async (t) => {
		const { folder } = await emptyFolder(t);
		const b = await put(join(folder.path, "b.keys"), await fileOf(DEVICE.device_id));
		const deep = await put(join(folder.path, "a", "deeper", "any name.keys"), await fileOf(OTHER_DEVICE));
		assert.deepEqual(
			(await folder.list()).map(({ path, device_id }) => [path, device_id]),
			[
				[deep, OTHER_DEVICE],
				[b, DEVICE.device_id],
			],
		);
	});

	test("skips what is being written, archived, of other programs, or damaged", async (t) => {
		const { folder } = await emptyFolder(t);
		const bytes = await fileOf(DEVICE.device_id);
		for (const name of ["x.keys.tmp", "x.keys.archived", "x.KEYS", "x.keyss", "keys", ".keys", "x"])
			await put(join(folder.path, name), bytes);
		await put(join(folder.path, "cut.keys"), bytes.subarray(0, -1));
		await put(join(folder.path, "text.keys"), "hello");
		await put(join(folder.path, "empty.keys"), "");
		assert.deepEqual(await folder.list(), []);
	});

	test("follows no link, to a file or to a folder", async (t) => {
		const { root, folder } = await emptyFolder(t);
		const outside = await put(join(root, "elsewhere", "x.keys"), await fileOf(DEVICE.device_id));
		await mkdir(folder.path, { recursive: true });
		await symlink(outside, join(folder.path, "link.keys"));
		await symlink(dirname(outside), join(folder.path, "folder"));
		assert.deepEqual(await folder.list(), []);
	});

	test("keeps the first file of each device", async (t) => {
		const { folder } = await emptyFolder(t);
		await put(join(folder.path, "2.keys"), await fileOf(DEVICE.device_id));
		const first = await put(join(folder.path, "1.keys"), await fileOf(DEVICE.device_id));
		assert.deepEqual(
			(await folder.list()).map(({ path }) => path),
			[first],
		);
	});

	test("fails as a whole for a folder that is none", async (t) => {
		const { folder } = await emptyFolder(t);
		await put(folder.path, "a file");
		await assert.rejects(folder.list(), { code: "ENOTDIR" });
	});
});

test("a device is saved for its owner alone, listed, and unlocked", async (t) => {
	const { directories, folder } = await emptyFolder(t);
	await folder.prepare();
	assert.deepEqual(await readdir(folder.path), [], "preparing leaves nothing");
	const saved = await folder.save(DEVICE, PASSWORD, NEW_YEAR);
	assert.equal(saved.path, join(directories.config, "devices", `${DEVICE.device_id}.keys`));
	assert.equal(await modeOf(saved.path), 0o600);
	assert.equal(await modeOf(folder.path), 0o700);
	assert.deepEqual(await readdir(folder.path), [`${DEVICE.device_id}.keys`]);
	assert.deepEqual(await folder.list(), [saved]);
	const unlocked = await folder.unlock(saved, PASSWORD);
	assert(unlocked.status === "ok");
	assert.deepEqual(encodeBare(LocalDevice, unlocked.device), encodeBare(LocalDevice, DEVICE));
});

test("protecting again keeps the place and the first date, and changes password and server", async (t) => {
	const { folder } = await emptyFolder(t);
	const path = await put(join(folder.path, "my own name.keys"), await fileOf(DEVICE.device_id));
	// What a write that was interrupted has left, open to all.
	await put(`${path}.tmp`, "half");
	const [stored] = await folder.list();
	assert(stored);
	const moved = withServer(DEVICE, "https://new.invalid");
	const later = DateTime.add(NEW_YEAR, 1_000_000n);
	const again = await folder.protectAgain(stored, moved, "another", later);
	assert.equal(again.path, path);
	assert.equal(again.created_on, NEW_YEAR);
	assert.equal(again.protected_on, later);
	assert.equal(`${again.server_url}`, "https://new.invalid/");
	assert.deepEqual(await readdir(folder.path), ["my own name.keys"]);
	assert.equal(await modeOf(path), 0o600);
	assert.deepEqual(await folder.unlock(again, PASSWORD), { status: "wrong_password" });
	const unlocked = await folder.unlock(again, "another");
	assert(unlocked.status === "ok");
	assert.deepEqual(encodeBare(LocalDevice, unlocked.device), encodeBare(LocalDevice, moved));
});

test("an archived device is listed no more, and its file and data stay", async (t) => {
	const { directories, folder } = await emptyFolder(t);
	const bytes = await fileOf(DEVICE.device_id);
	const path = await put(join(folder.path, "x.keys"), bytes);
	const data = await put(join(deviceDataDirectory(directories, DEVICE.device_id), "certificates"), "data");
	const [stored] = await folder.list();
	assert(stored);
	await folder.archive(stored);
	assert.deepEqual(await folder.list(), []);
	assert.deepEqual(new Uint8Array(await readFile(`${path}.archived`)), bytes);
	assert.equal(await readFile(data, "utf8"), "data");
});

test("a forgotten device leaves neither file nor data, and the others stay", async (t) => {
	const { directories, folder } = await emptyFolder(t);
	await put(join(folder.path, "x.keys"), await fileOf(DEVICE.device_id));
	await put(join(folder.path, "y.keys"), await fileOf(OTHER_DEVICE));
	await put(join(deviceDataDirectory(directories, DEVICE.device_id), "realm", "workspace"), "data");
	await put(join(deviceDataDirectory(directories, OTHER_DEVICE), "certificates"), "data");
	const [forgotten, other] = await folder.list();
	assert(forgotten && other);
	await folder.forget(forgotten);
	assert.deepEqual(await folder.list(), [other]);
	assert.deepEqual(await readdir(directories.data), [OTHER_DEVICE]);
	await rm(deviceDataDirectory(directories, OTHER_DEVICE), { recursive: true });
	await folder.forget(other);
	assert.deepEqual(await folder.list(), [], "a device without data is forgotten as well");
});

test("a place where nothing can be saved is known before a server is asked", async (t) => {
	const { directories, folder } = await emptyFolder(t);
	await put(directories.config, "a file, not a folder");
	await assert.rejects(folder.prepare(), { code: "ENOTDIR" });
});
