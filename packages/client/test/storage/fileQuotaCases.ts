import { ChunkID, DateTime, DeviceID, VlobID } from "@parallax/protocol";
import { type Case, same, utf8 } from "../../../crypto/test/suite/check.ts";
import { IndexedDbFileStorages } from "../../src/storage/fileIndexedDb.ts";
import type { FileStorage } from "../../src/storage/fileStorage.ts";
import { problem } from "./fileSuite.ts";

/** What the browser gives to the page of these cases, in bytes. */
export const QUOTA = 8 << 20;

const storages = new IndexedDbFileStorages(DeviceID.parse("de10a11cec0010000000000000000000"));
const REALM = VlobID.parse("f".repeat(32));
const [X, Y] = ["1", "2"].map((digit) => ChunkID.parse(digit.repeat(32))) as [ChunkID, ChunkID];
const NOW = DateTime.fromMicroseconds(0n);
const SMALL = utf8("small");

function entry(content: Uint8Array) {
	return { id: REALM, blob: content, baseVersion: 0, needSync: true };
}

async function everything(storage: FileStorage) {
	return [
		...(await storage.entries([REALM])),
		...(await storage.present([X, Y])),
		await storage.data(X, NOW),
		await storage.backlog(),
	];
}

export const cases: readonly Case[] = [
	{
		name: "what is more than the browser has room for is told, and changes nothing",
		async check() {
			const storage = await storages.open(REALM);
			await storage.commit({ put: [entry(SMALL)], waiting: [{ id: X, data: SMALL }] });
			const before = await everything(storage);
			// Nothing that could be compressed.
			const large = new Uint8Array(2 * QUOTA);
			for (let start = 0; start < large.length; start += 65_536)
				crypto.getRandomValues(large.subarray(start, start + 65_536));
			const tooMuch = { put: [entry(utf8("another"))], unused: [X], waiting: [{ id: Y, data: large }] };
			same(await problem(storage.commit(tooMuch)), "full");
			same(await everything(storage), before);
			same(await problem(storage.keep([{ id: Y, data: large }], NOW)), "full");
			same(await everything(storage), before);
			const inPieces = Array.from({ length: 32 }, (_, index) => ({
				id: ChunkID.parse(`${index + 10}`.padStart(32, "0")),
				data: large.subarray(index * (QUOTA / 16), (index + 1) * (QUOTA / 16)),
			}));
			same(await problem(storage.commit({ waiting: inPieces })), "full");
			same(await everything(storage), before);
			await storage.commit({ put: [entry(utf8("another"))], unused: [X], waiting: [{ id: Y, data: SMALL }] });
			same([...(await storage.present([X, Y]))], [Y]);
			await storage.close();
			const again = await storages.open(REALM);
			same(await again.data(Y, NOW), SMALL);
			await again.close();
		},
	},
];
