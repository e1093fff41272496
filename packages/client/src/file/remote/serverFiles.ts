import type { BlockAccess, BlockID, DateTime, VlobID } from "@parallax/protocol";
import { Slices } from "../../slices.ts";
import type { WorkspaceAuthor } from "../../workspace/author.ts";
import type { RemoteEntry } from "../merge/entry.ts";
import type { Signature } from "../outbound/upload.ts";
import { RemoteBlocks } from "./blocks.ts";
import { RemoteManifests } from "./manifests.ts";
import { type KeySource, RealmAccess } from "./realmAccess.ts";
import type { Fetched, ManifestUpload, RealmChanges, RemoteFiles } from "./remoteFiles.ts";
import { TransferLimit } from "./transferLimit.ts";

export interface ServerFilesOptions {
	/** One for all the workspaces of a session, which share its line. */
	readonly limit?: TransferLimit;
	readonly slices?: Slices;
}

/** The files of one workspace on a real server. What it gives was validated as workspace-data.md §11 rules. */
export class ServerFiles implements RemoteFiles {
	readonly #manifests: RemoteManifests;
	readonly #blocks: RemoteBlocks;

	/** @param keys `Workspaces` of the same session. */
	constructor(
		author: WorkspaceAuthor,
		keys: KeySource,
		realmId: VlobID,
		{ limit = new TransferLimit(), slices = new Slices() }: ServerFilesOptions = {},
	) {
		const realm = new RealmAccess(author, keys, realmId);
		this.#manifests = new RemoteManifests(realm, slices);
		this.#blocks = new RemoteBlocks(realm, limit);
	}

	fetch(ids: readonly VlobID[], at: DateTime | null): Promise<ReadonlyMap<VlobID, Fetched>> {
		return this.#manifests.fetch(ids, at);
	}

	fetchVersion(id: VlobID, version: number): Promise<Fetched | null> {
		return this.#manifests.fetchVersion(id, version);
	}

	changesSince(checkpoint: bigint): Promise<RealmChanges> {
		return this.#manifests.changesSince(checkpoint);
	}

	upload(make: (signature: Signature) => RemoteEntry): Promise<ManifestUpload> {
		return this.#manifests.upload(make);
	}

	uploadBlock(id: BlockID, data: Uint8Array): Promise<void> {
		return this.#blocks.upload(id, data);
	}

	downloadBlock(access: BlockAccess): Promise<Uint8Array> {
		return this.#blocks.download(access);
	}
}
