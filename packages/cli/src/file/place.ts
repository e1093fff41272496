import { DecodeError, type EntryName, FsPath } from "@parallax/protocol";
import { type WorkspaceChoice, workspaceChoice } from "../workspace/choose.ts";

/** Where a person says that a file or a folder is. */
export interface Place {
	/** Absent: the one that `--workspace` tells. */
	readonly workspace: WorkspaceChoice | undefined;
	readonly path: FsPath;
	/** It was written as that of a folder, with a `/` at its end. */
	readonly asFolder: boolean;
}

/** `/path`, or `WORKSPACE:/path` (cli.md §7.1): no name has a `/`, so the first one begins the path. */
export function place(typed: string): Place {
	const slash = typed.indexOf("/");
	const before = typed.slice(0, Math.max(0, slash));
	if (slash < 0 || (slash > 0 && !before.endsWith(":")) || before === ":")
		throw new DecodeError("Path must be absolute");
	const path = FsPath.parse(typed.slice(slash));
	const workspace = slash === 0 ? undefined : workspaceChoice(before.slice(0, -1));
	return { workspace, path, asFolder: typed.endsWith("/") };
}

export const rootPlace: Place = { workspace: undefined, path: [], asFolder: true };

export function isRoot(path: FsPath): path is readonly [] {
	return path.length === 0;
}

/** The path of a child. */
export function below(folder: FsPath, name: EntryName): FsPath {
	return [...folder, name];
}
