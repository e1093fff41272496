import { DERIVATION, DecryptionError, decrypt, deriveSecretKey, encrypt } from "@parallax/crypto";
import { DecodeError, FsPath, type LocalDevice, ServerAddr, type VlobID, WorkspacePathAddr } from "@parallax/protocol";
import type { NoKeys } from "./realmKeyStore.ts";
import type { RealmKeys } from "./realmKeys.ts";

export type LinkOutcome =
	| { readonly status: "ok"; readonly link: WorkspacePathAddr }
	| { readonly status: "workspace_not_found" | "corrupted_key" }
	| NoKeys;

export type ReadLinkOutcome =
	/** The path was there when the link was made; it may not be any more. */
	| { readonly status: "ok"; readonly workspace: VlobID; readonly path: FsPath }
	/** It leads to another organization, or to one of that name on another server. */
	| { readonly status: "other_organization" }
	/** This user is not in that workspace. */
	| { readonly status: "workspace_not_found" }
	| { readonly status: "key_not_found" | "corrupted_key" | "corrupted_path" }
	| NoKeys;

/** A link to a place of a workspace, which only those who are in it can read (workspace-data.md §16). */
export function makeLink(
	device: LocalDevice,
	workspace: VlobID,
	keys: RealmKeys,
	path: FsPath,
): WorkspacePathAddr | undefined {
	const { last } = keys;
	if (last.status !== "ok") return undefined;
	const encrypted = encrypt(
		deriveSecretKey(last.key, DERIVATION.workspacePath),
		new TextEncoder().encode(FsPath.format(path)),
	);
	return new WorkspacePathAddr(
		ServerAddr.fromUrl(device.server_url),
		device.organization_id,
		workspace,
		last.index,
		encrypted,
	);
}

/** Whether a link is for the organization of this device. */
export function isOfOrganization({ server, organizationId }: WorkspacePathAddr, device: LocalDevice): boolean {
	return organizationId === device.organization_id && server.toUrl() === ServerAddr.fromUrl(device.server_url).toUrl();
}

/** Where a link leads. */
export function openLink(
	link: WorkspacePathAddr,
	keys: RealmKeys,
):
	| { readonly status: "ok"; readonly path: FsPath }
	| { readonly status: "key_not_found" | "corrupted_key" | "corrupted_path" } {
	const lookup = keys.lookup(link.keyIndex);
	if (lookup.status !== "ok") return lookup;
	try {
		const bytes = decrypt(deriveSecretKey(lookup.key, DERIVATION.workspacePath), link.encryptedPath);
		const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
		return { status: "ok", path: FsPath.parse(text) };
	} catch (error) {
		// A `TypeError`: these bytes are no UTF-8.
		if (error instanceof DecryptionError || error instanceof DecodeError || error instanceof TypeError)
			return { status: "corrupted_path" };
		throw error;
	}
}
