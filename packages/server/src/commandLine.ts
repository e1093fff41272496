import { ApiVersion, OrganizationBootstrapAddr, OrganizationID } from "@parallax/protocol";
import type { DataFolder } from "./config/dataFolder.ts";
import { type Environment, loadDatabaseConfig, loadRunConfig } from "./config/load.ts";
import {
	DELETE_REALM_OPTIONS,
	describeOptions,
	LIST_DELETABLE_REALMS_OPTIONS,
	MIGRATE_OPTIONS,
	RUN_OPTIONS,
	readOptions,
} from "./config/options.ts";
import { ConfigError } from "./config/values.ts";
import { EventBus } from "./events/bus.ts";
import { openLogger } from "./log/logger.ts";
import { deleteOneRealm, listDeletableRealms } from "./realm/operator.ts";
import { type RunningServer, startServer } from "./server.ts";
import { applyMigration, inspectMigrations } from "./sql/migrations.ts";
import { connectDatabase } from "./sql/open.ts";

const USAGE = `Usage: parallax-server run [OPTIONS]        serve
       parallax-server migrate [OPTIONS]    bring a PostgreSQL database up to date
       parallax-server list_deletable_realms [OPTIONS]
       parallax-server delete_realm [OPTIONS]
                                            remove what an abandoned realm holds

Every option is also read from the variable in brackets.
`;

/** What the process ends with: 0 done, 1 it failed, 2 the command line is wrong. */
type ExitCode = 0 | 1 | 2;

/** Runs one command to its end; what is wrong is said on standard error. */
export async function main(args: readonly string[], env: Environment): Promise<ExitCode> {
	try {
		return await dispatch(args, env);
	} catch (error) {
		process.stderr.write(`Error: ${explain(error)}\n`);
		return error instanceof ConfigError ? 2 : 1;
	}
}

function dispatch(args: readonly string[], env: Environment): Promise<ExitCode> | ExitCode {
	// What the server keeps is for its owner only.
	process.umask(0o077);
	const [command, ...rest] = args;
	const help = args.some((arg) => arg === "--help" || arg === "-h");
	switch (command) {
		case "run":
			return help ? print(`${USAGE}\n${describeOptions(RUN_OPTIONS)}\n`) : run(rest, env);
		case "migrate":
			return help ? print(`${USAGE}\n${describeOptions(MIGRATE_OPTIONS)}\n`) : migrate(rest, env);
		case "list_deletable_realms":
			return help
				? print(`${USAGE}\n${describeOptions(LIST_DELETABLE_REALMS_OPTIONS)}\n`)
				: listDeletableRealms(rest, env, print).then(() => 0);
		case "delete_realm":
			return help
				? print(`${USAGE}\n${describeOptions(DELETE_REALM_OPTIONS)}\n`)
				: deleteOneRealm(rest, env, print).then(() => 0);
		default:
			if (help) return print(USAGE);
			process.stderr.write(command === undefined ? USAGE : `Error: unknown command ${command}\n\n${USAGE}`);
			return 2;
	}
}

async function run(args: readonly string[], env: Environment): Promise<ExitCode> {
	const { options, data, warnings } = loadRunConfig(args, env);
	const log = openLogger(options.log);
	for (const warning of warnings) log.warning(warning);
	log.info("starting", {
		api: ApiVersion.format(ApiVersion.CURRENT),
		node: process.version,
		database: options.database.kind,
		blockstore: options.blockstore.kind,
		mail: options.mail.kind,
		spontaneous_bootstrap: options.organization.spontaneousBootstrap,
		debug: options.debug,
	});
	const server = await startServer(options, log);
	print(welcome(server, options.host, data, options.organization.spontaneousBootstrap));
	const reason = await Promise.race([interrupted(), server.failed]);
	if (reason !== INTERRUPTED) log.error("the server cannot go on", reason);
	await server.stop();
	return reason === INTERRUPTED ? 0 : 1;
}

const INTERRUPTED = Symbol("interrupted");

/** Ctrl-C, or the end asked by the system; asked again, the process ends at once. */
function interrupted(): Promise<typeof INTERRUPTED> {
	return new Promise((resolve) => {
		for (const signal of ["SIGINT", "SIGTERM"] as const) {
			process.once(signal, () => {
				resolve(INTERRUPTED);
				process.on(signal, () => process.exit(1));
			});
		}
	});
}

/** Where to go, and what to type next. */
function welcome(server: RunningServer, host: string, data: DataFolder | null, anybodyMayBootstrap: boolean): string {
	const shown = host.includes(":") ? `[${host}]` : host;
	const url = `http${server.tls ? "s" : ""}://${shown}:${server.port}`;
	const known = `(known as ${server.address.toParsec3()})`;
	const lines = server.hostsWebApp
		? [`Parallax is ready. Open ${url}/ in a browser.`, "", `Programs connect to the same address ${known}`]
		: [`Parallax serves ${url} ${known}`];
	if (data) {
		lines.push(`  data                  ${data.path}`, `  administration token  ${data.administrationTokenFile}`);
		if (anybodyMayBootstrap) {
			const address = new OrganizationBootstrapAddr(server.address, OrganizationID.parse("MyOrganization"), null);
			lines.push(
				"",
				`${server.hostsWebApp ? "From a terminal instead" : "To make an organization and be its first member"}, type in another one, with a name of your choice:`,
				`  npx parallax organization bootstrap --addr '${address.toParsec3()}' \\`,
				"    --label 'Your Name' --email you@example.com --device-label laptop",
			);
		}
		lines.push("", "Ctrl-C stops the server; everything is kept for the next start.");
	}
	return `${lines.join("\n")}\n`;
}

async function migrate(args: readonly string[], env: Environment): Promise<ExitCode> {
	const given = readOptions(MIGRATE_OPTIONS, args, env);
	const { database: config, log: logOptions } = loadDatabaseConfig(given, env);
	const dryRun = given.flag("dry-run") ?? false;
	const database = connectDatabase(config, new EventBus(), openLogger(logOptions));
	try {
		const { applied, missing } = await inspectMigrations(database);
		for (const { number, name } of applied) print(`${number} ${name} (already applied)\n`);
		for (const migration of missing) {
			if (!dryRun) await applyMigration(database, migration);
			print(`${migration.number} ${migration.name} ${dryRun ? "(to apply)" : "(applied)"}\n`);
		}
		return 0;
	} finally {
		await database.close();
	}
}

function print(text: string): 0 {
	process.stdout.write(text);
	return 0;
}

/** What a person can act on; a bug keeps its stack. */
function explain(error: unknown): string {
	if (!(error instanceof Error)) return String(error);
	if (error instanceof ConfigError) return `${error.message}\nSee --help for the options.`;
	const { code, address, port } = error as NodeJS.ErrnoException & { address?: string; port?: number };
	if (code === "EADDRINUSE")
		return `port ${port} of ${address} is already in use; stop what uses it, or choose another with --port`;
	if (code === "EACCES" && port !== undefined)
		return `port ${port} may not be used by this account; choose one above 1023 with --port`;
	if (code !== undefined || error.name === "DatabaseUnusable" || error.name === "OperatorError") return error.message;
	return error.stack ?? error.message;
}
