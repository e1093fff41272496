import { EventMonitor, type Network } from "@parallax/client";
import {
	authenticatedCommands,
	DateTime,
	type DeviceID,
	encodeReply,
	type ServerEvent,
	type VlobID,
} from "@parallax/protocol";
import { settle, VirtualTime } from "../../events/virtualTime.ts";
import { FakeRealms } from "../../workspace/fakeRealms.ts";

const { events_listen } = authenticatedCommands.commands;

/** The events of a server for one device, as the test tells them. Its clock stands still: no keepalive is missed. */
export class EventLine {
	readonly monitor: EventMonitor;
	readonly #time = new VirtualTime();
	#stream: ReadableStreamDefaultController<Uint8Array> | undefined;
	#reachable = true;

	constructor() {
		const { history } = new FakeRealms();
		const network: Network = {
			userAgent: null,
			now: () => history.now,
			fetch: async (_, init) => {
				if (!this.#reachable) throw new TypeError("nobody there");
				const body = new ReadableStream<Uint8Array>({
					start: (controller) => {
						this.#stream = controller;
						init?.signal?.addEventListener("abort", () => {
							this.#stream = undefined;
							controller.error(init.signal?.reason);
						});
					},
				});
				return new Response(body, { headers: { "Content-Type": "text/event-stream" } });
			},
		};
		this.monitor = new EventMonitor(network, history.bootstrap(), { timer: this.#time, random: () => 0.5 });
	}

	/** Connects, and tells that the server is there. */
	async open(): Promise<void> {
		this.monitor.start();
		await settle();
		await this.tell({ event: "PINGED", ping: "" });
	}

	tell(event: ServerEvent): Promise<void> {
		const reply = encodeReply(events_listen, { status: "ok", ...event });
		this.#stream?.enqueue(new TextEncoder().encode(`data:${reply.toBase64()}\n\n`));
		return settle();
	}

	tellVersion(realm_id: VlobID, vlob_id: VlobID, author: DeviceID, version: number): Promise<void> {
		return this.tell({
			event: "VLOB",
			realm_id,
			vlob_id,
			author,
			version,
			timestamp: DateTime.EPOCH,
			blob: null,
			last_common_certificate_timestamp: DateTime.EPOCH,
			last_realm_certificate_timestamp: DateTime.EPOCH,
		});
	}

	/** Nothing comes until `mend`. */
	async cut(): Promise<void> {
		this.#reachable = false;
		this.#stream?.error(new TypeError("the connection is lost"));
		this.#stream = undefined;
		await settle();
	}

	async mend(): Promise<void> {
		this.#reachable = true;
		this.monitor.retryNow();
		await settle();
		await this.tell({ event: "PINGED", ping: "" });
	}

	close(): Promise<void> {
		return this.monitor.close();
	}
}
