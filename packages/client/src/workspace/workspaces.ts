import { newId } from "@parallax/crypto";
import {
	type DateTime,
	type EntryName,
	type FsPath,
	type RealmRole,
	type UserID,
	VlobID,
	type WorkspacePathAddr,
} from "@parallax/protocol";
import { archivingOf, bootstrapOf, type CertificateView, lastName, roleIn } from "../certificate/index.ts";
import type { WorkspaceStorage } from "../storage/workspaceStorage.ts";
import { ConnectionError } from "../transport/index.ts";
import { type ArchiveOutcome, type Archiving, archiveRealm } from "./archiving.ts";
import type { WorkspaceAuthor } from "./author.ts";
import { bootstrapWorkspace, type NameOutcome, uploadName, type WorkspaceBootstrapOutcome } from "./bootstrap.ts";
import { isOfOrganization, type LinkOutcome, makeLink, openLink, type ReadLinkOutcome } from "./link.ts";
import { isDeleted, listMembers, listWorkspaces, ownRealms, type WorkspaceInfo, type WorkspaceMember } from "./list.ts";
import { readName } from "./name.ts";
import { processNeed } from "./needs.ts";
import { type KeysOutcome, RealmKeyStore } from "./realmKeyStore.ts";
import { type RememberedWorkspace, RememberedWorkspaces } from "./remembered.ts";
import { planRoleCopy, type RoleCopy, type RoleCopyPlan } from "./roleCopy.ts";
import {
	giveRole,
	type ShareOutcome,
	type TakeOwnershipOutcome,
	type TakeRoleOutcome,
	takeOwnership,
	takeRole,
} from "./roles.ts";
import { type HealOutcome, healKeys, type RotationOutcome } from "./rotation.ts";

export type CreateOutcome =
	/** It is there, on this device; `bootstrap` makes it on the server too. */
	| { readonly status: "ok"; readonly id: VlobID }
	/** An External makes none. */
	| { readonly status: "author_is_outsider" };

/** Changing a workspace finishes its making first. */
type Made = Exclude<WorkspaceBootstrapOutcome, { readonly status: "ok" }>;

export type RenameWorkspaceOutcome = NameOutcome | Made;
export type ShareWorkspaceOutcome = ShareOutcome | Made;
export type ArchiveWorkspaceOutcome = ArchiveOutcome | Made;

/** What followed from a change of members: a new key, for what is written from now on. */
interface Followed {
	/** Not being an Owner leaves it to those who are, and is `ok`. What failed is tried again on the next occasion. */
	readonly rotation: RotationOutcome;
}

export type UnshareWorkspaceOutcome =
	| ({ readonly status: "ok" } & Followed)
	| Exclude<TakeRoleOutcome, { readonly status: "ok" }>;
export type TakeWorkspaceOwnershipOutcome =
	| ({ readonly status: "ok" } & Followed)
	| Exclude<TakeOwnershipOutcome, { readonly status: "ok" }>;

/** What `Workspaces` tells. */
export interface WorkspacesListener {
	/** The list is another one: its names, roles, members, states. */
	listChanged?(workspaces: readonly WorkspaceInfo[]): void;
	/** This device made one, which the server does not know yet. */
	created?(id: VlobID): void;
	/**
	 * This user is no longer in them, or the date of their deletion has come: nothing of them may stay on this device. Told again
	 * by the next program, in case this one is ended before it has erased everything.
	 */
	gone?(ids: readonly VlobID[]): void;
}

/** How many bundles are asked for at once, when many names are new. */
const AT_ONCE = 8;

/**
 * The workspaces of one device: which they are, who is in them, and every change of that. What is in them is not here.
 * Whatever asks the server may throw `ConnectionError` or `InvalidCertificate`; everything else that may happen is in the
 * outcomes.
 */
export class Workspaces {
	readonly #author: WorkspaceAuthor;
	readonly #remembered: RememberedWorkspaces;
	readonly #keys: RealmKeyStore;
	readonly #listeners = new Set<WorkspacesListener>();
	/** Whose keys were mended already, or could not be: once in a session, however often a server lies. */
	readonly #mended = new Set<VlobID>();
	#lastTold: string | undefined;
	#toldGone: ReadonlySet<VlobID> = new Set();

	constructor(author: WorkspaceAuthor, storage: WorkspaceStorage) {
		this.#author = author;
		this.#remembered = new RememberedWorkspaces(storage, author.device);
		this.#keys = new RealmKeyStore(author);
	}

	/** Those of this user, by name, from what is known here: needs no server. Those deleted are left out. */
	async list(): Promise<readonly WorkspaceInfo[]> {
		return (await this.#all()).filter(({ deleted }) => !deleted);
	}

	/** Those whose deletion is planned, the date of which may have come. */
	async bin(): Promise<readonly WorkspaceInfo[]> {
		return (await this.#all()).filter(({ archiving }) => archiving.type === "DELETION_PLANNED");
	}

	/** Also one whose date of deletion has come: the server may still give it back. */
	async find(id: VlobID): Promise<WorkspaceInfo | undefined> {
		return (await this.#all()).find((workspace) => workspace.id === id);
	}

	async members(id: VlobID): Promise<readonly WorkspaceMember[]> {
		const view = await this.#author.certificates.view();
		return listMembers(view, await view.realm(id));
	}

	/** Returns what ends the subscription. */
	subscribe(listener: WorkspacesListener): () => void {
		this.#listeners.add(listener);
		return () => this.#listeners.delete(listener);
	}

	/**
	 * Reads the names that are new, forgets the workspaces that are gone, and gives the list. Certificates are polled before,
	 * by whoever wants news.
	 */
	async refresh(): Promise<readonly WorkspaceInfo[]> {
		const view = await this.#author.certificates.view();
		const remembered = await this.#remembered.all();
		const gone: VlobID[] = [];
		const unnamed: VlobID[] = [];
		for (const id of ownRealms(view, this.#author.device)) {
			const realm = await view.realm(id);
			const left = roleIn(realm, this.#author.device.user_id) === null;
			const name = lastName(realm);
			if (left || isDeleted(archivingOf(realm), this.#author.now())) gone.push(id);
			else if (name && remembered.get(id)?.name_certified !== name.timestamp) unnamed.push(id);
		}
		const named = await inParallel(unnamed, AT_ONCE, (id) => this.#readName(view, id, remembered.get(id)));
		await this.#remembered.commit(
			named.flatMap((each) => each ?? []),
			gone.filter((id) => remembered.has(id)),
		);
		this.#tellGone(gone);
		const list = await this.list();
		this.#tellIfChanged(list);
		return list;
	}

	/** The keys that encrypt and decrypt what is in a workspace. They are never kept on a disk. */
	keys(id: VlobID): Promise<KeysOutcome> {
		return this.#keys.get(id);
	}

	/** A link to a place of a workspace; whether something is there is not looked at. May need the server, for the keys. */
	async linkTo(id: VlobID, path: FsPath): Promise<LinkOutcome> {
		if (!(await this.#isKnown(id))) return { status: "workspace_not_found" };
		const outcome = await this.#keys.get(id);
		if (outcome.status !== "ok") return outcome;
		const link = makeLink(this.#author.device, id, outcome.keys, path);
		return link ? { status: "ok", link } : { status: "corrupted_key" };
	}

	/** Where a link leads. A key that is not known here may have come meanwhile: then the server is asked, once. */
	async readLink(link: WorkspacePathAddr): Promise<ReadLinkOutcome> {
		if (!isOfOrganization(link, this.#author.device)) return { status: "other_organization" };
		const read = await this.#readLink(link);
		if (read.status !== "key_not_found" && read.status !== "workspace_not_found") return read;
		await this.#author.certificates.poll();
		return this.#readLink(link);
	}

	async #readLink(link: WorkspacePathAddr): Promise<ReadLinkOutcome> {
		const { workspaceId: workspace } = link;
		if (!(await this.#isKnown(workspace))) return { status: "workspace_not_found" };
		const outcome = await this.#keys.get(workspace);
		if (outcome.status !== "ok") return outcome;
		const read = openLink(link, outcome.keys);
		return read.status === "ok" ? { ...read, workspace } : read;
	}

	/** Makes a workspace on this device; needs no server. */
	async create(name: EntryName): Promise<CreateOutcome> {
		if ((await this.#author.certificates.ownProfile()) === "OUTSIDER") return { status: "author_is_outsider" };
		const id = newId(VlobID);
		await this.#remembered.commit([{ ...remember(id, name), root_to_create: this.#author.now() }]);
		this.#tell((listener) => listener.created?.(id));
		this.#tellIfChanged(await this.list());
		return { status: "ok", id };
	}

	/**
	 * When this device made the workspace and stored no root for it yet: the root is to begin as known to be empty
	 * (workspace-data.md §12.1, not speculative), with this date. Else `null`: nothing is known of it.
	 */
	async rootToCreate(id: VlobID): Promise<DateTime | null> {
		return (await this.#remembered.all()).get(id)?.root_to_create ?? null;
	}

	/** The root is stored: if it is ever missing again, nothing is known of it. */
	async rootStored(id: VlobID): Promise<void> {
		const remembered = (await this.#remembered.all()).get(id);
		if (remembered?.root_to_create != null) await this.#remembered.commit([{ ...remembered, root_to_create: null }]);
	}

	/** Makes on the server what is missing there of a workspace. Already there is `ok`. */
	async bootstrap(id: VlobID): Promise<WorkspaceBootstrapOutcome> {
		if (!(await this.#isKnown(id))) return { status: "workspace_not_found" };
		const remembered = (await this.#remembered.all()).get(id);
		const outcome = await bootstrapWorkspace(this.#author, this.#keys, id, remembered?.name);
		if (outcome.status === "ok") await this.#refreshIfReachable();
		return outcome;
	}

	/** Bootstraps every workspace that this device made and the server does not know whole. Gives what went wrong. */
	async bootstrapCreated(): Promise<ReadonlyMap<VlobID, WorkspaceBootstrapOutcome>> {
		const failed = new Map<VlobID, WorkspaceBootstrapOutcome>();
		for (const { id, name_certified } of [...(await this.#remembered.all()).values()]) {
			if (name_certified !== null) continue;
			const outcome = await this.bootstrap(id);
			if (outcome.status !== "ok") failed.set(id, outcome);
		}
		return failed;
	}

	async rename(id: VlobID, name: EntryName): Promise<RenameWorkspaceOutcome> {
		if (!(await this.#isKnown(id))) return { status: "workspace_not_found" };
		const outcome = await this.#rename(id, name);
		if (outcome.status === "ok") await this.#refreshIfReachable();
		return outcome;
	}

	/** Gives another user a role, be it the first or another one. */
	async share(id: VlobID, user: UserID, role: RealmRole): Promise<ShareWorkspaceOutcome> {
		if (user === this.#author.device.user_id) return { status: "recipient_is_oneself" };
		const unmade = await this.#finishMaking(id);
		if (unmade) return unmade;
		const outcome = await giveRole(this.#author, this.#keys, id, user, role);
		if (outcome.status === "ok") await this.#refreshIfReachable();
		return outcome;
	}

	/** Takes from another user all access to what is written from now on. */
	async unshare(id: VlobID, user: UserID): Promise<UnshareWorkspaceOutcome> {
		if (!(await this.#isKnown(id))) return { status: "workspace_not_found" };
		const outcome = await takeRole(this.#author, id, user);
		return outcome.status === "ok" ? this.#followed(id) : outcome;
	}

	async archive(id: VlobID, archiving: Archiving): Promise<ArchiveWorkspaceOutcome> {
		const unmade = await this.#finishMaking(id);
		if (unmade) return unmade;
		const outcome = await archiveRealm(this.#author, id, archiving);
		if (outcome.status === "ok") await this.#refreshIfReachable();
		return outcome;
	}

	/** Makes this user the Owner of a workspace that has none any more. Never by itself: it is a person's decision. */
	async takeOwnership(id: VlobID): Promise<TakeWorkspaceOwnershipOutcome> {
		if (!(await this.#isKnown(id))) return { status: "workspace_not_found" };
		const outcome = await takeOwnership(this.#author, id);
		return outcome.status === "ok" ? this.#followed(id) : outcome;
	}

	/** Mends the keys of a workspace from older bundles of this user. */
	heal(id: VlobID): Promise<HealOutcome> {
		return healKeys(this.#author, this.#keys, id);
	}

	/**
	 * Does what the workspaces of which this user is an Owner need: revoked members are put out, keys rotated after somebody
	 * left, keys mended that came damaged. Gives what went wrong; the next occasion tries again.
	 */
	async processNeeds(): Promise<ReadonlyMap<VlobID, RotationOutcome | HealOutcome>> {
		const failed = new Map<VlobID, RotationOutcome | HealOutcome>();
		const { certificates, device } = this.#author;
		for (const id of ownRealms(await certificates.view(), device)) {
			const outcome = await processNeed(this.#author, this.#keys, id);
			if (outcome.status !== "ok") failed.set(id, outcome);
		}
		for (const id of [...this.#keys.ailing]) {
			const role = roleIn(await (await certificates.view()).realm(id), device.user_id);
			if (role !== "OWNER" || this.#mended.has(id)) continue;
			this.#mended.add(id);
			const outcome = await this.heal(id);
			if (outcome.status !== "healed" && outcome.status !== "nothing_to_heal") failed.set(id, outcome);
		}
		return failed;
	}

	/** What copying the roles of a user to another would give; nothing is done. */
	async planRoleCopy(source: UserID, target: UserID): Promise<RoleCopyPlan> {
		const view = await this.#author.certificates.view();
		return planRoleCopy(view, this.#author.device, await this.list(), source, target);
	}

	/** Gives these roles, one after the other; `done` is told how each went. */
	async copyRoles(
		target: UserID,
		copies: readonly RoleCopy[],
		done: (copy: RoleCopy, outcome: ShareWorkspaceOutcome) => void,
	): Promise<void> {
		for (const copy of copies) done(copy, await this.share(copy.workspace, target, copy.after));
	}

	async close(): Promise<void> {
		this.#listeners.clear();
		await this.#remembered.close();
	}

	async #all(): Promise<readonly WorkspaceInfo[]> {
		const { certificates, device } = this.#author;
		return listWorkspaces(await certificates.view(), device, await this.#remembered.all(), this.#author.now());
	}

	/** A wrong id must not make a workspace of it. */
	async #isKnown(id: VlobID): Promise<boolean> {
		return (await this.find(id)) !== undefined;
	}

	/** What must be there before a workspace is shared or archived. Not being its Owner is judged by what comes next. */
	async #finishMaking(id: VlobID): Promise<Made | undefined> {
		if (!(await this.#isKnown(id))) return { status: "workspace_not_found" };
		const remembered = (await this.#remembered.all()).get(id);
		const outcome = await bootstrapWorkspace(this.#author, this.#keys, id, remembered?.name);
		return outcome.status === "ok" || outcome.status === "author_not_allowed" ? undefined : outcome;
	}

	/** A workspace without name gets this one as its first, which another device may have given meanwhile. */
	async #rename(id: VlobID, name: EntryName): Promise<RenameWorkspaceOutcome> {
		const { certificates } = this.#author;
		const realm = await (await certificates.view()).realm(id);
		if (bootstrapOf(realm) !== "bootstrapped") {
			const remembered = (await this.#remembered.all()).get(id);
			// Before anything is sent: an attempt that is cut goes on with this name.
			if (remembered?.name_certified === null) await this.#remembered.commit([{ ...remembered, name }]);
			const outcome = await bootstrapWorkspace(this.#author, this.#keys, id, name);
			if (outcome.status !== "ok") return outcome;
			const keys = await this.#keys.get(id);
			const given = lastName(await (await certificates.view()).realm(id));
			const read = keys.status === "ok" && given ? readName(keys.keys, given) : undefined;
			if (read?.status === "ok" && read.name === name) return { status: "ok" };
		}
		return uploadName(this.#author, this.#keys, id, name, "next");
	}

	async #followed(id: VlobID): Promise<{ readonly status: "ok" } & Followed> {
		const rotation = await processNeed(this.#author, this.#keys, id);
		await this.#refreshIfReachable();
		return { status: "ok", rotation };
	}

	/** What the last certificate calls a workspace; `undefined` when that cannot be read. */
	async #readName(
		view: CertificateView,
		id: VlobID,
		before: RememberedWorkspace | undefined,
	): Promise<RememberedWorkspace | undefined> {
		const certificate = lastName(await view.realm(id));
		const keys = await this.#keys.get(id);
		if (!certificate || keys.status !== "ok") return undefined;
		const read = readName(keys.keys, certificate);
		if (read.status !== "ok") return undefined;
		return { ...(before ?? remember(id, read.name)), name: read.name, name_certified: certificate.timestamp };
	}

	/** The change that led here is made; names that cannot be read now are read later. */
	async #refreshIfReachable(): Promise<void> {
		try {
			await this.refresh();
		} catch (error) {
			if (!(error instanceof ConnectionError)) throw error;
		}
	}

	#tellGone(gone: readonly VlobID[]): void {
		const news = gone.filter((id) => !this.#toldGone.has(id));
		this.#toldGone = new Set(gone);
		if (news.length > 0) this.#tell((listener) => listener.gone?.(news));
	}

	#tellIfChanged(list: readonly WorkspaceInfo[]): void {
		const now = JSON.stringify(list, (_, value) =>
			typeof value === "bigint" ? String(value) : value instanceof Map ? [...value] : value,
		);
		if (now === this.#lastTold) return;
		this.#lastTold = now;
		this.#tell((listener) => listener.listChanged?.(list));
	}

	#tell(what: (listener: WorkspacesListener) => void): void {
		for (const listener of [...this.#listeners]) what(listener);
	}
}

function remember(id: VlobID, name: EntryName): RememberedWorkspace {
	return { type: "parallax_remembered_workspace", id, name, name_certified: null, root_to_create: null };
}

async function inParallel<T, R>(items: readonly T[], atOnce: number, work: (item: T) => Promise<R>): Promise<R[]> {
	const results: R[] = [];
	const rest = items.values();
	const workers = Array.from({ length: Math.min(atOnce, items.length) }, async () => {
		for (const item of rest) results.push(await work(item));
	});
	await Promise.all(workers);
	return results;
}
