import type { Session, WorkspaceInfo } from "@parallax/client";
import { DecodeError, type EmailAddress, EntryName, UserID, VlobID } from "@parallax/protocol";
import { optional, repeated, required } from "../arguments/command.ts";
import { email } from "../arguments/shared.ts";
import { findUser } from "../commands/user/find.ts";
import { Failure, UsageError } from "../failure.ts";
import { workspaceNotFound } from "./refusal.ts";

/** How a person designates a workspace. */
export interface WorkspaceChoice {
	/** What was typed, when it may be an id. */
	readonly id: VlobID | undefined;
	/** What was typed, when it may be a name. */
	readonly name: EntryName | undefined;
}

/** W: by id, or by name when only one has it (cli.md §2.5, §7.1). */
export const workspaceOption = {
	workspace: required("-w, --workspace <WORKSPACE>", "The workspace: its id, or its name when only one has it", {
		variable: "PARSEC_WORKSPACE_ID",
		parse: workspaceChoice,
	}),
};

/** Whom something is about: ids as the official command line wants them, or addresses. */
export const userOptions = {
	user: optional("-u, --user <ID>", "The user, by id", { parse: userId }),
	email: repeated("--email <EMAIL>", "The user, by address; may be given several times", { parse: email }),
};

export function workspaceChoice(typed: string): WorkspaceChoice {
	const [id, name] = [attempt(() => VlobID.parse(typed)), attempt(() => EntryName.parse(typed))];
	if (id === undefined && name === undefined) throw new DecodeError("Invalid VlobID");
	return { id, name };
}

/** What is designated, of those whose date of deletion has come too when `deletedToo`. @throws Failure when it is none, or several */
export async function findWorkspace(
	session: Session,
	{ id, name }: WorkspaceChoice,
	{ deletedToo = false } = {},
): Promise<WorkspaceInfo> {
	const bin = deletedToo ? (await session.workspaces.bin()).filter(({ deleted }) => deleted) : [];
	const workspaces = [...(await session.workspaces.list()), ...bin];
	const [found, ...others] = [
		...workspaces.filter((workspace) => workspace.id === id),
		...workspaces.filter((workspace) => workspace.name === name),
	];
	if (!found) throw workspaceNotFound();
	if (found.id !== id && others.length > 0) {
		throw new Failure("workspace_ambiguous", "Several workspaces have that name", {
			causes: [found, ...others].map((workspace) => `${workspace.id} - ${workspace.name}`),
			next: "Give the id of one of them with --workspace",
		});
	}
	return found;
}

/** The users that `userOptions` name, at least one. @throws Failure when one is not found, UsageError when none is named */
export async function findUsers(
	session: Session,
	options: { readonly user: UserID | undefined; readonly email: readonly EmailAddress[] },
): Promise<readonly UserID[]> {
	if ((options.user === undefined) === (options.email.length === 0))
		throw new UsageError("either '--user <ID>' or '--email <EMAIL>' must be given");
	if (options.user !== undefined) return [options.user];
	const users: UserID[] = [];
	for (const address of options.email) users.push((await findUser(session, address)).id);
	return users;
}

function userId(typed: string): UserID {
	return UserID.parse(typed);
}

function attempt<T>(parse: () => T): T | undefined {
	try {
		return parse();
	} catch (error) {
		if (error instanceof DecodeError) return undefined;
		throw error;
	}
}
