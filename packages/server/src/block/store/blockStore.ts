import type { BlockID, OrganizationID } from "@parallax/protocol";

/** Which object: ids of blocks are those of an organization, whatever their realm (server.md §11.1). */
export interface BlockAddress {
	readonly organization: OrganizationID;
	readonly block: BlockID;
}

/** The store cannot do it now; `reason` is for the log. */
export interface Unavailable {
	readonly status: "unavailable";
	readonly reason: string;
}

export type PutOutcome = { readonly status: "stored" } | Unavailable;
export type GetOutcome =
	| { readonly status: "found"; readonly bytes: Uint8Array }
	| { readonly status: "missing" }
	| Unavailable;

/** Where the encrypted bytes of blocks are. What a block is, and who may have it, is the business of the commands. */
export interface BlockStore {
	/**
	 * `stored`: these bytes are there, in place of any others, and survive the death of the machine. A reader never sees a part of them.
	 * Once `signal` is aborted this attempt replaces nothing any more.
	 */
	put(address: BlockAddress, bytes: Uint8Array, signal: AbortSignal): Promise<PutOutcome>;
	get(address: BlockAddress): Promise<GetOutcome>;
}

export function unavailable(error: unknown): Unavailable {
	return { status: "unavailable", reason: error instanceof Error ? error.message : String(error) };
}

export const TOO_LATE: Unavailable = { status: "unavailable", reason: "it took too long" };
