export type { FileListener } from "./events.ts";
export * from "./failure.ts";
export type { RestoreReport } from "./history/restore.ts";
export type {
	AtOutcome,
	PastFile,
	PastOutcome,
	PastStat,
	Snapshot,
	WorkspaceHistory,
} from "./history/workspaceHistory.ts";
export { InvalidGlob, PreventSyncPattern } from "./name/preventSync.ts";
export type { FileHandle } from "./opened/fileHandle.ts";
export type { OpenOptions, OpenOutcome } from "./opened/openedFiles.ts";
export type { CreateEntryOutcome, MoveEntryOutcome, RemoveEntryOutcome } from "./operation/folderOperations.ts";
export type { MoveMode } from "./operation/move.ts";
export type { RemovalMode } from "./operation/remove.ts";
export type { EntryStat } from "./stat.ts";
export type { SyncReport, WaitReason } from "./sync/synchronizer.ts";
export * from "./transfer/index.ts";
export type {
	ListedStat,
	ListOutcome,
	StatOutcome,
	WorkspaceFiles,
	WorkspaceFilesOptions,
} from "./workspaceFiles.ts";
