import type { anonymousCommands, authenticatedCommands } from "@parallax/protocol";
import { insertDevice } from "../device/store.ts";
import { type AnonymousHandler, type AuthenticatedHandler, HttpRefusal } from "../http/handlers.ts";
import type { AnonymousHandlers, AuthenticatedHandlers } from "../http/registry.ts";
import { Rollback } from "../sql/database.ts";
import { advanceTopic, lockRow, lockTopic, openTopic } from "../sql/locks.ts";
import { insertUser } from "../user/store.ts";
import { recheckAuthor } from "./gate.ts";
import { isBootstrapToken, judgeFirstCertificates } from "./rules.ts";
import { openOrganization, readBootstrapState, readUsage, setBootstrapped } from "./store.ts";
import { announceBootstrap } from "./webhook.ts";

type Anonymous = typeof anonymousCommands.commands;
type Authenticated = typeof authenticatedCommands.commands;

/** commands-anonymous.md §2.1 */
const anonymousPing: AnonymousHandler<Anonymous["ping"]> = async (_services, _who, { ping }) => ({
	status: "ok",
	pong: ping,
});

/** commands-anonymous.md §2.2 */
const organization_bootstrap: AnonymousHandler<Anonymous["organization_bootstrap"]> = async (
	{ database, config, now, log },
	{ organization },
	request,
) => {
	const at = now();
	const signed = {
		user: { full: request.user_certificate, redacted: request.redacted_user_certificate },
		device: { full: request.device_certificate, redacted: request.redacted_device_certificate },
	};
	const judged = judgeFirstCertificates(
		{
			rootVerifyKey: request.root_verify_key,
			sequesterAuthority: request.sequester_authority_certificate,
			...signed,
		},
		at,
	);
	if (judged.status !== "accepted") return judged;
	const { user, device, sequesterAuthority } = judged;
	return database.write<{ readonly status: "ok" | "organization_already_bootstrapped" | "invalid_bootstrap_token" }>(
		async (tx) => {
			const key = organization.key ?? (await openOrganization(tx, organization.id, config.organization, at));
			if ((await lockTopic(tx, key, "common", "exclusive")) === undefined) throw new HttpRefusal(404);
			// Against the administration, which may create it again with another token.
			await lockRow(tx, "organization", key);
			const state = await readBootstrapState(tx, key);
			if (!state) throw new HttpRefusal(404);
			if (state.is_expired) throw new HttpRefusal(460);
			// Nothing stays of an organization that was made for a bootstrap which is refused.
			if (state.root_verify_key) throw new Rollback({ status: "organization_already_bootstrapped" });
			if (!isBootstrapToken(state.bootstrap_token, request.bootstrap_token))
				throw new Rollback({ status: "invalid_bootstrap_token" });

			const authority = sequesterAuthority &&
				request.sequester_authority_certificate && {
					certificate: request.sequester_authority_certificate,
					verifyKey: sequesterAuthority.verify_key_der,
				};
			await setBootstrapped(tx, key, request.root_verify_key, user.timestamp, authority);
			const userKey = await insertUser(tx, key, user, signed.user, null);
			await insertDevice(tx, key, userKey, device, signed.device, null);
			await advanceTopic(tx, key, "common", user.timestamp);
			if (sequesterAuthority) {
				await openTopic(tx, key, "sequester");
				await advanceTopic(tx, key, "sequester", sequesterAuthority.timestamp);
			}
			const { bootstrapWebhook } = config.organization;
			if (bootstrapWebhook !== null)
				tx.afterCommit(() => void announceBootstrap(bootstrapWebhook, organization.id, { user, device }, log));
			return { status: "ok" };
		},
	);
};

/** commands-authenticated-data.md §5.1 */
const ping: AuthenticatedHandler<Authenticated["ping"]> = ({ database }, author, request) =>
	database.write(async (tx) => {
		await recheckAuthor(tx, author);
		tx.emit({
			kind: "public",
			organization: author.organization.id,
			event: { event: "PINGED", ping: request.ping },
			audience: { kind: "everyone" },
		});
		return { status: "ok", pong: request.ping };
	});

/** commands-authenticated-data.md §5.2 */
const organization_info: AuthenticatedHandler<Authenticated["organization_info"]> = ({ database, now }, author) =>
	database.read(async (sql) => {
		await recheckAuthor(sql, author);
		const { metadata, blocks } = await readUsage(sql, author.organization.key, now());
		return { status: "ok", total_metadata_bytes: metadata, total_block_bytes: blocks };
	});

export const anonymous = { ping: anonymousPing, organization_bootstrap } satisfies AnonymousHandlers;
export const authenticated = { ping, organization_info } satisfies AuthenticatedHandlers;
