/** What only Node has: files, SQLite, the clock of the system. */
export * from "./configuration/directories.ts";
export * from "./device/deviceFolder.ts";
export * from "./device/deviceLock.ts";
export * from "./device/keyringKey.ts";
export * from "./device/systemKeyring.ts";
export { type DiskSinkOptions, diskSink } from "./file/transfer/disk/diskSink.ts";
export { diskSource } from "./file/transfer/disk/diskSource.ts";
export { SqliteFileStorages } from "./storage/fileSqlite.ts";
export { SqliteCertificateStorage } from "./storage/sqlite.ts";
export { SqliteWorkspaceStorage } from "./storage/workspaceSqlite.ts";
export * from "./transport/environment.ts";
export * from "./transport/node.ts";
