import type { ServerResponse } from "node:http";
import { UserProfile, VlobID } from "@parallax/protocol";
import type { LastEventId, Sink } from "../events/bus.ts";
import { encodeMessage } from "../events/sealedEvent.ts";
import { authenticateDevice, readDeviceToken } from "./authentication.ts";
import type { Author, Services } from "./handlers.ts";
import { HttpRefusal } from "./refusal.ts";
import { type CommandExchange, readOrganizationId } from "./rpc.ts";

const KEEPALIVE = Buffer.from("event:keepalive\ndata:\n\n");

/** A client with more unread frames than this is too slow, and sent away (transport.md §7.6). */
const QUEUE_LIMIT = 100;

/** How long an ended stream may take to be read to its end. */
const LINGER_MILLISECONDS = 10_000;

/** `GET /authenticated/ORGANIZATION/events` (transport.md §7) */
export async function events(exchange: CommandExchange, organization: string): Promise<void> {
	const { request, response, services, client, trace } = exchange;
	const id = readOrganizationId(organization);
	trace.organization = id;
	if (request.headers.accept !== "text/event-stream") throw new HttpRefusal(406);
	const token = readDeviceToken(request.headers.authorization);
	trace.device = token.id;
	const author = await authenticateDevice(services, id, token, client, "must be accepted");
	if (!services.events.isOpen) throw new HttpRefusal(503);

	const stream = new EventStream(response, services.config.sseKeepaliveSeconds);
	const listener = services.events.register(
		{ organization: id, user: author.userId, device: author.deviceId },
		readLastEventId(request.headers["last-event-id"]),
		stream,
	);
	stream.onTooSlow = () => listener.end();
	response.once("close", () => {
		listener.leave();
		services.log.info("stream ended", { request: trace.id, organization: id, device: author.deviceId });
	});
	try {
		const { first, ...state } = await readListenerState(services, author);
		if (listener.isEnded) throw new HttpRefusal(503);
		response.writeHead(200, {
			"Content-Type": "text/event-stream; charset=utf-8",
			"Cache-Control": "no-cache",
			"X-Accel-Buffering": "no",
		});
		response.flushHeaders();
		stream.open();
		listener.start(state, first);
	} catch (error) {
		listener.leave();
		throw error;
	}
	trace.outcome = "stream";
}

/** A value that is no event id gets `missed_events`, as the client which sends one expects (transport.md §7.3). */
function readLastEventId(header: string | string[] | undefined): LastEventId {
	if (typeof header !== "string") return { kind: "absent" };
	const hex = header.replaceAll("-", "").toLowerCase();
	return /^[0-9a-f]{32}$/.test(hex) ? { kind: "id", id: hex } : { kind: "invalid" };
}

interface StateRow {
	readonly is_expired: boolean;
	readonly active_users_limit: bigint | null;
	readonly user_profile_outsider_allowed: boolean;
	readonly realm_minimum_archiving_period: bigint;
	readonly tos_updated_on: bigint | null;
	readonly user_key: bigint;
	readonly current_profile: string;
	readonly revoked_on: bigint | null;
	readonly frozen: boolean;
	readonly tos_accepted_on: bigint | null;
}

/**
 * Read once the listener is registered: what changes from now on comes to it as events, and what changed since it was authenticated
 * is refused here. @throws HttpRefusal 403, 460, 461, 462, 463
 */
async function readListenerState({ database, config }: Services, { organization, userId }: Author) {
	return database.read(async (sql) => {
		const row = await sql.one<StateRow>(
			`SELECT organization.is_expired, organization.active_users_limit, organization.user_profile_outsider_allowed,
				organization.realm_minimum_archiving_period, organization.tos_updated_on, app_user.key AS user_key,
				app_user.current_profile, app_user.revoked_on, app_user.frozen, app_user.tos_accepted_on
			FROM organization JOIN app_user ON app_user.organization = organization.key AND app_user.id = $2
			WHERE organization.key = $1`,
			organization.key,
			userId,
		);
		if (!row) throw new HttpRefusal(403);
		if (row.is_expired) throw new HttpRefusal(460);
		if (row.revoked_on !== null) throw new HttpRefusal(461);
		if (row.frozen) throw new HttpRefusal(462);
		if (row.tos_updated_on !== null && (row.tos_accepted_on ?? -1n) < row.tos_updated_on) throw new HttpRefusal(463);
		const realms = await sql.all<{ id: string }>(
			`SELECT realm.id FROM realm_role JOIN realm ON realm.key = realm_role.realm
			WHERE realm_role.app_user = $1 AND realm_role.role IS NOT NULL AND NOT EXISTS (
				SELECT 1 FROM realm_role AS later WHERE later.app_user = realm_role.app_user
					AND later.realm = realm_role.realm AND later.certified_on > realm_role.certified_on)`,
			row.user_key,
		);
		const first = encodeMessage({
			status: "ok",
			event: "ORGANIZATION_CONFIG",
			user_profile_outsider_allowed: row.user_profile_outsider_allowed,
			active_users_limit: row.active_users_limit,
			sse_keepalive_seconds: config.sseKeepaliveSeconds === null ? null : BigInt(config.sseKeepaliveSeconds),
			realm_minimum_archiving_period_before_deletion: row.realm_minimum_archiving_period,
		});
		return {
			first: Buffer.from(`data:${first}\n\n`),
			profile: UserProfile.decode(row.current_profile),
			realms: realms.map((realm) => VlobID.parse(realm.id)),
		};
	});
}

/** The frames of one connection: written at once while the client reads, else kept up to a limit. */
class EventStream implements Sink {
	/** Called when the client leaves too many frames unread. */
	onTooSlow: () => void = () => {};
	readonly #response: ServerResponse;
	readonly #keepaliveSeconds: number | null;
	#keepalive: NodeJS.Timeout | undefined;
	/** Frames that wait for the client to read; `undefined` while it does. */
	#waiting: Uint8Array[] | undefined;

	constructor(response: ServerResponse, keepaliveSeconds: number | null) {
		this.#response = response;
		this.#keepaliveSeconds = keepaliveSeconds;
	}

	open(): void {
		this.#response.on("drain", () => this.#drain());
		this.#response.once("close", () => clearTimeout(this.#keepalive));
		if (this.#keepaliveSeconds !== null)
			this.#keepalive = setTimeout(() => this.frame(KEEPALIVE), this.#keepaliveSeconds * 1000);
	}

	frame(bytes: Uint8Array): void {
		if (this.#response.writableEnded) return;
		this.#keepalive?.refresh();
		if (!this.#waiting) {
			if (!this.#response.write(bytes)) this.#waiting = [];
		} else if (this.#waiting.length < QUEUE_LIMIT) this.#waiting.push(bytes);
		else this.onTooSlow();
	}

	end(): void {
		clearTimeout(this.#keepalive);
		this.#keepalive = undefined;
		// A stream that ends before it has opened is answered by whoever was opening it.
		if (!this.#response.headersSent) return;
		for (const bytes of this.#waiting ?? []) this.#response.write(bytes);
		this.#waiting = undefined;
		this.#response.end();
		const linger = setTimeout(() => this.#response.destroy(), LINGER_MILLISECONDS);
		this.#response.once("close", () => clearTimeout(linger));
	}

	#drain(): void {
		const waiting = this.#waiting ?? [];
		this.#waiting = undefined;
		for (const bytes of waiting) this.frame(bytes);
	}
}
