import { IndexedDbCertificateStorage } from "../../src/storage/indexedDb.ts";
import { durableSuite, storageSuite } from "./suite.ts";

const open = (name: string) => IndexedDbCertificateStorage.open(name);

export const cases = [...storageSuite(open), ...durableSuite(open)];
