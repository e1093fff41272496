import { DateTime, VlobID } from "@parallax/protocol";
import { type Case, same } from "../../../crypto/test/suite/check.ts";
import type { CertificateRow, CertificateStorage } from "../../src/storage/certificateStorage.ts";

/** Opens the storage of that name, which is created empty when there is none. */
export type Open = (name: string) => Promise<CertificateStorage>;

const ALICE = "a".repeat(32);
const BOB = "b".repeat(32);
const FIRST_REALM = VlobID.parse("1".repeat(32));
const SECOND_REALM = VlobID.parse("2".repeat(32));
/** More than what a `number` tells apart. */
const FAR = (1n << 53n) + 1n;

function row(
	type: string,
	microseconds: bigint,
	filter1: string | null = null,
	filter2: string | null = null,
): CertificateRow {
	const blob = new TextEncoder().encode(`${type} of ${microseconds}`);
	return { type, timestamp: DateTime.fromMicroseconds(microseconds), filter1, filter2, blob };
}

const ROWS: readonly CertificateRow[] = [
	row("sequester_authority_certificate", 10n),
	row("user_certificate", 10n, ALICE),
	row("device_certificate", 10n, "d".repeat(32), ALICE),
	row("user_certificate", 20n, BOB),
	row("device_certificate", 20n, "e".repeat(32), BOB),
	row("device_certificate", 21n, "f".repeat(32), BOB),
	row("user_update_certificate", 30n, ALICE),
	row("realm_role_certificate", 25n, FIRST_REALM, ALICE),
	row("realm_role_certificate", 26n, FIRST_REALM, BOB),
	row("realm_name_certificate", 40n, FIRST_REALM),
	row("realm_role_certificate", 12n, SECOND_REALM, BOB),
	row("shamir_recovery_brief_certificate", 50n, BOB),
	row("shamir_recovery_share_certificate", 50n, BOB, ALICE),
];

/** More than any adapter writes in one turn of the event loop. */
function manyRows(): CertificateRow[] {
	return Array.from({ length: 1000 }, (_, index) => row("user_certificate", BigInt(1000 + index), ALICE));
}

const EVERYTHING = [...new Set(ROWS.map(({ type }) => type))];
const NOTHING = { common: null, sequester: null, shamirRecovery: null, realms: [] };

/** What plain comparison needs: a map says little. */
async function last(storage: CertificateStorage) {
	const { realms, ...topics } = await storage.lastTimestamps();
	return { ...topics, realms: [...realms].sort(([a], [b]) => (a < b ? -1 : 1)) };
}

/** What every storage of certificates does, whatever keeps them (certificates.md §5). */
export function storageSuite(open: Open): Case[] {
	const kept = (name: string, check: (storage: CertificateStorage) => Promise<void>): Case => ({
		name,
		async check() {
			const storage = await open(name);
			await check(storage);
			await storage.close();
		},
	});
	const filled = (name: string, check: (storage: CertificateStorage) => Promise<void>): Case =>
		kept(name, async (storage) => {
			await storage.commit({ forget: false, rows: ROWS.slice(0, 6) });
			await storage.commit({ forget: false, rows: ROWS.slice(6) });
			await check(storage);
		});
	return [
		kept("a new storage holds nothing", async (storage) => {
			same(await storage.find({ types: EVERYTHING }), []);
			same(await last(storage), NOTHING);
		}),
		filled("rows come back as they were given, in their order", async (storage) => {
			same(await storage.find({ types: EVERYTHING }), ROWS);
			const types = ["user_update_certificate", "user_certificate"];
			same(
				await storage.find({ types }),
				ROWS.filter(({ type }) => types.includes(type)),
			);
			same(await storage.find({ types: [] }), []);
		}),
		filled("rows are found by either filter, and by both", async (storage) => {
			const types = ["device_certificate", "realm_role_certificate", "shamir_recovery_share_certificate"];
			same(await storage.find({ types, filter1: FIRST_REALM }), ROWS.slice(7, 9));
			same(await storage.find({ types, filter2: BOB }), [ROWS[4], ROWS[5], ROWS[8], ROWS[10]]);
			same(await storage.find({ types, filter1: FIRST_REALM, filter2: BOB }), [ROWS[8]]);
			same(await storage.find({ types, filter1: SECOND_REALM, filter2: ALICE }), []);
			same(await storage.find({ types: ["user_certificate"], filter1: ALICE }), [ROWS[1]]);
		}),
		filled("a filter is a whole value", async (storage) => {
			const types = ["user_certificate"];
			same(await storage.find({ types, filter1: ALICE.slice(1) }), []);
			same(await storage.find({ types, filter1: `${ALICE}a` }), []);
			same(await storage.find({ types, filter1: "" }), []);
			same(await storage.find({ types, filter2: "" }), []);
		}),
		filled("the last timestamp of each topic is its greatest", async (storage) => {
			same(await last(storage), {
				common: 30n,
				sequester: 10n,
				shamirRecovery: 50n,
				realms: [
					[FIRST_REALM, 40n],
					[SECOND_REALM, 12n],
				],
			});
		}),
		kept("microseconds are exact, from before 1970 to the end of time", async (storage) => {
			const rows = [
				row("user_certificate", -(1n << 62n), ALICE),
				row("user_certificate", -1n, BOB),
				row("realm_role_certificate", FAR, FIRST_REALM, BOB),
				row("realm_name_certificate", FAR - 1n, FIRST_REALM),
			];
			await storage.commit({ forget: false, rows });
			same(await storage.find({ types: EVERYTHING }), rows);
			same(await last(storage), { ...NOTHING, common: -1n, realms: [[FIRST_REALM, FAR]] });
			await storage.commit({ forget: false, rows: [row("device_certificate", FAR, ALICE, BOB)] });
			same((await storage.lastTimestamps()).common, FAR);
		}),
		filled("a large batch is kept whole, in its order", async (storage) => {
			const rows = manyRows();
			await storage.commit({ forget: true, rows });
			same(await storage.find({ types: EVERYTHING }), rows);
		}),
		filled("of a batch that fails in its middle, nothing is kept", async (storage) => {
			const before = await last(storage);
			const fails = {
				...row("user_certificate", 60n, BOB),
				get blob(): Uint8Array {
					throw new RangeError("no memory");
				},
			};
			const rows = [row("user_certificate", 60n, ALICE), fails, row("user_certificate", 61n, ALICE)];
			// Whether it fails in the first turn of a large batch or in a later one.
			const late = [...manyRows(), ...rows];
			for (const [forget, batch] of [false, true].flatMap((forget) =>
				[rows, late].map((each) => [forget, each] as const),
			)) {
				const failure = await storage.commit({ forget, rows: batch }).then(
					() => "none",
					(error: Error) => error.message,
				);
				same(failure, "no memory");
				same(await storage.find({ types: EVERYTHING }), ROWS);
				same(await last(storage), before);
			}
			await storage.commit({ forget: false, rows: rows.slice(0, 1) });
			same((await storage.find({ types: EVERYTHING })).length, ROWS.length + 1);
		}),
		filled("forgetting leaves only what comes with it", async (storage) => {
			const rows = ROWS.slice(3, 4);
			await storage.commit({ forget: true, rows });
			same(await storage.find({ types: EVERYTHING }), rows);
			same(await last(storage), { ...NOTHING, common: 20n });
			await storage.commit({ forget: true, rows: [] });
			same(await storage.find({ types: EVERYTHING }), []);
			same(await last(storage), NOTHING);
		}),
		kept("what is kept does not change with what the caller still holds", async (storage) => {
			const memory = new Uint8Array(1000);
			const given = { ...row("user_certificate", 1n, ALICE), blob: memory.subarray(10, 20) };
			await storage.commit({ forget: false, rows: [given] });
			memory.fill(1);
			same(await storage.find({ types: EVERYTHING }), [{ ...given, blob: new Uint8Array(10) }]);
		}),
	];
}

/** What a storage that outlives its program does besides. */
export function durableSuite(open: Open): Case[] {
	return [
		{
			name: "everything is there again when it is opened again",
			async check() {
				const first = await open("reopened");
				await first.commit({ forget: false, rows: ROWS });
				const before = await last(first);
				await first.close();
				const second = await open("reopened");
				same(await second.find({ types: EVERYTHING }), ROWS);
				same(await last(second), before);
				await second.commit({ forget: false, rows: [row("user_certificate", FAR, BOB)] });
				same((await second.find({ types: EVERYTHING })).at(-1), row("user_certificate", FAR, BOB));
				await second.close();
			},
		},
		{
			name: "storages of two names know nothing of each other",
			async check() {
				const [one, other] = [await open("one"), await open("other")];
				await one.commit({ forget: false, rows: ROWS });
				same(await other.find({ types: EVERYTHING }), []);
				await one.close();
				await other.close();
			},
		},
	];
}
