import pg from "pg";
import { readSealedEvent, type SealedEvent } from "../events/sealedEvent.ts";
import type { Logger } from "../log/logger.ts";
import { EVENT_CHANNEL } from "./postgresql.ts";

export interface NotificationsOptions {
	/** May carry a password. */
	readonly url: string;
	readonly maximumAttempts: number;
	readonly pauseSeconds: number;
	readonly log: Logger;
	readonly publish: (event: SealedEvent) => void;
	/** Events may have been lost. */
	readonly onLost: () => void;
	readonly onRestored: () => void;
	/** The connection could not be made again. */
	readonly onGivenUp: (error: unknown) => void;
}

/** The connection on which PostgreSQL tells the events of every process (server.md §1, §13). */
export class Notifications {
	readonly #options: NotificationsOptions;
	#client: pg.Client | undefined;
	#stopped = false;

	private constructor(options: NotificationsOptions) {
		this.#options = options;
	}

	/** @throws when the database does not answer. */
	static async open(options: NotificationsOptions): Promise<Notifications> {
		const notifications = new Notifications(options);
		await notifications.#connect();
		return notifications;
	}

	async close(): Promise<void> {
		this.#stopped = true;
		await this.#client?.end();
	}

	async #connect(): Promise<void> {
		const { url, log, publish } = this.#options;
		const client = new pg.Client({ connectionString: url, application_name: "parallax events", keepAlive: true });
		client.on("notification", ({ payload = "" }) => {
			const event = readSealedEvent(payload);
			if (event) publish(event);
			else log.warning("a notification that is no event was dropped", { bytes: payload.length });
		});
		client.on("error", (error) => log.warning("notifications of the database failed", { reason: error.message }));
		await client.connect();
		await client.query(`LISTEN ${EVENT_CHANNEL}`);
		client.once("end", () => void this.#recover());
		this.#client = client;
	}

	async #recover(): Promise<void> {
		if (this.#stopped) return;
		const { log, maximumAttempts, pauseSeconds, onLost, onRestored, onGivenUp } = this.#options;
		log.warning("the connection to the notifications of the database is lost");
		onLost();
		for (let attempt = 1; !this.#stopped; attempt++) {
			try {
				await this.#connect();
				log.info("the connection to the notifications of the database is back");
				onRestored();
				return;
			} catch (error) {
				if (attempt >= maximumAttempts) {
					onGivenUp(error);
					return;
				}
				await new Promise((resolve) => setTimeout(resolve, pauseSeconds * 1000));
			}
		}
	}
}
