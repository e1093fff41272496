/** What only a browser has: IndexedDB. */
export { IndexedDbCertificateStorage } from "./storage/indexedDb.ts";
