import { ChunkID, DateTime, VlobID } from "@parallax/protocol";
import { type Case, ok, refuses, same, utf8 } from "../../../crypto/test/suite/check.ts";
import {
	type DataRow,
	type EntryRow,
	type FileStorage,
	FileStorageError,
	type FileStorageProblem,
	type FileStorages,
} from "../../src/storage/fileStorage.ts";

const ids = ["1", "2", "3", "f"].map((digit) => digit.repeat(32));
const [A, B, C, F] = ids.map(VlobID.parse) as [VlobID, VlobID, VlobID, VlobID];
const [X, Y, Z, ABSENT] = ids.map(ChunkID.parse) as [ChunkID, ChunkID, ChunkID, ChunkID];
const NOW = at(0);

function at(second: number): DateTime {
	return DateTime.fromMicroseconds(1_800_000_000_000_000n + BigInt(second) * 1_000_000n);
}

/** Of the server and known to be so, unless told otherwise. */
function entry(id: VlobID, content: string, versions: Partial<EntryRow> = {}): EntryRow {
	return { id, blob: utf8(content), baseVersion: 1, needSync: false, ...versions };
}

function chunk(id: ChunkID, content: string): DataRow {
	return { id, data: utf8(content) };
}

function numbered(number: number): ChunkID {
	return ChunkID.parse(number.toString(16).padStart(32, "0"));
}

/** Plain, in the order of ids. */
async function entries(storage: FileStorage, ids: readonly VlobID[] = [A, B, C, F]) {
	return [...(await storage.entries(ids))].sort(([a], [b]) => (a < b ? -1 : 1));
}

async function present(storage: FileStorage, ids: readonly ChunkID[] = [X, Y, Z, ABSENT]) {
	return [...(await storage.present(ids))].sort();
}

async function waiting(storage: FileStorage) {
	return [...(await storage.waiting([X, Y, Z, ABSENT]))].sort();
}

async function toUpload(storage: FileStorage) {
	return [...(await storage.toUpload())].sort();
}

async function toUpdate(storage: FileStorage) {
	return [...(await storage.toUpdate()).keys()].sort();
}

/** Everything that a storage tells of the ids that these cases use. */
async function everything(storage: FileStorage) {
	return {
		entries: await entries(storage),
		toUpload: await toUpload(storage),
		toUpdate: await toUpdate(storage),
		backlog: await storage.backlog(),
		checkpoint: await storage.checkpoint(),
		pattern: await storage.pattern(),
		present: await present(storage),
		waiting: await waiting(storage),
		data: await Promise.all([X, Y, Z].map((id) => storage.data(id, NOW))),
	};
}

async function fill(storage: FileStorage): Promise<void> {
	await storage.commit({
		put: [entry(A, "a"), entry(B, "b", { needSync: true, baseVersion: 3 })],
		waiting: [chunk(X, "x"), chunk(Y, "yy")],
	});
	await storage.uploaded([Y], NOW);
	await storage.advance(7n, [[B, 4]]);
	await storage.setPattern({ text: "*.tmp", applied: true });
}

/** What keeps the storage from doing this; `null` when it is done. */
export async function problem(work: Promise<unknown>): Promise<FileStorageProblem | null> {
	try {
		await work;
		return null;
	} catch (error) {
		if (error instanceof FileStorageError) return error.problem;
		throw error;
	}
}

/** How often the suite has asked for another workspace. */
let realms = 0;

/** What every storage of the files of workspaces does, whatever keeps them (workspace-engine.md §1). */
export function fileStorageSuite(storages: FileStorages): Case[] {
	const newRealm = () => VlobID.parse((++realms).toString(16).padStart(32, "0"));
	const kept = (name: string, check: (storage: FileStorage) => Promise<void>): Case => ({
		name,
		async check() {
			const storage = await storages.open(newRealm());
			await check(storage);
			await storage.close();
		},
	});
	return [
		kept("a new storage of files holds nothing, and nothing is done to what is not there", async (storage) => {
			const nothing = {
				entries: [],
				toUpload: [],
				toUpdate: [],
				backlog: { entries: 0, bytes: 0 },
				checkpoint: 0n,
				pattern: null,
				present: [],
				waiting: [],
				data: [null, null, null],
			};
			same(await everything(storage), nothing);
			await storage.commit({});
			await storage.commit({ unused: [X] });
			await storage.uploaded([X], NOW);
			await storage.keep([], NOW);
			await storage.evict(0);
			await storage.advance(0n, []);
			same(await everything(storage), nothing);
			same(await storage.page({ after: null, limit: 10 }), []);
			same([...(await storage.entries([]))], []);
			same([...(await storage.present([]))], []);
		}),
		kept("entries come back as they were given, those that are there", async (storage) => {
			await storage.commit({ put: [entry(C, "c"), entry(A, "")] });
			await storage.commit({ put: [entry(B, "b")] });
			same(await entries(storage, [C, F, A]), [
				[A, utf8("")],
				[C, utf8("c")],
			]);
			same(await entries(storage, [A, A]), [[A, utf8("")]]);
			await storage.commit({ put: [entry(A, "another, and longer")] });
			same(await entries(storage, [A]), [[A, utf8("another, and longer")]]);
		}),
		kept("pages go through every entry once, in the order of ids", async (storage) => {
			await storage.commit({ put: [F, B, A, C].map((id) => entry(id, id)) });
			same(
				await storage.page({ after: null, limit: 3 }),
				[A, B, C].map((id) => ({ id, blob: utf8(id) })),
			);
			same(await storage.page({ after: C, limit: 3 }), [{ id: F, blob: utf8(F) }]);
			same(await storage.page({ after: F, limit: 3 }), []);
			same(await storage.page({ after: null, limit: 0 }), []);
			const between = VlobID.parse(`2${"0".repeat(31)}`);
			same(await storage.page({ after: between, limit: 1 }), [{ id: B, blob: utf8(B) }]);
		}),
		kept("an entry is to be uploaded as long as it says so", async (storage) => {
			await storage.commit({ put: [entry(A, "a", { needSync: true, baseVersion: 0 }), entry(B, "b")] });
			same(await toUpload(storage), [A]);
			same((await storage.backlog()).entries, 1);
			await storage.commit({ put: [entry(A, "a"), entry(B, "b", { needSync: true })] });
			same(await toUpload(storage), [B]);
			same(await toUpdate(storage), []);
		}),
		kept("an entry is to be updated when the server has another version than its base", async (storage) => {
			await storage.commit({ put: [entry(A, "a"), entry(B, "b", { baseVersion: 5 })] });
			await storage.advance(12n, [
				[A, 2],
				[B, 5],
				[F, 3],
			]);
			same(await storage.checkpoint(), 12n);
			same([...(await storage.toUpdate())], [[A, 2]]);
			same(await entries(storage), [
				[A, utf8("a")],
				[B, utf8("b")],
			]);
			// F was announced before it was stored: that is forgotten, and its own version counts.
			await storage.commit({ put: [entry(F, "f", { baseVersion: 2 })] });
			same(await toUpdate(storage), [A]);
			await storage.commit({ put: [entry(A, "a", { baseVersion: 2 })] });
			same(await toUpdate(storage), []);
		}),
		kept("what the server is known to have is not forgotten by a local change", async (storage) => {
			await storage.commit({ put: [entry(A, "a", { baseVersion: 3 })] });
			await storage.advance(1n, [[A, 5]]);
			await storage.commit({ put: [entry(A, "changed here", { baseVersion: 3, needSync: true })] });
			same([await toUpload(storage), await toUpdate(storage)], [[A], [A]]);
			await storage.commit({ put: [entry(A, "merged", { baseVersion: 5, needSync: true })] });
			same([await toUpload(storage), await toUpdate(storage)], [[A], []]);
			await storage.commit({ put: [entry(A, "uploaded", { baseVersion: 6 })] });
			same([await toUpload(storage), await toUpdate(storage)], [[], []]);
		}),
		kept("a server that has a lower version than its base has another one", async (storage) => {
			await storage.commit({ put: [entry(A, "a", { baseVersion: 3 })] });
			await storage.advance(1n, [[A, 2]]);
			same(await toUpdate(storage), [A]);
			await storage.advance(2n, [[A, 3]]);
			same(await toUpdate(storage), []);
		}),
		kept("a whole realm is announced to a device that has little of it", async (storage) => {
			await storage.commit({ put: [entry(A, "a"), entry(C, "c")] });
			const others = Array.from({ length: 12_000 }, (_, index) => [VlobID.parse(numbered(index)), 9] as const);
			const greatest = (1n << 64n) - 1n;
			await storage.advance(greatest, [...others, [C, 4_294_967_295]]);
			same(await storage.checkpoint(), greatest);
			same(await toUpdate(storage), [C]);
		}),
		kept("many entries are put and read at once", async (storage) => {
			const put = Array.from({ length: 2000 }, (_, index) => entry(VlobID.parse(numbered(index)), `entry ${index}`));
			await storage.commit({ put });
			const found = await storage.entries(put.map(({ id }) => id));
			same(found.size, put.length);
			same(found.get(put[1234]?.id ?? A), put[1234]?.blob);
			same((await storage.page({ after: null, limit: 5000 })).length, put.length);
		}),
		kept("data waits until it is uploaded, then is kept", async (storage) => {
			await storage.commit({ waiting: [chunk(X, "x"), chunk(Y, "yy"), chunk(Z, "")] });
			same(
				[await waiting(storage), await present(storage)],
				[
					[X, Y, Z],
					[X, Y, Z],
				],
			);
			same(await storage.backlog(), { entries: 0, bytes: 3 });
			await storage.uploaded([Y, Z, ABSENT], NOW);
			same([await waiting(storage), await present(storage)], [[X], [X, Y, Z]]);
			same(await storage.backlog(), { entries: 0, bytes: 1 });
			same(await storage.data(X, NOW), utf8("x"));
			same(await storage.data(Y, NOW), utf8("yy"));
			same(await storage.data(Z, NOW), utf8(""));
			same(await storage.data(ABSENT, NOW), null);
		}),
		kept("what no entry needs any more is dropped when it waits, and only then", async (storage) => {
			await storage.commit({ waiting: [chunk(X, "x"), chunk(Y, "yy")] });
			await storage.uploaded([Y], NOW);
			await storage.commit({ unused: [X, Y, ABSENT], waiting: [chunk(Z, "zzz")] });
			same([await waiting(storage), await present(storage)], [[Z], [Y, Z]]);
			same(await storage.data(X, NOW), null);
			same((await storage.backlog()).bytes, 3);
			await storage.commit({ unused: [Z], waiting: [chunk(Z, "again")] });
			same(await storage.data(Z, NOW), utf8("again"));
		}),
		kept("data that is written again takes the place of what is there, and waits", async (storage) => {
			await storage.commit({ waiting: [chunk(X, "first"), chunk(Y, "y")] });
			await storage.uploaded([Y], NOW);
			await storage.commit({ waiting: [chunk(X, "second"), chunk(Y, "yy")] });
			same(await waiting(storage), [X, Y]);
			same((await storage.backlog()).bytes, 8);
			same([await storage.data(X, NOW), await storage.data(Y, NOW)], [utf8("second"), utf8("yy")]);
		}),
		kept("what the server has is kept; what waits is stronger", async (storage) => {
			await storage.commit({ waiting: [chunk(X, "of this device")] });
			await storage.keep([chunk(X, "of the server"), chunk(Y, "damaged")], NOW);
			same([await waiting(storage), await present(storage)], [[X], [X, Y]]);
			same(await storage.data(X, NOW), utf8("of this device"));
			same(await storage.data(Y, NOW), utf8("damaged"));
			await storage.keep([chunk(Y, "sound")], NOW);
			same(await storage.data(Y, NOW), utf8("sound"));
			same((await storage.backlog()).bytes, 14);
		}),
		kept("above the limit, what was used longest ago is forgotten, and a tenth more", async (storage) => {
			const numbers = Array.from({ length: 25 }, (_, index) => index);
			const all = numbers.map(numbered);
			const left = async () => {
				const found = await storage.present(all);
				return numbers.filter((number) => found.has(numbered(number)));
			};
			await storage.commit({ waiting: [chunk(X, "waits"), chunk(numbered(0), "waited")] });
			await storage.uploaded([numbered(0)], at(0));
			for (const number of numbers.slice(1)) await storage.keep([chunk(numbered(number), "")], at(number));
			await storage.evict(25);
			same(await left(), numbers);
			// Read again, in another order than that of their ids.
			await storage.data(numbered(3), at(101));
			await storage.data(numbered(0), at(100));
			await storage.data(X, at(1));
			await storage.evict(20);
			same(await left(), [0, 3, ...numbers.slice(9)]);
			await storage.evict(20);
			same(await left(), [0, 3, ...numbers.slice(9)]);
			await storage.evict(2);
			same(await left(), [0, 3]);
			await storage.evict(1);
			same(await left(), [3]);
			await storage.evict(0);
			same(await left(), []);
			same(await waiting(storage), [X]);
		}),
		kept("what is kept again counts as used", async (storage) => {
			await storage.keep([chunk(X, "x")], at(1));
			await storage.keep([chunk(Y, "y")], at(2));
			await storage.keep([chunk(X, "x")], at(3));
			// Not so what was uploaded long ago, and is said to be again.
			await storage.uploaded([Y], at(4));
			await storage.evict(1);
			same(await present(storage), [X]);
		}),
		kept("large data comes back whole", async (storage) => {
			const data = Uint8Array.from({ length: 524_288 + 40 }, (_, index) => (index * 2_654_435_761) >>> 24);
			await storage.commit({ waiting: [{ id: X, data }], put: [{ ...entry(A, ""), blob: data }] });
			await storage.keep([{ id: Y, data }], NOW);
			await storage.uploaded([X], NOW);
			same([await storage.data(X, NOW), await storage.data(Y, NOW)], [data, data]);
			same(await entries(storage), [[A, data]]);
		}),
		kept("the names that stay on this device are remembered", async (storage) => {
			await storage.setPattern({ text: "", applied: false });
			same(await storage.pattern(), { text: "", applied: false });
			await storage.setPattern({ text: "*.tmp\né 🎉", applied: true });
			same(await storage.pattern(), { text: "*.tmp\né 🎉", applied: true });
			same(await storage.checkpoint(), 0n);
			await storage.advance(3n, []);
			same(await storage.pattern(), { text: "*.tmp\né 🎉", applied: true });
		}),
		kept("of a change that fails in its middle, nothing is kept", async (storage) => {
			await fill(storage);
			const before = await everything(storage);
			const no = (): Uint8Array => {
				throw new RangeError("no memory");
			};
			const badEntry = {
				...entry(C, ""),
				get blob() {
					return no();
				},
			};
			const badChunk = {
				id: Z,
				get data() {
					return no();
				},
			};
			const sound = { put: [entry(A, "changed", { needSync: true }), entry(F, "new")], unused: [X] };
			await refuses(RangeError, () => storage.commit({ ...sound, put: [...sound.put, badEntry] }));
			await refuses(RangeError, () => storage.commit({ ...sound, waiting: [chunk(Y, "new"), badChunk] }));
			await refuses(RangeError, () => storage.keep([chunk(Z, "new"), badChunk], NOW));
			same(await everything(storage), before);
			await storage.commit(sound);
			same(await toUpload(storage), [A, B]);
			same(await present(storage), [Y]);
		}),
		kept("what is kept does not change with what is given or got", async (storage) => {
			const memory = new Uint8Array(1000);
			const view = memory.subarray(10, 20);
			await storage.commit({ put: [{ ...entry(A, ""), blob: view }], waiting: [{ id: X, data: view }] });
			await storage.keep([{ id: Y, data: view }], NOW);
			memory.fill(1);
			const zeros = new Uint8Array(10);
			for (const turn of [1, 2]) {
				const got = [
					(await storage.entries([A])).get(A),
					(await storage.page({ after: null, limit: 1 }))[0]?.blob,
					await storage.data(X, NOW),
					await storage.data(Y, NOW),
				];
				same(got, [zeros, zeros, zeros, zeros]);
				for (const bytes of got) bytes?.fill(turn);
			}
		}),
		kept("changes that are made at once are all made", async (storage) => {
			const some = Array.from({ length: 40 }, (_, index) => index);
			await Promise.all(
				some.map(async (number) => {
					const id = VlobID.parse(numbered(number));
					await storage.commit({
						put: [entry(id, "first", { needSync: true })],
						waiting: [chunk(numbered(number), "1")],
					});
					await Promise.all([storage.advance(1n, [[id, 2]]), storage.uploaded([numbered(number)], at(number))]);
					await Promise.all([storage.keep([chunk(numbered(100 + number), "2")], NOW), storage.evict(1000)]);
				}),
			);
			same((await storage.toUpload()).length, some.length);
			same((await storage.toUpdate()).size, some.length);
			same(await storage.backlog(), { entries: some.length, bytes: 0 });
			const all = some.flatMap((number) => [numbered(number), numbered(100 + number)]);
			same((await storage.present(all)).size, 2 * some.length);
		}),
		{
			name: "everything is there again when it is opened again, and the uses of what is kept",
			async check() {
				const realm = newRealm();
				const first = await storages.open(realm);
				await fill(first);
				await first.keep([chunk(Z, "z")], at(1));
				const before = await everything(first);
				await first.close();
				const second = await storages.open(realm);
				same(await everything(second), before);
				await second.data(Y, at(3));
				await second.close();
				const third = await storages.open(realm);
				await third.data(Z, at(2));
				await third.evict(1);
				same(await present(third), [X, Y]);
				await third.close();
			},
		},
		{
			name: "a closed storage answers no more",
			async check() {
				const storage = await storages.open(newRealm());
				await storage.close();
				let failure: unknown;
				await storage.checkpoint().catch((error) => {
					failure = error;
				});
				ok(failure instanceof Error, "an error");
			},
		},
		{
			name: "workspaces know nothing of each other; one that is erased is new again",
			async check() {
				const [one, other] = [newRealm(), newRealm()];
				const [first, second] = [await storages.open(one), await storages.open(other)];
				const empty = await everything(second);
				await fill(first);
				same(await everything(second), empty);
				await fill(second);
				const filled = await everything(second);
				await first.close();
				await storages.erase(one);
				same(await everything(second), filled);
				await second.close();
				const again = await storages.open(one);
				same(await everything(again), empty);
				await again.close();
				await storages.erase(newRealm());
			},
		},
	];
}
