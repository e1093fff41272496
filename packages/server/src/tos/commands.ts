import { DateTime, type tosCommands } from "@parallax/protocol";
import type { TosHandler } from "../http/handlers.ts";
import type { TosHandlers } from "../http/registry.ts";
import { recheckAuthor } from "../organization/gate.ts";
import { lockRow } from "../sql/locks.ts";
import { acceptTos, readTos } from "./store.ts";

type Commands = typeof tosCommands.commands;

/** commands-invited.md §6.1 */
const tos_get: TosHandler<Commands["tos_get"]> = ({ database }, author) =>
	database.read(async (sql) => {
		await recheckAuthor(sql, author);
		const tos = await readTos(sql, author.organization.key);
		return tos ? { status: "ok", per_locale_urls: tos.urls, updated_on: tos.updatedOn } : { status: "no_tos" };
	});

/** commands-invited.md §6.2 */
const tos_accept: TosHandler<Commands["tos_accept"]> = ({ database, now }, author, { tos_updated_on }) =>
	database.write(async (tx) => {
		// The terms stay what they are until the acceptance is written.
		await lockRow(tx, "organization", author.organization.key, "shared");
		const { userKey } = await recheckAuthor(tx, author);
		const tos = await readTos(tx, author.organization.key);
		if (!tos) return { status: "no_tos" };
		if (tos.updatedOn !== tos_updated_on) return { status: "tos_mismatch" };
		// A clock that was set back would else have the user accept for ever.
		await acceptTos(tx, userKey, DateTime.max(now(), tos.updatedOn));
		return { status: "ok" };
	});

export const tos = { tos_get, tos_accept } satisfies TosHandlers;
