import type {
	AccessToken,
	ApiVersion,
	Command,
	DateTime,
	DeviceID,
	OrganizationID,
	Prepared,
	ReplyOf,
	RequestOf,
	UserID,
	VerifyKey,
} from "@parallax/protocol";
import type { BlockStore } from "../block/store/blockStore.ts";
import type { Turns } from "../block/turns.ts";
import type { ServerConfig } from "../config/config.ts";
import type { EventBus } from "../events/bus.ts";
import type { Logger } from "../log/logger.ts";
import type { Language, Mailer } from "../mail/mailer.ts";
import type { Database } from "../sql/database.ts";
import type { WebApp } from "./webApp.ts";

export { HttpRefusal } from "./refusal.ts";

/** What a command works with. One per server, made by `server.ts`. */
export interface Services {
	readonly database: Database;
	readonly blocks: BlockStore;
	/** Where uploads of one block wait for each other. */
	readonly uploads: Turns;
	readonly config: ServerConfig;
	readonly now: () => DateTime;
	readonly mailer: Mailer;
	readonly log: Logger;
	readonly events: EventBus;
	/** nil: none is hosted. */
	readonly webApp: WebApp | null;
}

/** What the request tells of the program that sent it. */
export interface ClientInfo {
	readonly apiVersion: ApiVersion;
	/** Free text, `unknown` when missing. */
	readonly userAgent: string;
	/** Address of the peer, or what a trusted proxy says of it; empty when unknown. */
	readonly address: string;
	/** The language of its person, for e-mails: its `Accept-Language`, else the server's. */
	readonly language: Language;
}

export interface OrganizationRef {
	readonly key: bigint;
	readonly id: OrganizationID;
}

/** A device, authenticated: it exists, is neither revoked nor frozen, and signed its token. */
export interface Author {
	readonly organization: OrganizationRef;
	readonly deviceId: DeviceID;
	readonly userId: UserID;
	readonly verifyKey: VerifyKey;
	readonly client: ClientInfo;
}

/** The holder of the token of a pending invitation. */
export interface Invited {
	readonly organization: OrganizationRef;
	readonly token: AccessToken;
	readonly invitationKey: bigint;
	readonly client: ClientInfo;
}

/** Anybody, about one organization that exists and is not expired. */
export interface Anonymous {
	/** No key: it does not exist, which only `organization_bootstrap` sees, when anybody may bootstrap (transport.md §5.1). */
	readonly organization: { readonly key: bigint | undefined; readonly id: OrganizationID };
	readonly client: ClientInfo;
}

/** Anybody, about the server. */
export interface AnonymousServer {
	readonly client: ClientInfo;
}

type Handler<Who, C extends Command> = (
	services: Services,
	who: Who,
	request: RequestOf<C>,
) => Promise<Prepared<ReplyOf<C>>>;

export type AuthenticatedHandler<C extends Command> = Handler<Author, C>;
export type TosHandler<C extends Command> = Handler<Author, C>;
export type InvitedHandler<C extends Command> = Handler<Invited, C>;
export type AnonymousHandler<C extends Command> = Handler<Anonymous, C>;
export type AnonymousServerHandler<C extends Command> = Handler<AnonymousServer, C>;

/** The handlers of a family by name of command; a command without one is not enabled, and answers HTTP 415. */
export type Handlers<Who, Commands extends Readonly<Record<string, Command>>> = {
	readonly [K in keyof Commands]?: Handler<Who, Commands[K]>;
};
