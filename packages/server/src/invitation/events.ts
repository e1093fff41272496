import type { AccessToken, InvitationStatus, OrganizationID } from "@parallax/protocol";
import type { Audience } from "../events/events.ts";
import type { Transaction } from "../sql/database.ts";
import { readPerson } from "./people.ts";
import { activeRecipients, type InvitationTarget } from "./store.ts";

/** Tells all those who may greet an invitation now that it is new, or closed (commands-authenticated-org.md §3.4). */
export async function emitInvitation(
	tx: Transaction,
	organization: OrganizationID,
	{ token, target }: { readonly token: AccessToken; readonly target: InvitationTarget },
	invitation_status: InvitationStatus,
): Promise<void> {
	tx.emit({
		kind: "public",
		organization,
		event: { event: "INVITATION", token, invitation_status },
		audience: await greeters(tx, target),
	});
}

async function greeters(tx: Transaction, target: InvitationTarget): Promise<Audience> {
	switch (target.type) {
		case "USER":
			return { kind: "admins" };
		case "DEVICE":
			return { kind: "users", users: [(await readPerson(tx, target.userKey)).id] };
		case "SHAMIR_RECOVERY":
			return { kind: "users", users: await activeRecipients(tx, target.setupKey) };
	}
}
