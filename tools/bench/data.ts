/**
 * `npm run bench -- data`: the contents of workspaces beside the official server. Every figure is of one workspace that all connections
 * work in, which is the hardest case: its versions are counted one by one.
 */
import { randomFillSync } from "node:crypto";
import { newId, signObject } from "@parallax/crypto";
import {
	authenticatedCommands,
	BlockID,
	DateTime,
	encodeRequest,
	RealmRoleCertificate,
	VlobID,
} from "@parallax/protocol";
import { cpuMilliseconds, measure, type Rate, RawConnection } from "./load.ts";
import { BenchOrganization, expectOk } from "./organization.ts";
import type { Target } from "./targets.ts";

const { commands } = authenticatedCommands;

const CONNECTIONS = 16;
/** Bytes: a manifest, and a block as clients cut files. */
const MANIFEST = 1024;
const BLOCK = 512 * 1024;
/** Vlobs that one request reads, or hears of. */
const BATCH = 10;
/** Blocks that are read again and again. */
const BLOCKS = 64;
/** Blocks are heavy, and a server that holds them in memory must bear it: seconds. */
const LONGEST_FOR_BLOCKS = 4;

const MEASURES = {
	vlob_create: { bytes: 0 },
	vlob_update: { bytes: 0 },
	vlob_read_batch: { bytes: 0 },
	vlob_poll_changes: { bytes: 0 },
	block_create: { bytes: BLOCK },
	block_read: { bytes: BLOCK },
} as const;

export type DataMeasure = keyof typeof MEASURES;
export const DATA_MEASURES = Object.keys(MEASURES) as readonly DataMeasure[];

interface DataRate extends Rate {
	/** Processor time of the server for each request, in milliseconds: what other programs on the machine disturb least. */
	readonly cpu: number;
}

export interface DataFigures {
	readonly target: string;
	readonly rates: Partial<Record<DataMeasure, DataRate>>;
}

/** One server, alone on the machine meanwhile. */
export async function measureData(
	start: () => Promise<Target>,
	seconds: number,
	wanted: readonly DataMeasure[] = DATA_MEASURES,
): Promise<DataFigures> {
	const target = await start();
	try {
		const workspace = await BenchWorkspace.create(target.port);
		const rates: Partial<Record<DataMeasure, DataRate>> = {};
		for (const name of wanted) {
			const length = MEASURES[name].bytes > 0 ? Math.min(seconds, LONGEST_FOR_BLOCKS) : seconds;
			const job = await workspace[name]();
			let requests = 0;
			const before = cpuMilliseconds(target.pid);
			const rate = await measure(target.port, CONNECTIONS, length, async (connection, index) => {
				await job(connection, index);
				requests++;
			});
			rates[name] = { ...rate, cpu: (cpuMilliseconds(target.pid) - before) / requests };
		}
		return { target: target.name, rates };
	} finally {
		await target.stop();
	}
}

type Job = (connection: RawConnection, index: number) => Promise<void>;

/** A workspace without key, as that of a user's own data: what is encrypted is the same for a server. */
class BenchWorkspace {
	readonly #organization: BenchOrganization;
	readonly #port: number;
	readonly #id: VlobID;

	private constructor(organization: BenchOrganization, port: number, id: VlobID) {
		this.#organization = organization;
		this.#port = port;
		this.#id = id;
	}

	static async create(port: number): Promise<BenchWorkspace> {
		const organization = await BenchOrganization.create(port, "Data");
		const { device_id, user_id, signing_key } = organization.device;
		const workspace = new BenchWorkspace(organization, port, newId(VlobID));
		const certificate: RealmRoleCertificate = {
			type: "realm_role_certificate",
			author: device_id,
			timestamp: organization.nextTimestamp(),
			realm_id: workspace.#id,
			user_id,
			role: "OWNER",
		};
		const realm_role_certificate = signObject(RealmRoleCertificate, certificate, signing_key);
		await workspace.#once((connection) =>
			organization.send(connection, commands.realm_create, { realm_role_certificate }),
		);
		return workspace;
	}

	async vlob_create(): Promise<Job> {
		return (connection) => this.#createVlob(connection, newId(VlobID));
	}

	/** Each connection updates a vlob of its own. */
	async vlob_update(): Promise<Job> {
		const vlobs = await this.#newVlobs(CONNECTIONS);
		const versions = vlobs.map(() => 1);
		return (connection, index) => {
			const version = (versions[index] ?? 0) + 1;
			versions[index] = version;
			const vlob_id = vlobs[index] as VlobID;
			return this.#organization.send(connection, commands.vlob_update, { ...this.#manifest(vlob_id), version });
		};
	}

	async vlob_read_batch(): Promise<Job> {
		const vlobs = await this.#newVlobs(BATCH);
		const body = encodeRequest(commands.vlob_read_batch, { realm_id: this.#id, vlobs, at: null });
		return (connection) => this.#expectOk(connection, commands.vlob_read_batch, body);
	}

	/** There are always some changes to tell. */
	async vlob_poll_changes(): Promise<Job> {
		const before = await this.#checkpoint();
		await this.#newVlobs(BATCH);
		const body = encodeRequest(commands.vlob_poll_changes, { realm_id: this.#id, last_checkpoint: before });
		return (connection) => this.#expectOk(connection, commands.vlob_poll_changes, body);
	}

	/** One request per connection, in which only the id changes: making half a megabyte anew would be measured too. */
	async block_create(): Promise<Job> {
		const requests = Array.from({ length: CONNECTIONS }, () => new BlockRequest(this.#id));
		return (connection, index) => {
			const body = (requests[index] as BlockRequest).renew();
			return this.#expectOk(connection, commands.block_create, body);
		};
	}

	async block_read(): Promise<Job> {
		const ids = Array.from({ length: BLOCKS }, () => newId(BlockID));
		const request = new BlockRequest(this.#id);
		await this.#once(async (connection) => {
			for (const id of ids) await this.#expectOk(connection, commands.block_create, request.of(id));
		});
		const bodies = ids.map((block_id) => encodeRequest(commands.block_read, { block_id, realm_id: this.#id }));
		let next = 0;
		return (connection) => this.#expectOk(connection, commands.block_read, bodies[next++ % BLOCKS] as Uint8Array);
	}

	#createVlob(connection: RawConnection, id: VlobID): Promise<void> {
		return this.#organization.send(connection, commands.vlob_create, this.#manifest(id));
	}

	#manifest(vlob_id: VlobID) {
		const timestamp = DateTime.fromMicroseconds(BigInt(Date.now()) * 1000n);
		return { realm_id: this.#id, vlob_id, key_index: 0n, timestamp, blob: manifest };
	}

	async #newVlobs(count: number): Promise<VlobID[]> {
		const ids = Array.from({ length: count }, () => newId(VlobID));
		await this.#once(async (connection) => {
			for (const id of ids) await this.#createVlob(connection, id);
		});
		return ids;
	}

	async #checkpoint(): Promise<bigint> {
		let checkpoint = 0n;
		await this.#once(async (connection) => {
			const reply = await this.#organization.ask(connection, commands.vlob_poll_changes, {
				realm_id: this.#id,
				last_checkpoint: 0n,
			});
			checkpoint = reply.current_checkpoint;
		});
		return checkpoint;
	}

	async #expectOk(connection: RawConnection, command: Parameters<typeof expectOk>[0], body: Uint8Array): Promise<void> {
		expectOk(command, await connection.post(this.#organization.path, this.#organization.headers(), body));
	}

	async #once(work: (connection: RawConnection) => Promise<void>): Promise<void> {
		const connection = await RawConnection.open(this.#port);
		await work(connection);
		connection.close();
	}
}

const manifest = randomFillSync(new Uint8Array(MANIFEST));

/** The body of a `block_create`, used again with another id. */
class BlockRequest {
	readonly #body: Uint8Array;
	readonly #id: Uint8Array;

	constructor(realm_id: VlobID) {
		const block_id = newId(BlockID);
		const block = randomFillSync(new Uint8Array(BLOCK));
		this.#body = encodeRequest(commands.block_create, { block_id, realm_id, key_index: 0n, block });
		const at = Buffer.from(this.#body.buffer, this.#body.byteOffset, 256).indexOf(BlockID.toBytes(block_id));
		this.#id = this.#body.subarray(at, at + 16);
	}

	renew(): Uint8Array {
		randomFillSync(this.#id);
		return this.#body;
	}

	of(id: BlockID): Uint8Array {
		this.#id.set(BlockID.toBytes(id));
		return this.#body;
	}
}

/** Ours beside the official one: in memory for what is on our SQLite and folder, on PostgreSQL for what is there. */
export function dataTable(rows: readonly DataFigures[]): string {
	const cell = ({ rates, target }: DataFigures, name: DataMeasure) => {
		const rate = rates[name];
		if (!rate) return "";
		const { bytes } = MEASURES[name];
		const megabytes = bytes > 0 ? ` (${((rate.requestsPerSecond * bytes) / 1e6).toFixed(0)} MB/s)` : "";
		const peer = target.includes("PostgreSQL") ? "official, PostgreSQL" : "official, memory";
		const reference = target === peer ? undefined : rows.find((row) => row.target === peer)?.rates[name];
		const ratio = reference ? ` ×${(rate.requestsPerSecond / reference.requestsPerSecond).toFixed(1)}` : "";
		return `${rate.requestsPerSecond.toFixed(0)}/s${megabytes}${ratio}, p99 ${rate.p99.toFixed(0)} ms, ${rate.cpu.toFixed(2)} ms CPU`;
	};
	const lines = [
		["", ...rows.map(({ target }) => target)],
		["---", ...rows.map(() => "---")],
		...DATA_MEASURES.map((name) => [name, ...rows.map((row) => cell(row, name))]),
	];
	return lines.map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}
