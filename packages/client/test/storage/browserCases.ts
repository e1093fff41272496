import { IndexedDbCertificateStorage } from "../../src/storage/indexedDb.ts";
import { IndexedDbWorkspaceStorage } from "../../src/storage/workspaceIndexedDb.ts";
import { durableSuite, storageSuite } from "./suite.ts";
import { durableWorkspaceSuite, workspaceStorageSuite } from "./workspaceSuite.ts";

const open = (name: string) => IndexedDbCertificateStorage.open(name);
const openWorkspaces = (name: string) => IndexedDbWorkspaceStorage.open(name);

export const cases = [
	...storageSuite(open),
	...durableSuite(open),
	...workspaceStorageSuite(openWorkspaces),
	...durableWorkspaceSuite(openWorkspaces),
];
