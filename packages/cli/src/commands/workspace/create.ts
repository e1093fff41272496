import { ConnectionError } from "@parallax/client";
import { DecodeError, EntryName } from "@parallax/protocol";
import { argument, command } from "../../arguments/command.ts";
import { unlockOptions } from "../../arguments/shared.ts";
import { withSession } from "../../device/open.ts";
import { Failure, failureOf } from "../../failure.ts";
import { paint, text } from "../../terminal/text.ts";
import { refusal } from "../../workspace/refusal.ts";

export const create = command({
	name: "create",
	summary: "Make a workspace, of which one is the Owner",
	examples: ["workspace create --device 3f2 Contracts", "workspace create -d 3f2 --json 'Annual accounts'"],
	options: unlockOptions,
	arguments: [argument("<NAME>", "The name of the workspace; others may have the same", workspaceName)],
	run: (context, options, [name]) =>
		withSession(context, options, async ({ workspaces }) => {
			const { terminal } = context;
			const id = await terminal.step(
				"Creating workspace",
				async () => {
					const created = await workspaces.create(name);
					if (created.status !== "ok") throw refusal(created, NOT_ALLOWED);
					try {
						const made = await workspaces.bootstrap(created.id);
						if (made.status !== "ok") throw refusal(made, NOT_ALLOWED);
					} catch (error) {
						throw error instanceof ConnectionError && error.kind === "offline" ? onlyHere(created.id, error) : error;
					}
					return created.id;
				},
				(made) => text`Workspace has been created with id: ${paint("yellow", made)}`,
			);
			terminal.show(text`${id}`, { workspace_id: id, workspace_name: name });
		}),
});

const NOT_ALLOWED = {
	message: "Author not allowed",
	next: "Ask a member who is not External to make it and to share it with you",
} as const;

export function workspaceName(typed: string): EntryName {
	try {
		return EntryName.parse(typed);
	} catch (error) {
		if (!(error instanceof DecodeError)) throw error;
		throw new DecodeError(`Invalid name (${error.message})`);
	}
}

function onlyHere(id: string, error: ConnectionError): Failure {
	const { code, message, causes } = failureOf(error);
	return new Failure(code, message, {
		causes: [...causes, `the workspace ${id} exists on this device only, for now`],
		next: "Once the server is reached, “parallax workspace list” makes it there too: do not create it again",
	});
}
