import { DecryptionError, decrypt, deriveSecretKey, encrypt, sha256 } from "@parallax/crypto";
import { authenticatedCommands, type BlockAccess, type BlockID } from "@parallax/protocol";
import { discard } from "../../discard.ts";
import { FileFailure, type InvalidBlockReason } from "../failure.ts";
import { failureOf } from "./failures.ts";
import type { RealmAccess } from "./realmAccess.ts";
import type { TransferLimit } from "./transferLimit.ts";

const { block_create, block_read } = authenticatedCommands.commands;

/** The content of files on the server, in blocks that never change (workspace-data.md §11). */
export class RemoteBlocks {
	readonly #realm: RealmAccess;
	readonly #limit: TransferLimit;
	/** What is on its way: whoever wants the same gets the same bytes. */
	readonly #coming = new Map<string, Promise<Uint8Array>>();

	constructor(realm: RealmAccess, limit: TransferLimit) {
		this.#realm = realm;
		this.#limit = limit;
	}

	/** See `RemoteFiles.uploadBlock`. */
	upload(id: BlockID, data: Uint8Array): Promise<void> {
		return this.#limit.run("upload", data.length, () => this.#upload(id, data));
	}

	/** See `RemoteFiles.downloadBlock`. */
	download(access: BlockAccess): Promise<Uint8Array> {
		const same = `${access.id} ${access.size} ${access.digest.toHex()}`;
		const coming = this.#coming.get(same);
		if (coming) return coming;
		// The size is that of a manifest, which may be false: no more than a server ever gives is set aside for it.
		const size = Number(access.size < MAX_BLOCK ? access.size : MAX_BLOCK);
		const download = this.#limit.run("download", size, () => this.#download(access));
		this.#coming.set(same, download);
		download.catch(() => {}).finally(() => this.#coming.delete(same));
		return download;
	}

	async #upload(block_id: BlockID, data: Uint8Array): Promise<void> {
		const { author, id: realm_id } = this.#realm;
		for (;;) {
			const seen = await author.certificates.view();
			const { index: key_index, key } = await this.#realm.lastKey();
			const block = encrypt(deriveSecretKey(key, block_id), data);
			const reply = await author.caller.call(block_create, { block_id, realm_id, key_index, block });
			discard(block);
			switch (reply.status) {
				case "ok":
				// An answer that was lost: nobody else makes blocks of this random id.
				case "block_already_exists":
					return;
				case "bad_key_index":
					await this.#realm.catchUp(seen, reply);
					continue;
				default:
					throw failureOf(reply);
			}
		}
	}

	async #download({ id: block_id, size, digest }: BlockAccess): Promise<Uint8Array> {
		const { author, id: realm_id } = this.#realm;
		const reply = await author.caller.call(block_read, { block_id, realm_id });
		if (reply.status === "block_not_found") throw invalid("not_there");
		if (reply.status !== "ok") throw failureOf(reply);
		const { block, key_index, needed_realm_certificate_timestamp } = reply;
		await this.#realm.certificatesFor(null, needed_realm_certificate_timestamp);
		const found = (await this.#realm.keys()).lookup(key_index);
		if (found.status === "key_not_found") throw invalid("non_existent_key_index");
		if (found.status === "corrupted_key") throw invalid("corrupted_key");
		const data = decryptedOrThrow(() => decrypt(deriveSecretKey(found.key, block_id), block));
		discard(block);
		if (BigInt(data.length) !== size) throw invalid("size_mismatch");
		if (!same(sha256(data), digest)) throw invalid("hash_digest_mismatch");
		return data;
	}
}

/** A body of a request is at most of one mebibyte. */
const MAX_BLOCK = 1_048_576n;

function decryptedOrThrow(open: () => Uint8Array): Uint8Array {
	try {
		return open();
	} catch (error) {
		if (error instanceof DecryptionError) throw invalid("cannot_decrypt");
		throw error;
	}
}

function invalid(detail: InvalidBlockReason): FileFailure {
	return new FileFailure({ kind: "invalid_block", detail });
}

function same(a: Uint8Array, b: Uint8Array): boolean {
	return a.length === b.length && a.every((byte, index) => byte === b[index]);
}
