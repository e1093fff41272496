import { DateTime, type DeviceID, type VlobID } from "@parallax/protocol";
import { type DBSchema, type IDBPDatabase, openDB } from "idb";
import {
	type CertificateQuery,
	type CertificateRow,
	type CertificateStorage,
	type LastTimestamps,
	TOPIC_TYPES,
} from "./certificateStorage.ts";

/** As `CertificateRow`, with its instant in a form that IndexedDB can sort: its keys hold no big integer. */
interface StoredRow extends Omit<CertificateRow, "timestamp"> {
	/** Given by the database, growing. */
	readonly order: number;
	readonly instant: string;
}

interface Schema extends DBSchema {
	certificate: {
		key: number;
		value: StoredRow;
		/** A row whose filter is null is not in the index of that filter. */
		indexes: {
			byType: [type: string, instant: string];
			byFilter1: [type: string, filter1: string, instant: string];
			byFilter2: [type: string, filter2: string];
		};
	};
}

/** Copying a row into the database takes some twenty microseconds. */
const ROWS_PER_TURN = 256;

/**
 * One IndexedDB database per device. Losing its last writes to a power cut only costs fetching those certificates again
 * (device-files.md §8), hence the durability that browsers give by default.
 */
export class IndexedDbCertificateStorage implements CertificateStorage {
	readonly #database: IDBPDatabase<Schema>;

	private constructor(database: IDBPDatabase<Schema>) {
		this.#database = database;
	}

	/** @param name `certificateDatabase` gives that of a device. */
	static async open(name: string): Promise<IndexedDbCertificateStorage> {
		const database = await openDB<Schema>(name, 1, {
			upgrade(database) {
				const store = database.createObjectStore("certificate", { keyPath: "order", autoIncrement: true });
				store.createIndex("byType", ["type", "instant"]);
				store.createIndex("byFilter1", ["type", "filter1", "instant"]);
				store.createIndex("byFilter2", ["type", "filter2"]);
			},
			// The device is being forgotten, maybe by another tab: nobody waits for this one.
			blocking: (_current, _wanted, event) => (event.target as IDBDatabase).close(),
		});
		return new IndexedDbCertificateStorage(database);
	}

	async find({ types, filter1, filter2 }: CertificateQuery): Promise<readonly CertificateRow[]> {
		const { store } = this.#database.transaction("certificate");
		const rows = await Promise.all(
			types.map((type) => {
				if (filter1 !== undefined) return store.index("byFilter1").getAll(startingWith(type, filter1));
				if (filter2 !== undefined) return store.index("byFilter2").getAll(startingWith(type, filter2));
				return store.index("byType").getAll(startingWith(type));
			}),
		);
		return rows
			.flat()
			.filter((row) => filter2 === undefined || row.filter2 === filter2)
			.sort((a, b) => a.order - b.order)
			.map(({ type, instant, filter1, filter2, blob }) => ({
				type,
				timestamp: fromInstant(instant),
				filter1,
				filter2,
				blob,
			}));
	}

	async lastTimestamps(): Promise<LastTimestamps> {
		const { store } = this.#database.transaction("certificate");
		const last = async (topic: keyof typeof TOPIC_TYPES) => {
			const cursors = TOPIC_TYPES[topic].map((type) => store.index("byType").openKeyCursor(startingWith(type), "prev"));
			const instants = (await Promise.all(cursors)).flatMap((cursor) => (cursor ? [cursor.key[1]] : []));
			const newest = instants.sort().at(-1);
			return newest === undefined ? null : fromInstant(newest);
		};
		const realms = async () => {
			const newest = new Map<VlobID, DateTime>();
			for (const type of TOPIC_TYPES.realm) {
				// From the newest certificate of a realm straight to that of the realm before it.
				let cursor = await store.index("byFilter1").openKeyCursor(startingWith(type), "prev");
				while (cursor) {
					const [, realm, instant] = cursor.key;
					const timestamp = fromInstant(instant);
					const id = realm as VlobID;
					newest.set(id, DateTime.max(newest.get(id) ?? timestamp, timestamp));
					cursor = await cursor.continue([type, realm] as unknown as typeof cursor.key);
				}
			}
			return newest;
		};
		const [common, sequester, shamirRecovery, byRealm] = await Promise.all([
			last("common"),
			last("sequester"),
			last("shamirRecovery"),
			realms(),
		]);
		return { common, sequester, shamirRecovery, realms: byRealm };
	}

	async commit({ forget, rows }: { forget: boolean; rows: readonly CertificateRow[] }): Promise<void> {
		const transaction = this.#database.transaction("certificate", "readwrite");
		const { store, done } = transaction;
		done.catch(() => {});
		// A write that fails ends the transaction, whose end tells why.
		const begin = (write: Promise<unknown>) => write.catch(() => {});
		try {
			if (forget) begin(store.clear());
			for (const [index, row] of rows.entries()) {
				const write = begin(store.add(stored(row) as StoredRow));
				// The transaction lives while one of its writes is awaited, and everything else has its turn meanwhile.
				if (index % ROWS_PER_TURN === ROWS_PER_TURN - 1) await write;
			}
		} catch (error) {
			if (transaction.error) throw transaction.error;
			transaction.abort();
			throw error;
		}
		await done;
	}

	async close(): Promise<void> {
		this.#database.close();
	}
}

/** A name that the official program does not use: each keeps its own (device-files.md §8). */
export function certificateDatabase(deviceId: DeviceID): string {
	return `parallax-${deviceId}-certificates`;
}

/** Keys that begin with these parts: an array sorts after every string. */
function startingWith(...parts: readonly string[]): IDBKeyRange {
	return IDBKeyRange.bound(parts, [...parts, []]);
}

/** The blob is copied: a view would be stored together with the whole of the memory that it looks at. */
function stored({ type, timestamp, filter1, filter2, blob }: CertificateRow): Omit<StoredRow, "order"> {
	return { type, instant: toInstant(timestamp), filter1, filter2, blob: blob.slice() };
}

const SIGN = 1n << 63n;

/** Sixteen hexadecimal digits, in the order of time. */
function toInstant(timestamp: DateTime): string {
	return (timestamp + SIGN).toString(16).padStart(16, "0");
}

function fromInstant(instant: string): DateTime {
	return DateTime.fromMicroseconds(BigInt(`0x${instant}`) - SIGN);
}
