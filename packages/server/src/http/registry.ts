import type {
	anonymousCommands,
	anonymousServerCommands,
	authenticatedCommands,
	invitedCommands,
	tosCommands,
} from "@parallax/protocol";
import { anonymousServer } from "../anonymousServer/commands.ts";
import * as block from "../block/commands.ts";
import * as certificate from "../certificate/commands.ts";
import * as cryptpad from "../cryptpad/commands.ts";
import * as device from "../device/commands.ts";
import * as claimer from "../greeting/claimer.ts";
import * as greeter from "../greeting/greeter.ts";
import * as invitation from "../invitation/commands.ts";
import * as organization from "../organization/commands.ts";
import * as realm from "../realm/commands.ts";
import * as shamir from "../shamir/commands.ts";
import { tos } from "../tos/commands.ts";
import * as user from "../user/commands.ts";
import * as vlob from "../vlob/commands.ts";
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
export const anonymousHandlers: AnonymousHandlers = { ...organization.anonymous };

export const anonymousServerHandlers: AnonymousServerHandlers = { ...anonymousServer };

export const authenticatedHandlers: AuthenticatedHandlers = {
	...certificate.authenticated,
	...device.authenticated,
	...organization.authenticated,
	...user.authenticated,
	/** Served as a stream only (`sse.ts`). */
	events_listen: async () => ({ status: "not_available" }),
	...invitation.authenticated,
	...greeter.authenticated,
	...shamir.authenticated,
	...realm.authenticated,
	...vlob.authenticated,
	...block.authenticated,
	...cryptpad.authenticated,
};

export const invitedHandlers: InvitedHandlers = {
	...invitation.invited,
	...claimer.invited,
	...shamir.invited,
};

export const tosHandlers: TosHandlers = { ...tos };

/** Commands that only a server in debug mode answers (transport.md §2). */
export const DEBUG_ONLY: ReadonlySet<string> = new Set(["ping"]);
