/** What only a browser has: IndexedDB. */
export * from "./device/browserDeviceFolder.ts";
export { fileDatabase, IndexedDbFileStorages } from "./storage/fileIndexedDb.ts";
export { certificateDatabase, IndexedDbCertificateStorage } from "./storage/indexedDb.ts";
export { IndexedDbWorkspaceStorage, workspaceDatabase } from "./storage/workspaceIndexedDb.ts";
