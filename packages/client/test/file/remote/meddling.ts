import type { AuthenticatedCaller, Session } from "@parallax/client";
import { CertificateStore, MemoryCertificateStorage, MemoryWorkspaceStorage, Workspaces } from "@parallax/client";
import type { authenticatedCommands, ReceivedReplyOf, RequestOf, VlobID, VlobItem } from "@parallax/protocol";
import { ServerFiles, type ServerFilesOptions } from "../../../src/file/remote/serverFiles.ts";
import type { WorkspaceAuthor } from "../../../src/workspace/author.ts";

type Commands = typeof authenticatedCommands.commands;
type Name = keyof Commands;
export type Reply<N extends Name> = ReceivedReplyOf<Commands[N]>;

/** What a hostile server makes of one command. */
type Rule<N extends Name> = (
	answer: () => Promise<Reply<N>>,
	request: RequestOf<Commands[N]>,
) => Reply<N> | Promise<Reply<N>>;

/**
 * A server that answers one device as an honest one does, but for the commands that it has a rule for: what is between a
 * device and its server may say whatever it likes.
 */
export class MeddlingServer {
	readonly author: WorkspaceAuthor;
	readonly workspaces: Workspaces;
	/** Every command that was called, in order. */
	readonly calls: string[] = [];
	readonly #rules = new Map<string, Rule<Name>>();

	constructor(session: Session) {
		const caller: AuthenticatedCaller = {
			call: async (command, request, signal) => {
				this.calls.push(command.name);
				const answer = () => session.caller.call(command, request, signal);
				const rule = this.#rules.get(command.name);
				return (rule ? await rule(answer as never, request as never) : await answer()) as never;
			},
		};
		const { device } = session;
		const certificates = new CertificateStore(new MemoryCertificateStorage(), device, caller);
		this.author = { device, caller, certificates, now: () => session.now() };
		this.workspaces = new Workspaces(this.author, new MemoryWorkspaceStorage());
	}

	files(realm: VlobID, options?: ServerFilesOptions): ServerFiles {
		return new ServerFiles(this.author, this.workspaces, realm, options);
	}

	on<N extends Name>(name: N, rule: Rule<N>): void {
		this.#rules.set(name, rule as unknown as Rule<Name>);
	}

	/** Gives the items of `vlob_read_batch` that `change` makes of the honest ones. */
	onItems(change: (items: readonly VlobItem[]) => readonly VlobItem[]): void {
		this.on("vlob_read_batch", async (answer) => {
			const reply = await answer();
			return reply.status === "ok" ? { ...reply, items: change(reply.items) } : reply;
		});
	}

	honest(): void {
		this.#rules.clear();
	}
}
