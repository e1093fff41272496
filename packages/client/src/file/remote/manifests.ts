import { authenticatedCommands, DateTime, type ReceivedReplyOf, type VlobID, type VlobItem } from "@parallax/protocol";
import type { CertificateView } from "../../certificate/index.ts";
import { OFFSET, signedUntilAccepted } from "../../certificate/signing.ts";
import type { Slices } from "../../slices.ts";
import { ConnectionError } from "../../transport/index.ts";
import { FileFailure, type InvalidManifestReason } from "../failure.ts";
import type { RemoteEntry } from "../merge/entry.ts";
import type { Signature } from "../outbound/upload.ts";
import { Authors } from "./authors.ts";
import { failureOf, refusedReply } from "./failures.ts";
import { judgeManifest, sealManifest } from "./manifest.ts";
import type { RealmAccess } from "./realmAccess.ts";
import type { Fetched, ManifestUpload, RealmChanges } from "./remoteFiles.ts";

const { vlob_create, vlob_update, vlob_read_batch, vlob_read_versions, vlob_poll_changes } =
	authenticatedCommands.commands;

/** How many entries are asked for at first, when nothing is known of their size, and the most that the server gives at once. */
const FIRST_PAGE = 250;
const MOST = 1000;
/** How large a reply is meant to be: the manifest of a film is a thousand times that of a letter. */
const PAGE_BYTES = 8 * 1024 * 1024;

type ReadReply = Extract<ReceivedReplyOf<typeof vlob_read_batch>, { readonly status: "ok" }>;

interface Page {
	readonly vlobs: readonly VlobID[];
	readonly reply: ReadReply;
}

/** The entries of a workspace on the server, each version of which is a vlob. */
export class RemoteManifests {
	readonly #realm: RealmAccess;
	readonly #slices: Slices;
	#authors: Authors | undefined;
	#page = FIRST_PAGE;

	constructor(realm: RealmAccess, slices: Slices) {
		this.#realm = realm;
		this.#slices = slices;
	}

	/** See `RemoteFiles.fetch`. One page is on its way while the one before is judged. */
	async fetch(ids: readonly VlobID[], at: DateTime | null): Promise<ReadonlyMap<VlobID, Fetched>> {
		const wanted = [...new Set(ids)];
		const fetched = new Map<VlobID, Fetched>();
		let coming = this.#ask(wanted, at);
		while (coming) {
			const { vlobs, reply } = await coming;
			coming = this.#ask(wanted, at);
			// When this page throws, nobody waits for the next.
			coming?.catch(() => {});
			const items = onlyOneEach(reply.items, new Set(vlobs));
			for (const [id, each] of await this.#judge(reply, items)) fetched.set(id, each);
		}
		return fetched;
	}

	/** Asks for the first of those that are left, which are fewer then; `undefined` when none is. */
	#ask(left: VlobID[], at: DateTime | null): Promise<Page> | undefined {
		const vlobs = left.splice(0, this.#page);
		return vlobs.length === 0 ? undefined : this.#read(vlobs, at);
	}

	async #read(vlobs: readonly VlobID[], at: DateTime | null): Promise<Page> {
		const { caller } = this.#realm.author;
		const reply = await caller.call(vlob_read_batch, { realm_id: this.#realm.id, vlobs, at });
		if (reply.status !== "ok") throw failureOf(reply);
		const bytes = reply.items.reduce((sum, [, , , , , blob]) => sum + blob.length, 0);
		// One page says little of the next: it may be twice as long, or as short as it should have been.
		const fitting = Math.floor((vlobs.length * PAGE_BYTES) / Math.max(bytes, 1));
		this.#page = Math.max(1, Math.min(fitting, this.#page * 2, MOST));
		return { vlobs, reply };
	}

	/** See `RemoteFiles.fetchVersion`. */
	async fetchVersion(id: VlobID, version: number): Promise<Fetched | null> {
		const { caller } = this.#realm.author;
		const reply = await caller.call(vlob_read_versions, { realm_id: this.#realm.id, items: [[id, version]] });
		if (reply.status !== "ok") throw failureOf(reply);
		const items = onlyOneEach(reply.items, new Set([id]));
		if (items.some(([, , , given]) => given !== version)) throw refusedReply("unexpected_version");
		return (await this.#judge(reply, items)).get(id) ?? null;
	}

	/** See `RemoteFiles.changesSince`. */
	async changesSince(last_checkpoint: bigint): Promise<RealmChanges> {
		const { caller } = this.#realm.author;
		const reply = await caller.call(vlob_poll_changes, { realm_id: this.#realm.id, last_checkpoint });
		if (reply.status !== "ok") throw failureOf(reply);
		return { checkpoint: reply.current_checkpoint, changes: reply.changes };
	}

	/** See `RemoteFiles.upload`. */
	async upload(make: (signature: Signature) => RemoteEntry): Promise<ManifestUpload> {
		const { author } = this.#realm;
		for (;;) {
			const seen = await author.certificates.view();
			const { index, key } = await this.#realm.lastKey();
			let manifest: RemoteEntry | undefined;
			const reply = await signedUntilAccepted(author, OFFSET.manifest, async (timestamp) => {
				mustNotBeFarAhead(timestamp, author.now());
				manifest = make({ author: author.device.device_id, timestamp });
				const { id: vlob_id, version } = manifest;
				const blob = sealManifest(manifest, this.#realm.id, author.device.signing_key, key);
				const request = { realm_id: this.#realm.id, vlob_id, key_index: index, timestamp, blob };
				return version === 1
					? sizeJudged(author.caller.call(vlob_create, request))
					: sizeJudged(author.caller.call(vlob_update, { ...request, version }));
			});
			switch (reply.status) {
				case "ok":
					return { kind: "ok", manifest: manifest as RemoteEntry };
				case "vlob_already_exists":
				case "bad_vlob_version":
					return { kind: "version_conflict" };
				case "bad_key_index":
					await this.#realm.catchUp(seen, reply);
					continue;
				default:
					throw failureOf(reply);
			}
		}
	}

	async #judge(
		{ needed_common_certificate_timestamp, needed_realm_certificate_timestamp }: ReadReply,
		items: readonly VlobItem[],
	): Promise<ReadonlyMap<VlobID, Fetched>> {
		if (items.length === 0) return new Map();
		const view = await this.#realm.certificatesFor(
			needed_common_certificate_timestamp,
			needed_realm_certificate_timestamp,
		);
		const judged = await this.#judgeBy(view, items);
		const doubtful = items.filter((item) => this.#isDoubtful(item, judged.get(item[0]), view));
		if (doubtful.length === 0) return judged;
		// The official server looks up what is needed before it reads the items: what came in between is asked for.
		await this.#realm.author.certificates.poll();
		const newer = await this.#realm.author.certificates.view();
		return newer === view ? judged : new Map([...judged, ...(await this.#judgeBy(newer, doubtful))]);
	}

	/** Whether a certificate that is newer than what `view` knows, and older than the item, may make it valid. */
	#isDoubtful([, , , , timestamp]: VlobItem, judged: Fetched | undefined, { last }: CertificateView): boolean {
		const topic = judged?.kind === "invalid" ? CURED_BY[judged.reason] : undefined;
		if (!topic) return false;
		const known = topic === "common" ? last.common : last.realms.get(this.#realm.id);
		return timestamp > (known ?? DateTime.EPOCH);
	}

	async #judgeBy(view: CertificateView, items: readonly VlobItem[]): Promise<Map<VlobID, Fetched>> {
		if (this.#authors?.view !== view) this.#authors = new Authors(view, this.#realm.id);
		const authors = await this.#authors.of(items.map(([, , author]) => author));
		const keys = await this.#realm.keys();
		const judged = new Map<VlobID, Fetched>();
		for (const item of items) {
			if (this.#slices.due) await this.#slices.rest();
			const [id, , author] = item;
			judged.set(id, judgeManifest(item, this.#realm.id, keys, authors.get(author)));
		}
		return judged;
	}
}

/** The most, in microseconds, that what a server accepts is ahead of a clock that it accepts (commands-authenticated-data.md §1.3). */
const FAR_AHEAD = 620_000_000n;

/** @throws FileFailure: a server may not make this device sign what would stand above everything until that day. */
function mustNotBeFarAhead(asked: DateTime, now: DateTime): void {
	if (asked - now > FAR_AHEAD) throw new FileFailure({ kind: "timestamp_out_of_ballpark", server: asked, client: now });
}

/** Where the certificate is that may be missing. */
const CURED_BY: Partial<Record<InvalidManifestReason, "common" | "realm">> = {
	non_existent_key_index: "realm",
	non_existent_author: "common",
	author_no_access_to_realm: "realm",
	author_role_cannot_write: "realm",
};

/** @throws FileFailure for items that nobody asked for, or that came twice: whoever answers so is not to be believed at all. */
function onlyOneEach(items: readonly VlobItem[], wanted: ReadonlySet<VlobID>): readonly VlobItem[] {
	const left = new Set(wanted);
	for (const [id] of items) if (!left.delete(id)) throw refusedReply("unexpected_item");
	return items;
}

/** Every server refuses what is longer than 1 MiB (transport.md §2): it would refuse it again, and again. */
async function sizeJudged<R>(reply: Promise<R>): Promise<R> {
	try {
		return await reply;
	} catch (error) {
		if (error instanceof ConnectionError && error.kind === "too_large")
			throw new FileFailure({ kind: "entry_too_large" });
		throw error;
	}
}
