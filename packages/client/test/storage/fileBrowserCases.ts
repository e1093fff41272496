import { ChunkID, DateTime, DeviceID, VlobID } from "@parallax/protocol";
import { type Case, ok, same } from "../../../crypto/test/suite/check.ts";
import { fileDatabase, IndexedDbFileStorages } from "../../src/storage/fileIndexedDb.ts";
import { fileStorageSuite, problem } from "./fileSuite.ts";

const DEVICE = DeviceID.parse("de10a11cec0010000000000000000000");
const REALM = VlobID.parse("f".repeat(32));
const X = ChunkID.parse("1".repeat(32));
const NOW = DateTime.fromMicroseconds(0n);
const storages = new IndexedDbFileStorages(DEVICE);
const name = fileDatabase(DEVICE, REALM);

const ended = (request: IDBRequest): Promise<unknown> => {
	const { promise, resolve, reject } = Promise.withResolvers<unknown>();
	request.onsuccess = () => resolve(request.result);
	request.onerror = () => reject(request.error);
	return promise;
};

const databases = async () => (await indexedDB.databases()).map((database) => database.name);

export const cases: readonly Case[] = [
	...fileStorageSuite(storages),
	{
		name: "what is erased while another tab has it open is erased, and that tab is told",
		async check() {
			const elsewhere = await storages.open(REALM);
			await elsewhere.keep([{ id: X, data: new Uint8Array(1) }], NOW);
			ok((await databases()).includes(name), "a database of that name");
			const reading = elsewhere.data(X, NOW);
			await storages.erase(REALM);
			same(await reading, new Uint8Array(1));
			ok(!(await databases()).includes(name), "no database of that name");
			same(await problem(elsewhere.checkpoint()), "gone");
			same(await problem(elsewhere.commit({ waiting: [{ id: X, data: new Uint8Array(1) }] })), "gone");
			await elsewhere.close();
			ok(!(await databases()).includes(name), "still no database of that name");
		},
	},
	{
		name: "a database of a newer version is left as it is",
		async check() {
			await (await storages.open(REALM)).close();
			const newer = indexedDB.open(name, 99);
			await ended(newer);
			newer.result.close();
			same(await problem(storages.open(REALM)), "newer");
			const again = indexedDB.open(name);
			await ended(again);
			same(again.result.version, 99);
			again.result.close();
			await storages.erase(REALM);
		},
	},
	{
		name: "a view is stored without the memory that it looks at",
		async check() {
			const storage = await storages.open(REALM);
			const view = new Uint8Array(1000).subarray(10, 20);
			await storage.commit({
				put: [{ id: REALM, blob: view, baseVersion: 0, needSync: true }],
				waiting: [{ id: X, data: view }],
			});
			const found = [(await storage.entries([REALM])).get(REALM), await storage.data(X, NOW)];
			same(
				found.map((bytes) => bytes?.buffer.byteLength),
				[10, 10],
			);
			await storage.close();
			await storages.erase(REALM);
		},
	},
	{
		name: "what must not be lost is asked to be on the disk, and nothing else",
		async check() {
			const storage = await storages.open(REALM);
			const asked: (string | undefined)[] = [];
			const transaction = IDBDatabase.prototype.transaction;
			IDBDatabase.prototype.transaction = function (stores, mode, options) {
				if (mode === "readwrite") asked.push(options?.durability);
				return transaction.call(this, stores, mode, options);
			};
			try {
				await storage.commit({ waiting: [{ id: X, data: new Uint8Array(1) }] });
				await storage.advance(1n, []);
				await storage.setPattern({ text: "", applied: true });
				same(asked.splice(0), ["strict", "strict", "strict"]);
				await storage.uploaded([X], NOW);
				await storage.keep([{ id: X, data: new Uint8Array(1) }], NOW);
				await storage.evict(0);
				same(asked.splice(0), ["relaxed", "relaxed", "relaxed"]);
			} finally {
				IDBDatabase.prototype.transaction = transaction;
			}
			await storage.close();
			await storages.erase(REALM);
		},
	},
];
