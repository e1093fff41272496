import { DateTime, type SequesterServiceID, type VlobID } from "@parallax/protocol";
import type { Author, Services } from "../http/handlers.ts";
import type { Logger } from "../log/logger.ts";
import type { Conclusion, Transaction } from "../sql/database.ts";
import type { SequesterService } from "./store.ts";

/** For one service to answer, its body included. */
const TIMEOUT_MILLISECONDS = 10_000;

/** Bytes of an answer that may hold a reason; a longer one has none. */
const REASON_LIMIT = 64 * 1024;

/** What the author of a write is told when a service does not let it happen (commands-authenticated-data.md §5.12.3). */
export type SequesterRefusal =
	| {
			readonly status: "rejected_by_sequester_service";
			readonly service_id: SequesterServiceID;
			readonly reason: string | null;
	  }
	| { readonly status: "sequester_service_unavailable"; readonly service_id: SequesterServiceID };

/** What all questions tell. */
export interface Write {
	readonly realm_id: VlobID;
	readonly key_index: bigint;
	readonly timestamp: DateTime;
}

/** What a service is asked. */
export interface Question {
	readonly type: "vlob_create_or_update" | "realm_rotate_key";
	readonly write: Write;
	/** Told beside what all questions tell. */
	readonly specific: Readonly<Record<string, string>>;
	readonly body: Uint8Array;
}

interface WebhookService extends SequesterService {
	readonly webhook_url: string;
}

/** Returned by a work that has to wait for services, and has changed nothing: it runs again once they agree. */
export class Unasked {
	readonly services: readonly WebhookService[];

	constructor(services: readonly WebhookService[]) {
		this.services = services;
	}
}

/**
 * Runs a write that services with a webhook may refuse. No transaction is open while they are asked: `work` makes all its checks,
 * then gives the active services to `unasked`, and returns what that returns, if anything. It runs again from its start once these have
 * agreed, since anything may have changed meanwhile, the services too. The first that does not agree ends it.
 */
export async function withConsent<R>(
	{ database, log }: Services,
	author: Author,
	question: (service: SequesterService) => Question,
	work: (
		tx: Transaction,
		unasked: (active: readonly SequesterService[]) => Unasked | undefined,
	) => Promise<R | Conclusion<R> | Unasked>,
): Promise<R | SequesterRefusal> {
	const agreed = new Set<string>();
	// A service whose URL was changed meanwhile is asked there too.
	const nameOf = ({ id, webhook_url }: WebhookService) => `${id} ${webhook_url}`;
	const unasked = (active: readonly SequesterService[]) => {
		const left = active.filter(hasWebhook).filter((service) => !agreed.has(nameOf(service)));
		return left.length > 0 ? new Unasked(left) : undefined;
	};
	for (;;) {
		const outcome = await database.write<R | Unasked>((tx) => work(tx, unasked));
		if (!(outcome instanceof Unasked)) return outcome;
		for (const service of outcome.services) {
			const refusal = await ask(service, author, question(service), log);
			if (refusal) return refusal;
			agreed.add(nameOf(service));
		}
	}
}

function hasWebhook(service: SequesterService): service is WebhookService {
	return service.webhook_url !== null;
}

/** `undefined`: the service agrees. What it answers comes from outside: only its status and a short reason are used. */
async function ask(
	service: WebhookService,
	author: Author,
	question: Question,
	log: Logger,
): Promise<SequesterRefusal | undefined> {
	const { organization } = author;
	// The URL may carry a secret and is not logged.
	const warn = (message: string, fields: Readonly<Record<string, unknown>>) =>
		log.warning(message, { organization: organization.id, service: service.id, ...fields });
	try {
		const { url, authorization } = addressOf(service, author, question);
		const response = await fetch(url, {
			method: "POST",
			headers: authorization,
			body: question.body as Uint8Array<ArrayBuffer>,
			redirect: "manual",
			signal: AbortSignal.timeout(TIMEOUT_MILLISECONDS),
		});
		if (response.status === 400) {
			const reason = await readReason(response);
			if (reason === undefined) warn("a sequester service gives no readable reason", {});
			return { status: "rejected_by_sequester_service", service_id: service.id, reason: reason ?? null };
		}
		await response.body?.cancel();
		if (response.ok) return undefined;
		warn("a sequester service failed", { status: response.status });
	} catch (error) {
		warn("a sequester service is unreachable", { reason: error instanceof Error ? error.name : "unknown" });
	}
	return { status: "sequester_service_unavailable", service_id: service.id };
}

/** The operator's URL, its own query first, as it was given; a name and password in it become what HTTP has for them. */
function addressOf(
	{ id, webhook_url }: WebhookService,
	{ organization, deviceId }: Author,
	{ type, write, specific }: Question,
): { readonly url: URL; readonly authorization: Readonly<Record<string, string>> } {
	const parameters = new URLSearchParams({
		type,
		service_id: id,
		organization_id: organization.id,
		author: deviceId,
		realm_id: write.realm_id,
		key_index: write.key_index.toString(),
		timestamp: DateTime.format(write.timestamp),
		...specific,
	});
	const url = new URL(webhook_url);
	url.search = url.search === "" ? `?${parameters}` : `${url.search}&${parameters}`;
	const { username, password } = url;
	if (username === "" && password === "") return { url, authorization: {} };
	url.username = "";
	url.password = "";
	const credentials = Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`);
	return { url, authorization: { Authorization: `Basic ${credentials.toString("base64")}` } };
}

/** From `{"reason": "…"}`; null when it gives none; `undefined` when that cannot be told. */
async function readReason(response: Response): Promise<string | null | undefined> {
	const chunks: Uint8Array[] = [];
	let size = 0;
	for await (const chunk of response.body ?? []) {
		size += chunk.length;
		// Leaving the loop gives up the rest of the body.
		if (size > REASON_LIMIT) return undefined;
		chunks.push(chunk);
	}
	try {
		const value: unknown = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(Buffer.concat(chunks)));
		if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
		const { reason = null } = value as { readonly reason?: unknown };
		return typeof reason === "string" || reason === null ? reason : undefined;
	} catch {
		return undefined;
	}
}
