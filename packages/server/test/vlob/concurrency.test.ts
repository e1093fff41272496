import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { authenticatedCommands, DateTime, type VlobID } from "@parallax/protocol";
import type { Database, Transaction } from "../../src/sql/database.ts";
import { lockTopic, type Topic } from "../../src/sql/locks.ts";
import { signRevocation, TestOrganization } from "../support/fixtures.ts";
import { refusedBy } from "../support/peers.ts";
import { describeOnEngines } from "../support/server.ts";
import { later, newVlobId, succeed, Workspace } from "../support/workspace.ts";

const { user_revoke } = authenticatedCommands.commands;

const count = (statuses: readonly string[], status: string) => statuses.filter((each) => each === status).length;

/**
 * Two requests that are both waiting for a topic, the first of them first, when it becomes free.
 *
 * Seen on SQLite by the writes that the server has been asked for, which it does one after the other; on PostgreSQL by the locks too.
 */
async function oneBehindTheOther<A, B>(
	t: TestContext,
	organization: TestOrganization,
	topic: Topic,
	first: () => Promise<A>,
	second: () => Promise<B>,
): Promise<[A, PromiseSettledResult<B>]> {
	const { database } = organization.server;
	const key = await organization.key();
	const [held, released] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
	const holder = database.write(async (tx) => {
		await lockTopic(tx, key, topic, "exclusive");
		held.resolve();
		await released.promise;
	});
	await held.promise;
	const genuine = database.write.bind(database);
	let asked = 0;
	const { mock } = t.mock.method(database, "write", <T>(work: (tx: Transaction) => Promise<T>) => {
		asked++;
		return genuine(work);
	});
	const isWaiting = async (requests: number) =>
		asked === requests && (database.engine === "sqlite" || (await countWaiting(database)) === BigInt(requests));
	const a = first();
	while (!(await isWaiting(1))) await new Promise(setImmediate);
	const b = Promise.allSettled([second()]);
	while (!(await isWaiting(2))) await new Promise(setImmediate);
	released.resolve();
	await holder;
	mock.restore();
	return [await a, (await b)[0]];
}

async function countWaiting(database: Database): Promise<bigint> {
	const row = await database.read((sql) =>
		sql.one<{ waiting: bigint }>("SELECT count(DISTINCT pid) AS waiting FROM pg_locks WHERE NOT granted"),
	);
	return row?.waiting ?? 0n;
}

describeOnEngines("official defect: a write that waits for a change is judged on what was before it", (start) => {
	/** An owner, a contributor, and a vlob of his that is later than whatever is about to happen. */
	async function prepared() {
		const organization = await TestOrganization.bootstrap(await start());
		const workspace = await Workspace.open(organization);
		const author = await workspace.join("CONTRIBUTOR");
		const vlob = newVlobId();
		succeed(await workspace.createVlob(vlob, { author }));
		const timestamp = later(organization.timestamp(), 60e6);
		const writes: readonly (() => Promise<{ status: string }>)[] = [
			() => workspace.createVlob(newVlobId(), { author, timestamp, keyIndex: 1n }),
			() => workspace.updateVlob(vlob, 2, { author, timestamp, keyIndex: 1n }),
		];
		return { organization, workspace, author, writes };
	}

	for (const i of [0, 1] as const) {
		const name = i === 0 ? "vlob_create" : "vlob_update";
		const race = async (
			t: TestContext,
			{ organization, workspace, writes: [create, update] }: Awaited<ReturnType<typeof prepared>>,
			change: () => Promise<{ status: string }>,
			topic: Topic = workspace.id,
		) => {
			const write = i === 0 ? create : update;
			assert(write);
			const [changed, written] = await oneBehindTheOther(t, organization, topic, change, write);
			assert.equal(changed.status, "ok");
			assert.equal(succeed(await workspace.poll(0n)).current_checkpoint, 1n);
			return written;
		};
		const status = (written: PromiseSettledResult<{ status: string }>) =>
			written.status === "fulfilled" ? written.value.status : written.reason;

		test(`${name} behind the unsharing of its author`, async (t) => {
			const at = await prepared();
			const { workspace, author } = at;
			assert.equal(status(await race(t, at, () => workspace.unshare(author))), "author_not_allowed");
		});

		test(`${name} behind a change to READER`, async (t) => {
			const at = await prepared();
			const { workspace, author } = at;
			assert.equal(status(await race(t, at, () => workspace.share(author, "READER"))), "author_not_allowed");
		});

		test(`${name} behind the revocation of its author`, async (t) => {
			const at = await prepared();
			const { organization, author } = at;
			const revoked_user_certificate = signRevocation(organization.admin, author.userId, organization.timestamp());
			const revoke = () => organization.call(organization.admin, user_revoke, { revoked_user_certificate });
			assert(refusedBy(461)(status(await race(t, at, revoke, "common"))));
		});

		test(`${name} behind a rotation`, async (t) => {
			const at = await prepared();
			assert.equal(status(await race(t, at, () => at.workspace.rotate())), "bad_key_index");
		});

		test(`${name} behind archiving`, async (t) => {
			const at = await prepared();
			assert.equal(status(await race(t, at, () => at.workspace.archive({ type: "ARCHIVED" }))), "realm_archived");
		});
	}
});

describeOnEngines("many clients write in one realm", (start) => {
	test("of the writers of one version one succeeds, and checkpoints have no hole", async () => {
		const organization = await TestOrganization.bootstrap(await start());
		const workspace = await Workspace.open(organization);
		const vlobs = Array.from({ length: 3 }, newVlobId);
		for (const version of [1, 2, 3]) {
			const writes = vlobs.flatMap((vlob) =>
				Array.from({ length: 6 }, () =>
					version === 1 ? workspace.createVlob(vlob) : workspace.updateVlob(vlob, version),
				),
			);
			const statuses = (await Promise.all(writes)).map((reply) => reply.status);
			assert.equal(count(statuses, "ok"), 3);
			assert.equal(count(statuses, version === 1 ? "vlob_already_exists" : "bad_vlob_version"), 15);
		}
		const { changes, current_checkpoint } = succeed(await workspace.poll(0n));
		assert.equal(current_checkpoint, 9n);
		assert.deepEqual(new Map(changes), new Map(vlobs.map((vlob) => [vlob, 3])));
		const seen: VlobID[] = [];
		for (let after = 8n; after >= 0n; after--)
			seen.push(...succeed(await workspace.poll(after)).changes.map(([id]) => id));
		assert.equal(new Set(seen).size, 3);
	});

	test("who polls while others write misses nothing: no index appears below one that was seen", async () => {
		const organization = await TestOrganization.bootstrap(await start());
		const workspace = await Workspace.open(organization);
		const reader = await workspace.join("READER");
		const written = Array.from({ length: 60 }, newVlobId);
		let isOver = false;
		const writers = Promise.all(written.map((vlob) => workspace.createVlob(vlob).then(succeed))).finally(() => {
			isOver = true;
		});
		const seen = new Set<VlobID>();
		let checkpoint = 0n;
		for (let last = false; !last; ) {
			last = isOver;
			const { changes, current_checkpoint } = succeed(await workspace.poll(checkpoint, reader));
			for (const [id] of changes) seen.add(id);
			checkpoint = current_checkpoint;
			assert.equal(BigInt(seen.size), checkpoint);
		}
		await writers;
		assert.deepEqual(seen, new Set(written));
	});

	test("an unsharing among writes: none dated after it is accepted", async () => {
		const organization = await TestOrganization.bootstrap(await start());
		const workspace = await Workspace.open(organization);
		for (let round = 0; round < 5; round++) {
			const victim = await workspace.join("CONTRIBUTOR");
			const accepted: DateTime[] = [];
			const write = async () => {
				const timestamp = organization.timestamp();
				const { status } = await workspace.createVlob(newVlobId(), { author: victim, timestamp });
				if (status === "ok") accepted.push(timestamp);
				else assert(status === "author_not_allowed" || status === "require_greater_timestamp");
			};
			const unshare = async () => {
				for (let timestamp = organization.timestamp(); ; ) {
					const reply = await workspace.unshare(victim, { timestamp });
					if (reply.status === "ok") return timestamp;
					assert(reply.status === "require_greater_timestamp");
					timestamp = later(DateTime.max(organization.timestamp(), reply.strictly_greater_than), 1);
				}
			};
			const before = Array.from({ length: 5 }, write);
			const unsharedOn = unshare();
			const racing = Array.from({ length: 15 }, write);
			await Promise.all([...before, ...racing]);
			const end = await unsharedOn;
			for (const timestamp of accepted) assert(timestamp < end, "it was written after the end of the access");
		}
	});

	test("a rotation among writes: each is encrypted with the key of its moment", async () => {
		const organization = await TestOrganization.bootstrap(await start());
		const workspace = await Workspace.open(organization);
		const order: VlobID[] = [];
		for (let round = 0; round < 3; round++) {
			const keyIndex = workspace.keyIndex;
			const write = async (key: bigint) => {
				const { status } = await workspace.createVlob(newVlobId(), { keyIndex: key });
				assert(["ok", "bad_key_index", "require_greater_timestamp"].includes(status), status);
			};
			const before = Array.from({ length: 6 }, () => write(keyIndex));
			const rotated = workspace.rotate();
			const racing = Array.from({ length: 12 }, (_, i) => write(keyIndex + BigInt(i % 2)));
			await Promise.all([...before, ...racing]);
			const { status } = await rotated;
			if (status !== "ok") succeed(await workspace.rotate());
		}
		for (let after = 0n; ; after++) {
			const [first] = succeed(await workspace.poll(after)).changes;
			if (!first) break;
			order.push(first[0]);
		}
		const { items } = succeed(await workspace.readBatch(order));
		const keys = items.map(([, keyIndex]) => keyIndex);
		assert.deepEqual(
			keys,
			keys.toSorted((a, b) => Number(a - b)),
			"in the order of their checkpoints, keys never go back",
		);
	});
});
