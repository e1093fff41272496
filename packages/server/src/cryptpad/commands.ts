import type { authenticatedCommands } from "@parallax/protocol";
import { outOfBallpark } from "../certificate/timestamps.ts";
import type { AuthenticatedHandler } from "../http/handlers.ts";
import type { AuthenticatedHandlers } from "../http/registry.ts";
import { admitToRealm } from "../realm/gate.ts";
import { judgeMember } from "../realm/rules.ts";
import { joinSession } from "./store.ts";

type Commands = typeof authenticatedCommands.commands;

/**
 * commands-authenticated-data.md §5.20. Sessions are those of a realm and document: of the document alone, as on the official server, a member
 * of another realm could take them.
 */
const cryptpad_register_session: AuthenticatedHandler<Commands["cryptpad_register_session"]> = async (
	{ config, database, now },
	author,
	{ realm_id, document_id, key_index, timestamp, encrypted_candidate_view_key, encrypted_candidate_edit_key },
) => {
	if (config.cryptpadServerUrl === null) return { status: "cryptpad_unavailable" };
	const began = now();
	return database.write(async (tx) => {
		const found = await admitToRealm(tx, author, realm_id, "shared");
		const member = judgeMember(found.realm);
		if (member.status !== "open") return member;
		const { role, realm } = member;
		// Who may only read brings a key to view with, who may write one to edit with too.
		if ((role === "READER") !== (encrypted_candidate_edit_key === null)) return { status: "author_not_allowed" };
		if (key_index !== realm.keyIndex) return { status: "bad_key_index", last_realm_certificate_timestamp: realm.last };
		const early = outOfBallpark(began, timestamp);
		if (early) return early;
		const session = await joinSession(tx, realm.key, document_id, {
			author: found.author.deviceKey,
			created_on: timestamp,
			key_index,
			view_key: encrypted_candidate_view_key,
			edit_key: encrypted_candidate_edit_key,
		});
		return {
			status: "ok",
			author: session.author,
			timestamp: session.created_on,
			key_index: session.key_index,
			encrypted_view_key: session.view_key,
			encrypted_edit_key: role === "READER" ? null : session.edit_key,
			needed_common_certificate_timestamp: found.lastCommon,
			needed_realm_certificate_timestamp: realm.last,
		};
	});
};

export const authenticated = { cryptpad_register_session } satisfies AuthenticatedHandlers;
