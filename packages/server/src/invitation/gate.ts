import { HttpRefusal, type Invited } from "../http/handlers.ts";
import { recheckOrganization } from "../organization/gate.ts";
import type { Sql, Transaction } from "../sql/database.ts";
import { holdTopic, lockRow } from "../sql/locks.ts";
import { invitationStatus } from "./rules.ts";
import { type Invitation, readInvitation } from "./store.ts";

/** The invitation, kept from ending or progressing elsewhere until the end of the transaction. */
export async function lockInvitation(tx: Transaction, key: bigint): Promise<Invitation> {
	await lockRow(tx, "invitation", key);
	return readInvitation(tx, key);
}

/** How a write of an invited command begins: the locks that a greeter takes too (commands-authenticated-org.md §1.3). */
export async function lockForInvited(tx: Transaction, { organization, invitationKey }: Invited): Promise<void> {
	await holdTopic(tx, organization.key, "common", "shared");
	await lockRow(tx, "invitation", invitationKey);
}

/** @throws HttpRefusal 410 */
export async function requirePending(sql: Sql, { invitationKey }: Invited): Promise<Invitation> {
	const invitation = await readInvitation(sql, invitationKey);
	if (invitationStatus(invitation) !== "PENDING") throw new HttpRefusal(410);
	return invitation;
}

/**
 * The check V, which every invited command makes again inside of its transaction, after its locks (commands-invited.md §1).
 * @throws HttpRefusal 404, 460, 410
 */
export async function recheckInvited(sql: Sql, invited: Invited): Promise<Invitation> {
	await recheckOrganization(sql, invited.organization);
	return requirePending(sql, invited);
}
