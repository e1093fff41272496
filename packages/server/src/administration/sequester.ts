import { openSequesterSigned, RsaPublicKey, SignatureError } from "@parallax/crypto";
import {
	type DataType,
	DateTime,
	DecodeError,
	SequesterRevokedServiceCertificate,
	SequesterServiceCertificate,
	SequesterServiceID,
} from "@parallax/protocol";
import { notGreater } from "../certificate/timestamps.ts";
import type { PublicEvent } from "../events/events.ts";
import { type Exchange, sendJson } from "../http/exchange.ts";
import type { OrganizationRef } from "../http/handlers.ts";
import { HttpRefusal } from "../http/refusal.ts";
import type { Route } from "../http/router.ts";
import * as store from "../sequester/store.ts";
import type { Transaction } from "../sql/database.ts";
import { advanceTopic, holdTopic, lockTopic } from "../sql/locks.ts";
import { found, guarded, readId } from "./guard.ts";
import { base64, type Field, object, parsed, readJsonObject, required } from "./json.ts";

const PATH = "/administration/organizations/:id/sequester/services";

/** Who may read the data of a sequestered organization (server.md §4.7): services that its authority signed for. */
export const sequesterRoutes: readonly Route[] = [
	{ path: PATH, methods: { GET: guarded(list), POST: guarded(create) } },
	{ path: `${PATH}/revoke`, methods: { POST: guarded(revoke) } },
	{ path: `${PATH}/config`, methods: { PUT: guarded(configure) } },
];

async function list({ response, services }: Exchange, segment = ""): Promise<void> {
	const registered = await services.database.read(async (sql) => {
		const { key } = sequestered(await store.findAuthority(sql, readId(segment)));
		return store.listServices(sql, key);
	});
	sendJson(response, 200, {
		services: registered.map(({ id, label, created_on, revoked_on, webhook_url }) => ({
			service_id: id,
			service_label: label,
			created_on: DateTime.format(created_on),
			revoked_on: revoked_on && DateTime.format(revoked_on),
			...(webhook_url === null ? { type: "storage" } : { type: "webhook", webhook_url }),
		})),
	});
}

async function create(exchange: Exchange, segment = ""): Promise<void> {
	const body = await readJsonObject(exchange.request);
	const signed = required(body, "service_certificate", base64);
	const webhookUrl = required(body, "config", config);
	await add(exchange, segment, SequesterServiceCertificate, signed, async (tx, { key }, certificate) => {
		if (!(await store.insertService(tx, key, certificate, signed, webhookUrl)))
			throw new HttpRefusal(400, "Sequester service already exists");
	});
}

async function revoke(exchange: Exchange, segment = ""): Promise<void> {
	const body = await readJsonObject(exchange.request);
	const signed = required(body, "revoked_service_certificate", base64);
	await add(exchange, segment, SequesterRevokedServiceCertificate, signed, async (tx, { key }, certificate) => {
		const service = service404(await store.findService(tx, key, certificate.service_id));
		if (service.revoked_on !== null) throw new HttpRefusal(400, "Sequester service already revoked");
		await store.revokeService(tx, service.key, certificate.timestamp, signed);
	});
}

/** No certificate says how a service is reached: nobody is told. */
async function configure({ request, response, services }: Exchange, segment = ""): Promise<void> {
	const id = readId(segment);
	const body = await readJsonObject(request);
	const serviceId = required(body, "service_id", parsed(SequesterServiceID.parse));
	const webhookUrl = required(body, "config", config);
	await services.database.write(async (tx) => {
		const { key } = sequestered(await store.findAuthority(tx, id));
		await holdTopic(tx, key, "sequester", "exclusive");
		const service = service404(await store.findService(tx, key, serviceId));
		await store.setWebhook(tx, service.key, webhookUrl);
	});
	sendJson(response, 200, {});
}

/**
 * Adds a certificate to the sequester topic, and tells everybody. It may have been signed long ago: it only has to come after those that
 * there are (server.md §9.2).
 */
async function add<T extends { readonly timestamp: DateTime }>(
	{ response, services }: Exchange,
	segment: string,
	type: DataType<T>,
	signed: Uint8Array,
	apply: (tx: Transaction, organization: OrganizationRef, certificate: T) => Promise<void>,
): Promise<void> {
	const id = readId(segment);
	// The authority never changes, so that the signature need not be verified under the lock.
	const { key, verifyKey } = sequestered(await services.database.read((sql) => store.findAuthority(sql, id)));
	const certificate = await open(type, signed, verifyKey);
	const late = await services.database.write(async (tx) => {
		const last = await lockTopic(tx, key, "sequester", "exclusive");
		if (last === undefined) throw new Error("a sequestered organization has no sequester topic");
		const refusal = notGreater(last, certificate.timestamp);
		if (refusal) return refusal;
		await apply(tx, { key, id }, certificate);
		await advanceTopic(tx, key, "sequester", certificate.timestamp);
		tx.emit(sequesterCertificate(id, certificate.timestamp));
		return undefined;
	});
	if (!late) sendJson(response, 200, {});
	else {
		const strictly_greater_than = DateTime.format(late.strictly_greater_than);
		sendJson(response, 400, { detail: { msg: "Require greater timestamp", strictly_greater_than } });
	}
}

/** @throws HttpRefusal 400 */
async function open<T>(type: DataType<T>, signed: Uint8Array, authority: RsaPublicKey): Promise<T> {
	try {
		return await openSequesterSigned(type, signed, authority);
	} catch (error) {
		if (error instanceof SignatureError || error instanceof DecodeError)
			throw new HttpRefusal(400, "Invalid certificate");
		throw error;
	}
}

function sequesterCertificate(organization: OrganizationRef["id"], timestamp: DateTime): PublicEvent {
	return {
		kind: "public",
		organization,
		event: { event: "SEQUESTER_CERTIFICATE", timestamp },
		audience: { kind: "everyone" },
	};
}

/** @throws HttpRefusal 404, 400 */
function sequestered(organization: store.OrganizationAuthority | undefined): {
	readonly key: bigint;
	readonly verifyKey: RsaPublicKey;
} {
	const { key, sequester_authority_verify_key: der } = found(organization);
	if (der === null) throw new HttpRefusal(400, "Sequester disabled");
	return { key, verifyKey: RsaPublicKey.fromDer(der) };
}

/** @throws HttpRefusal 404 */
function service404<T>(service: T | undefined): T {
	if (service === undefined) throw new HttpRefusal(404, "Sequester service not found");
	return service;
}

/** How a service takes part: the URL of its webhook, or null when it only gets access to keys. */
const config: Field<string | null> = (value) => {
	const fields = object(value);
	switch (fields["type"]) {
		case "storage":
			return null;
		case "webhook":
			return webhookUrl(fields["webhook_url"]);
		default:
			throw new TypeError("expected a type, storage or webhook");
	}
};

/** Kept as it was given, once it is sure that it can be called. */
const webhookUrl = parsed((text) => {
	const url = URL.parse(text);
	if ((url?.protocol !== "http:" && url?.protocol !== "https:") || /\p{Cc}/u.test(text))
		throw new TypeError("expected the http or https URL of a webhook");
	return text;
});
