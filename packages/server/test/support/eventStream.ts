import { makeDeviceToken } from "@parallax/crypto";
import { authenticatedCommands, decodeReply, type OrganizationID, type ReceivedReplyOf } from "@parallax/protocol";
import type { SeededDevice } from "./seed.ts";
import type { TestServer } from "./server.ts";

const { events_listen } = authenticatedCommands.commands;

/** One frame of a stream, taken apart. */
export interface Frame {
	/** `message` unless it says otherwise. */
	readonly event: string;
	readonly data: string;
	readonly id: string | undefined;
}

/** A connected device. */
export class EventStream {
	readonly response: Response;
	readonly #reader: ReadableStreamDefaultReader<string>;
	#buffer = "";

	private constructor(response: Response) {
		this.response = response;
		this.#reader = (response.body ?? new ReadableStream()).pipeThrough(new TextDecoderStream()).getReader();
	}

	/** Connects, whatever the status; the first frame, the configuration, is left to be read. */
	static async open(
		server: TestServer,
		organization: OrganizationID,
		{ deviceId, signingKey }: SeededDevice,
		headers: Readonly<Record<string, string>> = {},
	): Promise<EventStream> {
		const response = await server.fetch(`/authenticated/${organization}/events`, {
			headers: {
				"Api-Version": "5.5",
				Accept: "text/event-stream",
				Authorization: `Bearer ${makeDeviceToken(deviceId, signingKey, Date.now() / 1000)}`,
				...headers,
			},
		});
		return new EventStream(response);
	}

	/** Connects and reads the configuration. */
	static async follow(...args: Parameters<typeof EventStream.open>): Promise<EventStream> {
		const stream = await EventStream.open(...args);
		if (stream.response.status !== 200) throw new Error(`HTTP ${stream.response.status}`);
		await stream.next();
		return stream;
	}

	/** The next frame as its very text, or `undefined` at the end of the stream. */
	async raw(): Promise<string | undefined> {
		for (;;) {
			const end = this.#buffer.indexOf("\n\n");
			if (end !== -1) {
				const frame = this.#buffer.slice(0, end + 2);
				this.#buffer = this.#buffer.slice(end + 2);
				return frame;
			}
			const { done, value } = await this.#reader.read();
			if (done) return undefined;
			this.#buffer += value;
		}
	}

	async next(): Promise<Frame | undefined> {
		const text = await this.raw();
		if (text === undefined) return undefined;
		const fields = new Map(
			text
				.trimEnd()
				.split("\n")
				.map((line) => [line.slice(0, line.indexOf(":")), line.slice(line.indexOf(":") + 1)] as const),
		);
		return { event: fields.get("event") ?? "message", data: fields.get("data") ?? "", id: fields.get("id") };
	}

	/** The event that the next frame tells, with its id. */
	async event(): Promise<{ readonly id: string | undefined; readonly told: ReceivedReplyOf<typeof events_listen> }> {
		const frame = await this.next();
		if (frame?.event !== "message") throw new Error(`expected an event, got ${frame?.event ?? "the end"}`);
		return { id: frame.id, told: decodeReply(events_listen, Buffer.from(frame.data, "base64")) };
	}

	async close(): Promise<void> {
		await this.#reader.cancel();
	}
}
