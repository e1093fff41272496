import { newAccessToken } from "@parallax/crypto";
import {
	type AccessToken,
	DateTime,
	EmailAddress,
	OrganizationBootstrapAddr,
	OrganizationID,
	UserID,
} from "@parallax/protocol";
import { type Exchange, send, sendJson, sendRefusal } from "../http/exchange.ts";
import { HttpRefusal } from "../http/refusal.ts";
import type { Route } from "../http/router.ts";
import { lockRow } from "../sql/locks.ts";
import { found, guarded, readId } from "./guard.ts";
import { bool, InvalidInput, natural, optional, orNull, parsed, readJsonObject, required, textMap } from "./json.ts";
import { sequesterRoutes } from "./sequester.ts";
import { statisticsCsv, statisticsJson } from "./statistics.ts";
import * as store from "./store.ts";

/** The REST API of the operator (server.md §4). */
export const administrationRoutes: readonly Route[] = [
	{ path: "/administration/organizations", methods: { POST: guarded(create) } },
	{ path: "/administration/organizations/:id", methods: { GET: guarded(get), PATCH: guarded(patch) } },
	{ path: "/administration/organizations/:id/stats", methods: { GET: guarded(organizationStats) } },
	{ path: "/administration/stats", methods: { GET: guarded(serverStats) } },
	{ path: "/administration/organizations/:id/users", methods: { GET: guarded(users) } },
	{ path: "/administration/organizations/:id/users/freeze", methods: { POST: guarded(freeze) } },
	{ path: "/administration/organizations/:id/users/reset_totp", methods: { POST: guarded(notAvailable) } },
	...sequesterRoutes,
];

async function notAvailable({ response }: Exchange): Promise<void> {
	sendRefusal(response, 501, "This server does not offer this route yet");
}

async function create({ request, response, services }: Exchange): Promise<void> {
	const { config, database, now } = services;
	const body = await readJsonObject(request);
	const id = required(body, "organization_id", parsed(OrganizationID.parse));
	const activeUsersLimit = optional(body, "active_users_limit", orNull(natural));
	const settings: store.OrganizationSettings = {
		userProfileOutsiderAllowed:
			optional(body, "user_profile_outsider_allowed", bool) ?? config.organization.userProfileOutsiderAllowed,
		activeUsersLimit: activeUsersLimit === undefined ? config.organization.activeUsersLimit : activeUsersLimit,
		realmMinimumArchivingPeriodSeconds:
			optional(body, "realm_minimum_archiving_period_before_deletion", natural) ??
			config.organization.realmMinimumArchivingPeriodSeconds,
		tos: optional(body, "tos", textMap) ?? config.organization.tos,
	};
	const token: AccessToken = newAccessToken();
	const created = await database.write((tx) => store.createOrganization(tx, id, token, settings, now()));
	if (!created) throw new HttpRefusal(400, "Organization already exists");
	const address = new OrganizationBootstrapAddr(config.serverAddr, id, token);
	sendJson(response, 200, {
		bootstrap_url: address.toParsec3(),
		bootstrap_url_as_http_redirection: address.toHttpRedirection(),
	});
}

async function get({ response, services }: Exchange, segment = ""): Promise<void> {
	const organization = await services.database.read(async (sql) =>
		found(await store.findOrganization(sql, readId(segment))),
	);
	sendJson(response, 200, {
		is_bootstrapped: organization.root_verify_key !== null,
		is_expired: organization.is_expired,
		user_profile_outsider_allowed: organization.user_profile_outsider_allowed,
		active_users_limit: organization.active_users_limit === null ? null : Number(organization.active_users_limit),
		realm_minimum_archiving_period_before_deletion: Number(organization.realm_minimum_archiving_period),
		tos:
			organization.tos_per_locale_urls === null || organization.tos_updated_on === null
				? null
				: {
						per_locale_urls: JSON.parse(organization.tos_per_locale_urls),
						updated_on: DateTime.format(organization.tos_updated_on),
					},
	});
}

async function patch({ request, response, services }: Exchange, segment = ""): Promise<void> {
	const id = readId(segment);
	const body = await readJsonObject(request);
	const isExpired = optional(body, "is_expired", bool);
	const outsider = optional(body, "user_profile_outsider_allowed", bool);
	const limit = optional(body, "active_users_limit", orNull(natural));
	const period = optional(body, "realm_minimum_archiving_period_before_deletion", natural);
	const tos = optional(body, "tos", orNull(textMap));
	await services.database.write(async (tx) => {
		const { key } = found(await store.findOrganization(tx, id));
		await lockRow(tx, "organization", key);
		const current = found(await store.findOrganization(tx, id));
		const now = services.now();
		await store.setSettings(tx, key, {
			userProfileOutsiderAllowed: outsider ?? current.user_profile_outsider_allowed,
			activeUsersLimit: limit === undefined ? toNumber(current.active_users_limit) : limit,
			realmMinimumArchivingPeriodSeconds: period ?? Number(current.realm_minimum_archiving_period),
		});
		if (isExpired !== undefined && isExpired !== current.is_expired)
			await store.setExpired(tx, key, isExpired ? now : null);
		if (tos !== undefined) await store.setTos(tx, key, tos, now);
		if (isExpired ?? current.is_expired) tx.emit({ kind: "organization_expired", organization: id });
		if (tos !== undefined) tx.emit({ kind: "tos_updated", organization: id });
	});
	sendJson(response, 200, {});
}

async function organizationStats({ response, services }: Exchange, segment = ""): Promise<void> {
	const id = readId(segment);
	const statistics = await services.database.snapshot(async (sql) => {
		const { key } = found(await store.findOrganization(sql, id));
		const [only] = await store.readStatistics(sql, services.now(), key);
		return found(only);
	});
	sendJson(response, 200, statisticsJson(statistics));
}

async function serverStats({ request, response, services }: Exchange): Promise<void> {
	const query = new URL(request.url ?? "", "http://localhost").searchParams;
	const format = query.get("format") ?? "json";
	if (format !== "json" && format !== "csv") throw new InvalidInput(["query", "format"], "expected json or csv");
	const at = readInstant(query.get("at")) ?? services.now();
	const statistics = await services.database.snapshot((sql) => store.readStatistics(sql, at));
	if (format === "csv") send(response, 200, { "Content-Type": "text/csv; charset=utf-8" }, statisticsCsv(statistics));
	else
		sendJson(response, 200, {
			stats: statistics.map((one) => ({ organization_id: one.organization, ...statisticsJson(one) })),
		});
}

function readInstant(text: string | null): DateTime | undefined {
	try {
		return text === null ? undefined : DateTime.parse(text);
	} catch {
		throw new HttpRefusal(400, "Invalid `at` query argument (expected RFC3339 datetime)");
	}
}

async function users({ response, services }: Exchange, segment = ""): Promise<void> {
	const rows = await services.database.read(async (sql) => {
		const { key } = found(await store.findOrganization(sql, readId(segment)));
		return store.listUsers(sql, key);
	});
	sendJson(response, 200, { users: rows.map(userJson) });
}

async function freeze({ request, response, services }: Exchange, segment = ""): Promise<void> {
	const id = readId(segment);
	const body = await readJsonObject(request);
	const frozen = required(body, "frozen", bool);
	const userId = optional(body, "user_id", orNull(parsed(UserID.parse))) ?? undefined;
	const email = optional(body, "user_email", orNull(parsed(EmailAddress.parse))) ?? undefined;
	const user = await services.database.write(async (tx) => {
		const { key } = found(await store.findOrganization(tx, id));
		if (userId !== undefined && email !== undefined)
			throw new HttpRefusal(400, "Both `user_id` and `user_email` fields are provided");
		if (userId === undefined && email === undefined)
			throw new HttpRefusal(400, "Missing either `user_id` or `user_email` field");
		const row =
			userId !== undefined
				? await store.findUserById(tx, key, userId)
				: email !== undefined && (await store.findUserByEmail(tx, key, email));
		if (!row) throw new HttpRefusal(404, "User not found");
		if (row.revoked_on !== null) throw new HttpRefusal(404, "User has been revoked");
		await store.setFrozen(tx, row.key, frozen);
		if (frozen) tx.emit({ kind: "user_revoked_or_frozen", organization: id, user: row.id });
		return { ...row, frozen };
	});
	sendJson(response, 200, userJson(user));
}

function userJson({ id, email, label, frozen }: store.UserRow) {
	return { user_id: id, user_email: email, user_name: label, frozen };
}

function toNumber(value: bigint | null): number | null {
	return value === null ? null : Number(value);
}
