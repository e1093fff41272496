import type {
	anonymousCommands,
	anonymousServerCommands,
	authenticatedCommands,
	invitedCommands,
	tosCommands,
} from "@parallax/protocol";
import type { Anonymous, AnonymousServer, Author, Handlers, Invited } from "./handlers.ts";

export type AnonymousHandlers = Handlers<Anonymous, typeof anonymousCommands.commands>;
export type AnonymousServerHandlers = Handlers<AnonymousServer, typeof anonymousServerCommands.commands>;
export type AuthenticatedHandlers = Handlers<Author, typeof authenticatedCommands.commands>;
export type InvitedHandlers = Handlers<Invited, typeof invitedCommands.commands>;
export type TosHandlers = Handlers<Author, typeof tosCommands.commands>;

/**
 * Every command that this server answers. A domain brings its handlers here, one line per domain and family
 * (`export const authenticated = { user_create, … } satisfies AuthenticatedHandlers` in its `commands.ts`).
 */
export const anonymousHandlers: AnonymousHandlers = {};

export const anonymousServerHandlers: AnonymousServerHandlers = {};

export const authenticatedHandlers: AuthenticatedHandlers = {
	/** Served as a stream only (`sse.ts`). */
	events_listen: async () => ({ status: "not_available" }),
};

export const invitedHandlers: InvitedHandlers = {};

export const tosHandlers: TosHandlers = {};

/** Commands that only a server in debug mode answers (transport.md §2). */
export const DEBUG_ONLY: ReadonlySet<string> = new Set(["ping"]);
