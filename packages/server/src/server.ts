import { DateTime, ServerAddr } from "@parallax/protocol";
import { openBlockStore } from "./block/store/open.ts";
import { Turns } from "./block/turns.ts";
import type { ServerOptions } from "./config/config.ts";
import { EventBus } from "./events/bus.ts";
import { listen } from "./http/server.ts";
import { WebApp } from "./http/webApp.ts";
import type { Logger } from "./log/logger.ts";
import type { Mailer } from "./mail/mailer.ts";
import { openMailer } from "./mail/open.ts";
import type { Database } from "./sql/database.ts";
import { openDatabase } from "./sql/open.ts";

export interface RunningServer {
	readonly port: number;
	readonly tls: boolean;
	/** What it tells the world that its address is. */
	readonly address: ServerAddr;
	readonly hostsWebApp: boolean;
	readonly database: Database;
	readonly events: EventBus;
	/** Resolves with the reason when the server cannot go on; the caller then stops it. */
	readonly failed: Promise<unknown>;
	/** Ends streams, lets requests finish, closes the database. */
	stop(): Promise<void>;
}

/** Parts of a server that tests replace. */
export interface Replacements {
	readonly now?: () => DateTime;
	readonly mailer?: Mailer;
}

/** Opens everything, then listens. @throws when the database, a file or the port cannot be used. */
export async function startServer(
	options: ServerOptions,
	log: Logger,
	replacements: Replacements = {},
): Promise<RunningServer> {
	const bus = new EventBus();
	const failure = Promise.withResolvers<unknown>();
	const database = await openDatabase({ config: options.database, bus, log, onGivenUp: failure.resolve });
	const mailer = replacements.mailer ?? openMailer(options.mail, log);
	const now = replacements.now ?? systemClock;
	try {
		const blocks = await openBlockStore(options.blockstore, database);
		const webApp = options.webApp === null ? null : await WebApp.open(options.webApp);
		let address = options.serverAddr;
		const http = await listen(options, (port) => {
			address ??= listenedAddress(options, port);
			return {
				database,
				blocks,
				uploads: new Turns(),
				config: { ...options, serverAddr: address },
				now,
				mailer,
				log,
				events: bus,
				webApp,
			};
		});
		return {
			port: http.port,
			tls: options.tls !== null,
			address: address ?? listenedAddress(options, http.port),
			hostsWebApp: webApp !== null,
			database,
			events: bus,
			failed: failure.promise,
			async stop() {
				await http.stop();
				await mailer.close();
				await database.close();
				log.flush();
			},
		};
	} catch (error) {
		await mailer.close();
		await database.close();
		throw error;
	}
}

/** The wall clock, which follows its corrections, with microseconds of another so that two dates seldom are the same. */
function systemClock(): DateTime {
	const microseconds = Math.floor((performance.now() % 1) * 1000);
	return DateTime.fromMicroseconds(BigInt(Date.now()) * 1000n + BigInt(microseconds));
}

/** What clients are told when no address is configured: the one listened on, or this computer when that is all of them. */
function listenedAddress({ host, tls }: ServerOptions, port: number): ServerAddr {
	const everywhere = host === "0.0.0.0" || host === "::";
	const name = everywhere ? "localhost" : host.includes(":") ? `[${host}]` : host;
	return new ServerAddr(`${name}:${port}`, tls !== null);
}
