import { signObject } from "@parallax/crypto";
import { authenticatedCommands, DateTime, RealmArchivingCertificate, type VlobID } from "@parallax/protocol";
import { OFFSET, signedUntilAccepted } from "../certificate/signing.ts";
import type { WorkspaceAuthor } from "./author.ts";
import { type Refusal, refusalOf } from "./refusal.ts";

/** What is to become of a workspace (workspace-data.md §6). */
export type Archiving =
	| { readonly type: "AVAILABLE" }
	/** Read-only for everybody. */
	| { readonly type: "ARCHIVED" }
	/** Read-only, and the server may destroy it so many seconds from now; the organization has its minimum. */
	| { readonly type: "DELETION_PLANNED"; readonly afterSeconds: number };

export type ArchiveOutcome =
	| { readonly status: "ok" }
	/** The organization wants more time before a deletion: `realm_minimum_archiving_period_before_deletion` of its configuration. */
	| { readonly status: "archiving_period_too_short" }
	| Refusal;

/** @throws ConnectionError, InvalidCertificate */
export async function archiveRealm(
	author: WorkspaceAuthor,
	realm_id: VlobID,
	archiving: Archiving,
): Promise<ArchiveOutcome> {
	const { device, caller, certificates } = author;
	let timestamp = author.now();
	const reply = await signedUntilAccepted(author, OFFSET.archiving, (now) => {
		timestamp = now;
		const configuration =
			archiving.type === "DELETION_PLANNED"
				? {
						type: archiving.type,
						deletion_date: DateTime.add(timestamp, BigInt(Math.ceil(archiving.afterSeconds * 1e6))),
					}
				: archiving;
		return caller.call(authenticatedCommands.commands.realm_update_archiving, {
			archiving_certificate: signObject(
				RealmArchivingCertificate,
				{ type: "realm_archiving_certificate", author: device.device_id, timestamp, realm_id, configuration },
				device.signing_key,
			),
		});
	});
	switch (reply.status) {
		case "ok":
			await certificates.poll({ realms: new Map([[realm_id, timestamp]]) });
			return { status: "ok" };
		case "archiving_period_too_short":
			return { status: reply.status };
		default:
			return refusalOf(reply);
	}
}
