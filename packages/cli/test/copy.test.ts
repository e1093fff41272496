import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { WorkspaceFiles, WorkspaceInfo } from "@parallax/client";
import { FsPath, type VlobID } from "@parallax/protocol";
import { type Desk, Office } from "../../client/test/file/support/office.ts";
import { Failure } from "../src/failure.ts";
import { Copy, type CopyOptions } from "../src/file/copy.ts";
import type { Located } from "../src/file/desk.ts";

const OPTIONS: CopyOptions = { noClobber: false, exact: false, recursive: true, progress() {} };
const MEGABYTES = Uint8Array.from({ length: 5_000_000 }, (_, index) => index % 251);

/** Two workspaces of one device. */
async function twoWorkspaces(): Promise<{ readonly here: Desk; readonly there: Desk }> {
	const [here, there] = [await new Office().device(), await new Office().device()];
	await here.folder("/tree/deep/empty");
	await here.write("/tree/film.bin", MEGABYTES);
	await here.write("/tree/deep/note.txt", "note");
	await there.folder("/shelf");
	return { here, there };
}

const SOURCE = ["/tree/", "/tree/deep/", "/tree/deep/empty/", "/tree/deep/note.txt", "/tree/film.bin"];
const at = (folder: string) => [`${folder}/`, ...SOURCE.slice(1).map((path) => path.replace("/tree", folder))];

function located(files: WorkspaceFiles, workspace: string, path: string): Located {
	return {
		files,
		workspace: { id: workspace as VlobID } as WorkspaceInfo,
		path: FsPath.parse(path),
		asFolder: path.endsWith("/"),
	};
}

/** The power is cut. */
class PowerCut extends Error {}

/** What a program does with the files of a workspace, until its power is cut: at the beginning of the call of that number. */
function untilCut<T extends object>(object: T, calls: { left: number }): T {
	return new Proxy(object, {
		get(target, name) {
			const value: unknown = Reflect.get(target, name, target);
			if (typeof value !== "function") return value;
			return (...args: unknown[]) => {
				if (calls.left-- <= 0) throw new PowerCut();
				const result: unknown = Reflect.apply(value, target, args);
				if (name !== "open") return result;
				return (result as ReturnType<WorkspaceFiles["open"]>).then((opened) =>
					opened.kind === "ok" ? { ...opened, file: untilCut(opened.file, calls) } : opened,
				);
			};
		},
	});
}

/** `mv HERE THERE`. */
async function moveTree(here: WorkspaceFiles, there: WorkspaceFiles, to: string): Promise<void> {
	const from = located(here, "here", "/tree");
	const copy = new Copy(from, located(there, "there", to), OPTIONS);
	if (!(await copy.isPlaced())) await copy.place();
	const removed = await here.remove(from.path, "entry");
	assert(removed.kind === "ok" || removed.kind === "entry_not_found");
	await copy.forget();
}

describe("a copy", () => {
	for (const [to, path] of [
		["/shelf", "/shelf/tree"],
		["/renamed", "/renamed"],
	] as const) {
		test(`to ${path} is finished by the same command, whenever the power was cut`, async () => {
			let finished = false;
			let cuts = 0;
			for (let calls = 0; !finished; calls += 1 + (calls % 3)) {
				const { here, there } = await twoWorkspaces();
				const power = { left: calls };
				try {
					await moveTree(untilCut(here.files, power), untilCut(there.files, power), to);
					finished = true;
				} catch (error) {
					assert(error instanceof PowerCut, String(error));
					cuts++;
				}
				await here.restart();
				await there.restart();
				const tree = await there.tree();
				if (tree.includes(`${path}/`))
					assert.deepEqual(
						tree.filter((each) => each.startsWith(path)),
						at(path),
						"whole, or not there",
					);
				else
					assert.deepEqual(
						(await here.tree()).filter((each) => each.startsWith("/tree")),
						SOURCE,
					);
				if (!finished) {
					// What was removed last, just before the cut, leaves nothing to move.
					await moveTree(here.files, there.files, to).catch((error: unknown) => {
						assert(error instanceof Failure && error.code === "entry_not_found", String(error));
					});
				}
				assert.deepEqual(await here.tree(), []);
				assert.deepEqual(
					(await there.tree()).filter((each) => each !== "/shelf/"),
					at(path),
				);
				assert.deepEqual(await there.bytes(`${path}/film.bin`), MEGABYTES);
				assert.equal(await there.read(`${path}/deep/note.txt`), "note");
			}
			assert(cuts > 20, `cut ${cuts} times`);
		});
	}

	test("does not go on with what was copied of something that has changed since", async () => {
		const { here, there } = await twoWorkspaces();
		const power = { left: 18 };
		const begun = moveTree(here.files, untilCut(there.files, power), "/shelf");
		await assert.rejects(begun, PowerCut);
		await here.restart();
		await there.restart();
		assert(
			(await there.tree()).some((path) => path.endsWith("/content/")),
			"it had begun",
		);
		await here.files.remove(FsPath.parse("/tree/deep"), "folder");
		await here.write("/tree/film.bin", "shorter");
		await moveTree(here.files, there.files, "/shelf");
		assert.deepEqual(await there.tree(), ["/shelf/", "/shelf/tree/", "/shelf/tree/film.bin"]);
		assert.equal(await there.read("/shelf/tree/film.bin"), "shorter");
	});

	test("replaces a file by a file, never a folder, and nothing when it is told so", async () => {
		const { here, there } = await twoWorkspaces();
		await there.write("/shelf/note.txt", "older, and longer");
		await there.folder("/shelf/film.bin");
		const note = located(here.files, "here", "/tree/deep/note.txt");
		const shelf = () => located(there.files, "there", "/shelf");
		const refused = (error: unknown) => error instanceof Failure && error.code === "entry_exists";
		await assert.rejects(new Copy(note, shelf(), { ...OPTIONS, noClobber: true }).place(), refused);
		const copy = new Copy(note, shelf(), OPTIONS);
		assert.equal(FsPath.format(await copy.place()), "/shelf/note.txt");
		await copy.forget();
		assert.equal(await there.read("/shelf/note.txt"), "note");
		await assert.rejects(new Copy(located(here.files, "here", "/tree/film.bin"), shelf(), OPTIONS).place(), refused);
		const asFile = new Copy(note, located(there.files, "there", "/shelf"), { ...OPTIONS, exact: true });
		await assert.rejects(asFile.place(), refused);
		const nowhere = new Copy(note, located(there.files, "there", "/none/"), OPTIONS);
		await assert.rejects(nowhere.place(), (error) => error instanceof Failure && error.code === "parent_not_found");
		assert.deepEqual(await there.tree(), ["/shelf/", "/shelf/film.bin/", "/shelf/note.txt"], "nothing else is left");
	});

	test("of a folder is not made into itself", async () => {
		const { here } = await twoWorkspaces();
		const copy = (to: string) =>
			new Copy(located(here.files, "here", "/tree"), located(here.files, "here", to), OPTIONS);
		for (const to of ["/tree", "/tree/deep", "/tree/new"])
			await assert.rejects(copy(to).place(), (error) => error instanceof Failure && error.code === "into_itself", to);
		const beside = copy("/tree2");
		await beside.place();
		await beside.forget();
		assert.deepEqual(await here.tree(), [...SOURCE, ...at("/tree2")]);
	});
});
