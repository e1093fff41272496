import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe } from "node:test";
import {
	ApiVersion,
	type Command,
	DateTime,
	decodeReply,
	encodeRequest,
	type ReceivedReplyOf,
	type RequestOf,
	type ServerAddr,
} from "@parallax/protocol";
import type { DatabaseConfig, ServerOptions } from "../../src/config/config.ts";
import { SecretText } from "../../src/config/secretText.ts";
import { EventBus } from "../../src/events/bus.ts";
import { silentLogger } from "../../src/log/logger.ts";
import type { Mail, Mailer, MailOutcome } from "../../src/mail/mailer.ts";
import { type RunningServer, startServer } from "../../src/server.ts";
import type { Database } from "../../src/sql/database.ts";
import { migrate } from "../../src/sql/migrations.ts";
import { connectDatabase } from "../../src/sql/open.ts";
import { type PostgresServer, startPostgres } from "./postgres.ts";

export const ADMINISTRATION_TOKEN = "s3cr3t";

/** The request was refused by an HTTP status. */
export class HttpStatusError extends Error {
	readonly status: number;
	readonly headers: Headers;

	constructor(response: Response, body: string) {
		super(`HTTP ${response.status} ${body}`);
		this.status = response.status;
		this.headers = response.headers;
	}
}

/** Keeps the e-mails that the server sends; `outcome` is what becomes of the next ones. */
export class FakeMailer implements Mailer {
	readonly sent: Mail[] = [];
	outcome: MailOutcome = "SUCCESS";

	async send(mail: Mail): Promise<MailOutcome> {
		if (this.outcome === "SUCCESS") this.sent.push(mail);
		return this.outcome;
	}

	async close(): Promise<void> {}
}

/** A server in this process, on a free port of 127.0.0.1, with a clock and a mailbox that the test holds. */
export class TestServer {
	readonly url: string;
	readonly address: ServerAddr;
	readonly mailer: FakeMailer;
	/** Microseconds added to the clock of the server. */
	clockOffset = 0n;
	readonly #running: RunningServer;
	readonly #options: ServerOptions;
	readonly #started: (server: TestServer) => void;
	#stopping: Promise<void> | undefined;

	private constructor(
		running: RunningServer,
		mailer: FakeMailer,
		options: ServerOptions,
		started: (server: TestServer) => void,
	) {
		this.url = `http://127.0.0.1:${running.port}`;
		this.address = running.address;
		this.mailer = mailer;
		this.#running = running;
		this.#options = options;
		this.#started = started;
	}

	/** @param started hears of it, and of those started again from it. */
	static async start(options: ServerOptions, started: (server: TestServer) => void = () => {}): Promise<TestServer> {
		const mailer = new FakeMailer();
		const clock = { offset: () => 0n };
		const running = await startServer(options, silentLogger, {
			mailer,
			now: () => DateTime.fromMicroseconds(BigInt(Date.now()) * 1000n + clock.offset()),
		});
		const server = new TestServer(running, mailer, options, started);
		clock.offset = () => server.clockOffset;
		started(server);
		return server;
	}

	/** For what no request can set up, or tell. */
	get database(): Database {
		return this.#running.database;
	}

	/** How many devices follow the events. */
	get listeners(): number {
		return this.#running.events.size;
	}

	stop(): Promise<void> {
		this.#stopping ??= this.#running.stop();
		return this.#stopping;
	}

	/** Another process, as it were, on the same data: PostgreSQL only. */
	twin(): Promise<TestServer> {
		return TestServer.start(this.#options, this.#started);
	}

	/** Stops it, and starts another one on the same data. */
	async restart(): Promise<TestServer> {
		await this.stop();
		return TestServer.start(this.#options, this.#started);
	}

	fetch(path: string, init: RequestInit = {}): Promise<Response> {
		return fetch(`${this.url}${path}`, init);
	}

	/** Posts raw bytes as the client of an API family does. */
	post(path: string, body: Uint8Array | string, headers: Readonly<Record<string, string>> = {}): Promise<Response> {
		return this.fetch(path, {
			method: "POST",
			body: body as BodyInit,
			headers: {
				"Api-Version": ApiVersion.format(ApiVersion.CURRENT),
				"Content-Type": "application/msgpack",
				...headers,
			},
		});
	}

	/**
	 * Calls a command. `authorization` is the whole header, as `Bearer TOKEN`.
	 * @throws HttpStatusError unless the answer is HTTP 200.
	 */
	async call<C extends Command>(
		path: string,
		command: C,
		request: RequestOf<C>,
		authorization?: string,
		headers: Readonly<Record<string, string>> = {},
	): Promise<ReceivedReplyOf<C>> {
		const response = await this.post(path, encodeRequest(command, request), {
			...(authorization !== undefined && { Authorization: authorization }),
			...headers,
		});
		if (response.status !== 200) throw new HttpStatusError(response, await response.text());
		return decodeReply(command, await response.bytes());
	}

	/** A request of the administration; the answer is JSON. */
	async administrate(
		method: "GET" | "POST" | "PATCH" | "PUT",
		path: string,
		body?: unknown,
	): Promise<{ readonly status: number; readonly body: unknown }> {
		const response = await this.fetch(`/administration/${path}`, {
			method,
			headers: { Authorization: `Bearer ${ADMINISTRATION_TOKEN}`, "Content-Type": "application/json" },
			...(body !== undefined && { body: JSON.stringify(body) }),
		});
		return { status: response.status, body: await response.json() };
	}
}

export type Engine = "sqlite" | "postgresql";

/** Starts servers on one engine, each on a database of its own; they are stopped at the end of the suite. */
export type StartServer = (options?: Partial<ServerOptions>) => Promise<TestServer>;

/** Runs one suite on both engines: what holds on one holds on the other. */
export function describeOnEngines(name: string, suite: (start: StartServer, engine: Engine) => void): void {
	describe(`${name}, on SQLite`, () => {
		let folder = "";
		const servers: TestServer[] = [];
		before(() => {
			folder = mkdtempSync(join(tmpdir(), "parallax-server-"));
		});
		after(async () => {
			for (const server of servers) await server.stop();
			rmSync(folder, { recursive: true, force: true });
		});
		suite(async (options) => {
			const path = join(folder, `${crypto.randomUUID()}.sqlite`);
			return TestServer.start({ ...testOptions({ kind: "sqlite", path }), ...options }, (server) =>
				servers.push(server),
			);
		}, "sqlite");
	});

	describe(`${name}, on PostgreSQL`, () => {
		let postgres: PostgresServer;
		const servers: TestServer[] = [];
		before(async () => {
			postgres = await startPostgres();
		});
		after(async () => {
			for (const server of servers) await server.stop();
			await postgres.stop();
		});
		suite(async (options) => {
			const database = postgresqlConfig(await postgres.createDatabase());
			await migrateDatabase(database);
			return TestServer.start({ ...testOptions(database), ...options }, (server) => servers.push(server));
		}, "postgresql");
	});
}

export async function migrateDatabase(config: DatabaseConfig): Promise<void> {
	const database = connectDatabase(config, new EventBus(), silentLogger);
	await migrate(database);
	await database.close();
}

export function postgresqlConfig(url: string): DatabaseConfig & { readonly kind: "postgresql" } {
	return {
		kind: "postgresql",
		url: new SecretText(url),
		minConnections: 1,
		maxConnections: 7,
		skipMigrationsCheck: false,
		maximumConnectionAttempts: 10,
		pauseBeforeRetrySeconds: 0.01,
	};
}

export function testOptions(database: DatabaseConfig): ServerOptions {
	return {
		debug: true,
		host: "127.0.0.1",
		port: 0,
		tls: null,
		database,
		blockstore: { kind: "memory" },
		administrationToken: new SecretText(ADMINISTRATION_TOKEN),
		serverAddr: null,
		fakeAccountPasswordAlgorithmSeed: new SecretText("F4k3"),
		organization: {
			spontaneousBootstrap: false,
			bootstrapWebhook: null,
			activeUsersLimit: null,
			userProfileOutsiderAllowed: true,
			realmMinimumArchivingPeriodSeconds: 2_592_000,
			tos: null,
		},
		account: "DISABLED",
		advisoryDeviceFileProtection: [],
		cryptpadServerUrl: null,
		openbao: null,
		trustedX509Roots: [],
		scws: null,
		validationEmailRateLimit: { cooldownSeconds: 60, maxPerHour: 3 },
		mail: { kind: "print", sender: "no-reply@parsec.example", language: "en" },
		trustedProxies: ["localhost"],
		sseKeepaliveSeconds: 30,
		webApp: null,
		corsAllowOrigins: [],
		log: { level: "ERROR", format: "CONSOLE", file: undefined },
	};
}
