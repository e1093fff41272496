/**
 * `npm run bench`: our server beside the official one, in one run, on the same machine and the same PostgreSQL.
 * The load comes from this process, over keep-alive connections; every figure is of `ok` replies only.
 *   npm run bench -- --seconds 3     length of each measure
 *   npm run bench -- data            the contents of workspaces alone
 *   npm run bench -- files           files imported, exported and listed by our client; --stream GB and --million add the long ones
 *   npm run bench -- web             the browser app instead: bytes, and times on a slow telephone
 */
import { cpus } from "node:os";
import { parseArgs } from "node:util";
import { authenticatedCommands, DateTime, encodeRequest } from "@parallax/protocol";
import { type PostgresServer, startPostgres } from "../../packages/server/test/support/postgres.ts";
import { measureClient } from "./client.ts";
import { type DataFigures, dataTable, measureData } from "./data.ts";
import { measureFiles } from "./files.ts";
import { measure, type Rate, residentMiB } from "./load.ts";
import { BenchOrganization, expectOk } from "./organization.ts";
import { type FanOut, measureFanOut } from "./sse.ts";
import { officialInMemory, officialOnPostgres, oursOnPostgres, oursOnSqlite, type Target } from "./targets.ts";
import { measureWeb } from "./web.ts";

const { values, positionals } = parseArgs({
	options: {
		seconds: { type: "string", default: "5" },
		stream: { type: "string", default: "0" },
		million: { type: "boolean", default: false },
	},
	allowPositionals: true,
});
const SECONDS = Number(values.seconds);
const CONNECTIONS = 16;
const USERS = 1000;
const INVITATIONS = 100;
const LISTENERS = 500;
const EVENTS = 20;

const { commands } = authenticatedCommands;

interface Figures {
	readonly target: string;
	readonly idleMiB: number;
	readonly inviteList: Rate;
	readonly userCreate: Rate;
	readonly certificatesAll: Rate;
	readonly certificatesNew: Rate;
	readonly fanOut: FanOut;
}

/** Everything about one server, which is alone on the machine meanwhile. */
async function figures(start: () => Promise<Target>): Promise<Figures> {
	const target = await start();
	try {
		const idleMiB = residentMiB(target.pid);
		// First, while the memory of the server is its own and not that of past requests.
		const listened = await BenchOrganization.create(target.port, "Listened");
		const fanOut = await measureFanOut(target, listened, LISTENERS, EVENTS);
		const crowd = await BenchOrganization.create(target.port, "Crowd");
		await crowd.createUsers(USERS);
		const hosts = await BenchOrganization.create(target.port, "Hosts");
		await hosts.createInvitations(INVITATIONS);
		// One organization per connection: the timestamps of one are strictly ordered, those of several are not.
		const writers = await Promise.all(
			Array.from({ length: CONNECTIONS }, (_, i) => BenchOrganization.create(target.port, `Writer${i}`)),
		);
		const after = (instant: DateTime | null) => ({
			common_after: instant,
			sequester_after: null,
			shamir_recovery_after: null,
			realm_after: new Map(),
		});
		const repeat = (organization: BenchOrganization, command: Parameters<typeof expectOk>[0], body: Uint8Array) =>
			measure(target.port, CONNECTIONS, SECONDS, async (connection) => {
				expectOk(command, await connection.post(organization.path, organization.headers(), body));
			});
		return {
			target: target.name,
			idleMiB,
			inviteList: await repeat(hosts, commands.invite_list, encodeRequest(commands.invite_list, {})),
			userCreate: await measure(target.port, CONNECTIONS, SECONDS, async (connection, i) =>
				(writers[i] as BenchOrganization).createUser(connection),
			),
			certificatesAll: await repeat(
				crowd,
				commands.certificate_get,
				encodeRequest(commands.certificate_get, after(null)),
			),
			certificatesNew: await repeat(
				crowd,
				commands.certificate_get,
				encodeRequest(commands.certificate_get, after(DateTime.parse("2100-01-01T00:00:00Z"))),
			),
			fanOut,
		};
	} finally {
		await target.stop();
	}
}

function table(rows: readonly Figures[]): string {
	const reference = rows.find(({ target }) => target === "official, memory");
	const rate = (row: Figures, pick: (figures: Figures) => Rate) => {
		const { requestsPerSecond, p99 } = pick(row);
		const ratio = reference ? ` (×${(requestsPerSecond / pick(reference).requestsPerSecond).toFixed(1)})` : "";
		return `${requestsPerSecond.toFixed(0)}/s${ratio}, p99 ${p99.toFixed(0)} ms`;
	};
	const lines = [
		["", ...rows.map(({ target }) => target)],
		[`invite_list, ${INVITATIONS} invitations`, ...rows.map((row) => rate(row, ({ inviteList }) => inviteList))],
		["user_create", ...rows.map((row) => rate(row, ({ userCreate }) => userCreate))],
		[
			`certificate_get, all of ${USERS} users`,
			...rows.map((row) => rate(row, ({ certificatesAll }) => certificatesAll)),
		],
		["certificate_get, nothing new", ...rows.map((row) => rate(row, ({ certificatesNew }) => certificatesNew))],
		[
			`SSE, ${LISTENERS} listeners`,
			...rows.map(
				({ fanOut }) => `${fanOut.deliveriesPerSecond.toFixed(0)} deliveries/s, p99 ${fanOut.p99.toFixed(0)} ms`,
			),
		],
		["memory idle", ...rows.map(({ idleMiB }) => `${idleMiB.toFixed(0)} MiB`)],
		["memory per listener", ...rows.map(({ fanOut }) => `${fanOut.kibPerListener.toFixed(1)} KiB`)],
	];
	return [lines[0], ["---", ...rows.map(() => "---")], ...lines.slice(1)]
		.map((cells) => `| ${cells?.join(" | ")} |`)
		.join("\n");
}

async function measureServers(): Promise<void> {
	const postgres = await startPostgres(["fsync=on"]);
	try {
		const rows: Figures[] = [];
		for (const start of [
			officialInMemory,
			oursOnSqlite,
			async () => officialOnPostgres(await postgres.createDatabase()),
			async () => oursOnPostgres(await postgres.createDatabase()),
		]) {
			rows.push(await figures(start));
			process.stderr.write(`${rows.at(-1)?.target}: done\n`);
		}
		process.stdout.write(
			`${CONNECTIONS} connections, ${SECONDS} s each, ${cpus().length} cores shared with the load\n\n`,
		);
		process.stdout.write(`${table(rows)}\n\n`);
		process.stdout.write(`${await dataFigures(postgres)}\n\n`);
		process.stdout.write(`${await measureClient(oursOnSqlite)}\n`);
	} finally {
		await postgres.stop();
	}
}

/** The contents of workspaces. Blocks on PostgreSQL: in the database, where the official server has them, and in a folder. */
async function dataFigures(postgres: PostgresServer): Promise<string> {
	const rows: DataFigures[] = [];
	for (const [start, wanted] of [
		[officialInMemory],
		[oursOnSqlite],
		[async () => officialOnPostgres(await postgres.createDatabase())],
		[async () => oursOnPostgres(await postgres.createDatabase())],
		[async () => oursOnPostgres(await postgres.createDatabase(), "POSTGRESQL"), ["block_create", "block_read"]],
	] as const) {
		rows.push(await measureData(start, SECONDS, wanted));
		process.stderr.write(`${rows.at(-1)?.target}: done\n`);
	}
	return dataTable(rows);
}

async function measureDataAlone(): Promise<string> {
	const postgres = await startPostgres(["fsync=on"]);
	try {
		return await dataFigures(postgres);
	} finally {
		await postgres.stop();
	}
}

if (positionals.includes("data")) process.stdout.write(`${await measureDataAlone()}\n`);
else if (positionals.includes("files"))
	process.stdout.write(`${await measureFiles({ stream: Number(values.stream), million: values.million })}\n`);
else if (positionals.includes("web")) process.stdout.write(`${await measureWeb()}\n`);
else await measureServers();
