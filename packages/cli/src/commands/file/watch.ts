import { ConnectionError, FileFailure, type FileListener, type WorkspaceFiles } from "@parallax/client";
import { type FsPath, FsPath as Path, type VlobID } from "@parallax/protocol";
import { command, optionalArgument } from "../../arguments/command.ts";
import { Failure, failureOf } from "../../failure.ts";
import { entryJson } from "../../file/describe.ts";
import { fileOptions, type Located, withDesk } from "../../file/desk.ts";
import { entryOfNow } from "../../file/entry.ts";
import { place, rootPlace } from "../../file/place.ts";
import { fileRefusal } from "../../file/refusal.ts";
import type { Json } from "../../terminal/json.ts";

const { offline: _, noSync: __, ...options } = fileOptions;

export const watch = command({
	name: "watch",
	summary: "Tell what changes, one JSON object by line, until Ctrl-C; what waits is sent, what is new is brought",
	examples: [
		"watch --device 3f2 --workspace Contracts",
		`watch -d 3f2 Contracts:/2026 | jq --unbuffered -r 'select(.event=="changed").path'`,
	],
	options,
	arguments: [optionalArgument("[PATH]", "Only what is there or below (default: /)", place)],
	run: (context, chosen, [typed = rootPlace]) => {
		const choice = { ...chosen, offline: false, noSync: true };
		return withDesk(context, choice, [typed], async (desk) => {
			const { terminal } = context;
			const { session } = desk;
			const located = await desk.locate(typed);
			const { id } = located.workspace;
			const over = Promise.withResolvers<void>();
			// One after the other, though each has to look for its path.
			let told = Promise.resolve();
			const tell = (event: string, details: () => Promise<{ readonly [key: string]: Json } | null> = nothing) => {
				told = told.then(async () => {
					const more = await details();
					if (more) terminal.showEvent({ event, ...more });
					if (!terminal.outIsOpen) over.resolve();
				});
				told.catch(over.reject);
			};
			const leave = [
				located.files.subscribe(entryEvents(located, tell)),
				session.workspaces.subscribe({
					listChanged(list) {
						const now = list.find((workspace) => workspace.id === id);
						if (now) tell("access", async () => ({ user_role: now.role, writable: now.writable }));
					},
					gone: (ids) => ids.includes(id) && over.reject(gone()),
				}),
			];
			const monitor = session.follow((error) => {
				// Whether the server is reached is told by the monitor.
				if (!(error instanceof ConnectionError)) tell("failed", async () => failureJson(error));
			});
			monitor.subscribe({
				state(state) {
					if (state.kind === "stopped") over.reject(state.error);
					else tell(state.kind.replaceAll("-", "_"));
				},
			});
			tell("watching", async () => ({ workspace_id: id, path: Path.format(located.path) }));
			monitor.start();
			try {
				await over.promise;
			} finally {
				for (const each of leave) each();
			}
		});
	},
});

type Tell = (event: string, details: () => Promise<{ readonly [key: string]: Json } | null>) => void;

const nothing = async () => ({});

/** What is told of the entries at a path, or below. */
function entryEvents({ files, path: watched }: Located, tell: Tell): FileListener {
	const about = (event: string, id: VlobID) =>
		tell(event, async () => {
			const path = await pathOf(files, id);
			if (path === null || !isBelow(path, watched)) return null;
			const found = await files.statById(id);
			return found.kind === "ok" ? entryJson({ path: Path.format(path) }, entryOfNow(found.stat)) : null;
		});
	return {
		inboundDone: (id) => about("changed", id),
		outboundDone: (id) => about("sent", id),
		outboundAborted: (id) => about("delayed", id),
	};
}

/** `null` when nobody sees it any more: the folder that it was in has changed, which is told. */
async function pathOf(files: WorkspaceFiles, id: VlobID): Promise<FsPath | null> {
	try {
		return await files.pathOf(id);
	} catch (error) {
		if (error instanceof ConnectionError) return null;
		throw error;
	}
}

function isBelow(path: FsPath, folder: FsPath): boolean {
	return folder.every((name, index) => name === path[index]);
}

function failureJson(error: unknown): { readonly [key: string]: Json } {
	const { code, message, causes } = error instanceof FileFailure ? fileRefusal(error) : failureOf(error);
	return { code, message, causes };
}

function gone(): Failure {
	return new Failure("workspace_gone", "You are no longer in the workspace, or it was deleted", {
		next: "Its Owners can share it with you again",
	});
}
