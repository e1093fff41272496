import type { DateTime, VlobID } from "@parallax/protocol";
import {
	type CertificateQuery,
	type CertificateRow,
	type CertificateStorage,
	type LastTimestamps,
	TOPIC_TYPES,
} from "./certificateStorage.ts";

/** Keeps everything in memory, for tests and for what need not last. */
export class MemoryCertificateStorage implements CertificateStorage {
	#rows: readonly CertificateRow[] = [];

	async find({ types, filter1, filter2 }: CertificateQuery): Promise<readonly CertificateRow[]> {
		return this.#rows.filter(
			(row) =>
				types.includes(row.type) &&
				(filter1 === undefined || row.filter1 === filter1) &&
				(filter2 === undefined || row.filter2 === filter2),
		);
	}

	async lastTimestamps(): Promise<LastTimestamps> {
		const realms = new Map<VlobID, DateTime>();
		for (const { type, filter1, timestamp } of this.#rows) {
			if (!(TOPIC_TYPES.realm as readonly string[]).includes(type)) continue;
			const realm = filter1 as VlobID;
			realms.set(realm, newest([realms.get(realm) ?? timestamp, timestamp]) as DateTime);
		}
		return {
			common: this.#last(TOPIC_TYPES.common),
			sequester: this.#last(TOPIC_TYPES.sequester),
			shamirRecovery: this.#last(TOPIC_TYPES.shamirRecovery),
			realms,
		};
	}

	async commit({ forget, rows }: { forget: boolean; rows: readonly CertificateRow[] }): Promise<void> {
		// Copied, so that nobody changes what is kept.
		const added = rows.map((row) => ({ ...row, blob: row.blob.slice() }));
		this.#rows = forget ? added : [...this.#rows, ...added];
	}

	async close(): Promise<void> {}

	#last(types: readonly string[]): DateTime | null {
		return newest(this.#rows.filter(({ type }) => types.includes(type)).map(({ timestamp }) => timestamp));
	}
}

function newest(timestamps: readonly DateTime[]): DateTime | null {
	return timestamps.reduce<DateTime | null>((last, each) => (last === null || each > last ? each : last), null);
}
