import {
	authenticatedCommands,
	type DateTime,
	type LocalDevice,
	type UserProfile,
	type VlobID,
} from "@parallax/protocol";
import { Slices } from "../slices.ts";
import type { CertificateStorage } from "../storage/certificateStorage.ts";
import type { AuthenticatedCaller } from "../transport/index.ts";
import { InvalidCertificate } from "./invalid.ts";
import { type NewCertificates, newsOf } from "./news.ts";
import { addCommon, addRealm, addSequester, addShamir } from "./validation.ts";
import { CertificateView, profileAt } from "./view.ts";

/** Timestamps that must have been reached, per topic, before other data is judged (certificates.md §7, §8). */
export interface Requirements {
	readonly common?: DateTime;
	readonly sequester?: DateTime;
	readonly shamirRecovery?: DateTime;
	readonly realms?: ReadonlyMap<VlobID, DateTime>;
}

/**
 * The certificates of one device: fetched, believed only once validated, and asked. Polls never overlap; a batch is taken
 * whole or not at all.
 */
export class CertificateStore {
	readonly #storage: CertificateStorage;
	readonly #device: LocalDevice;
	readonly #caller: AuthenticatedCaller;
	readonly #slices: Slices;
	/** Absent until asked for. A promise, so that an opening still under way never replaces what a poll has brought since. */
	#view: Promise<CertificateView> | undefined;
	#update: Promise<unknown> = Promise.resolve();
	readonly #listeners = new Set<(news: NewCertificates) => void>();
	readonly #refusalListeners = new Set<(refused: InvalidCertificate | undefined) => void>();
	#refused: InvalidCertificate | undefined;

	constructor(
		storage: CertificateStorage,
		device: LocalDevice,
		caller: AuthenticatedCaller,
		slices: Slices = new Slices(),
	) {
		this.#storage = storage;
		this.#device = device;
		this.#caller = caller;
		this.#slices = slices;
	}

	/**
	 * Brings what the server has and this device has not. Gives the number of certificates added.
	 * @param required when all of it is known already, the server is not asked.
	 * @throws InvalidCertificate when the server sent something not to be believed: nothing of it is kept.
	 * @throws ConnectionError
	 */
	poll(required?: Requirements): Promise<number> {
		const poll = this.#update.then(() => this.#poll(required));
		this.#update = poll.catch(() => {});
		return poll;
	}

	/** What is known now; never waits for the server. */
	view(): Promise<CertificateView> {
		this.#view ??= this.#open();
		return this.#view;
	}

	/** The current profile of this user: certificates know better than the device file. */
	async ownProfile(): Promise<UserProfile> {
		return profileOf(await this.view(), this.#device);
	}

	/**
	 * Forgets everything, which the next poll brings again. Only for a person who knows that the server was legitimately
	 * restored from an older backup: to a program, that looks like an attack (certificates.md §4.7).
	 */
	forgetAll(): Promise<void> {
		const forget = this.#update.then(async () => {
			await this.#storage.commit({ forget: true, rows: [] });
			this.#view = undefined;
		});
		this.#update = forget.catch(() => {});
		return forget;
	}

	/** Calls `listener` after each poll that added something. Returns what ends that. */
	subscribe(listener: (news: NewCertificates) => void): () => void {
		this.#listeners.add(listener);
		return () => this.#listeners.delete(listener);
	}

	/** Why the last answer of the server was refused; `undefined` when it was believed. What was known before still is. */
	get refused(): InvalidCertificate | undefined {
		return this.#refused;
	}

	/** Calls `listener` whenever `refused` changes. Returns what ends that. */
	onRefusal(listener: (refused: InvalidCertificate | undefined) => void): () => void {
		this.#refusalListeners.add(listener);
		return () => this.#refusalListeners.delete(listener);
	}

	async close(): Promise<void> {
		await this.#update;
		await this.#storage.close();
	}

	/** A storage that fails once is asked again by whoever comes next. */
	#open(): Promise<CertificateView> {
		const opening = CertificateView.open(this.#storage, this.#device, this.#slices);
		opening.catch(() => {
			if (this.#view === opening) this.#view = undefined;
		});
		return opening;
	}

	async #poll(required?: Requirements): Promise<number> {
		const known = await this.view();
		if (required && satisfied(known, required)) return 0;
		// The batch grows beside what is known, which nobody sees change before all of it is stored.
		const batch = await CertificateView.open(this.#storage, this.#device, this.#slices);
		await this.#fetchOrRefuse(batch);
		const [before, after] = [await profileOf(known, this.#device), await profileOf(batch, this.#device)];
		if (!known.empty && (before === "OUTSIDER") !== (after === "OUTSIDER")) return this.#startOver();
		return this.#commit(batch, { forget: false, first: known.empty });
	}

	/**
	 * From here on the server serves the other flavour of every certificate: all of them are fetched again. Nothing is
	 * known when that fails, as certificates.md §4.7 rules.
	 */
	async #startOver(): Promise<number> {
		const batch = CertificateView.blank(this.#storage, this.#device, this.#slices);
		await this.#storage.commit({ forget: true, rows: [] });
		this.#view = undefined;
		await this.#fetchOrRefuse(batch);
		return this.#commit(batch, { forget: true, first: true });
	}

	async #fetchOrRefuse(view: CertificateView): Promise<void> {
		try {
			await this.#fetch(view);
			this.#judged(undefined);
		} catch (error) {
			if (error instanceof InvalidCertificate) this.#judged(error);
			throw error;
		}
	}

	#judged(refused: InvalidCertificate | undefined): void {
		if (!refused && !this.#refused) return;
		this.#refused = refused;
		for (const listener of this.#refusalListeners) listener(refused);
	}

	async #fetch(view: CertificateView): Promise<void> {
		const { common, sequester, shamirRecovery, realms } = view.last;
		const reply = await this.#caller.call(authenticatedCommands.commands.certificate_get, {
			common_after: common,
			sequester_after: sequester,
			shamir_recovery_after: shamirRecovery,
			realm_after: new Map(realms),
		});
		if (reply.status !== "ok") throw new Error("The server could not give the certificates");
		const root = this.#device.root_verify_key;
		const each = async (certificates: readonly Uint8Array[], add: (signed: Uint8Array) => Promise<void>) => {
			for (const signed of certificates) {
				if (this.#slices.due) await this.#slices.rest();
				await add(signed);
			}
		};
		await each(reply.sequester_certificates, (signed) => addSequester(view, root, signed));
		await each(reply.common_certificates, (signed) => addCommon(view, root, signed));
		for (const [realm, certificates] of reply.realm_certificates) {
			await each(certificates, (signed) => addRealm(view, root, realm, signed));
		}
		await addShamir(view, root, reply.shamir_recovery_certificates);
	}

	async #commit(batch: CertificateView, { forget, first }: { forget: boolean; first: boolean }): Promise<number> {
		const rows = batch.takeAdded();
		if (rows.length === 0) return 0;
		await this.#storage.commit({ forget, rows });
		batch.committed();
		this.#view = Promise.resolve(batch);
		const news = await newsOf(rows, batch, first);
		for (const listener of this.#listeners) listener(news);
		return rows.length;
	}
}

async function profileOf(view: CertificateView, device: LocalDevice): Promise<UserProfile> {
	const self = await view.user(device.user_id);
	return self ? profileAt(self) : device.initial_profile;
}

function satisfied({ last }: CertificateView, required: Requirements): boolean {
	const reached = (known: DateTime | null | undefined, least: DateTime | undefined) =>
		least === undefined || (known !== null && known !== undefined && known >= least);
	return (
		reached(last.common, required.common) &&
		reached(last.sequester, required.sequester) &&
		reached(last.shamirRecovery, required.shamirRecovery) &&
		[...(required.realms ?? [])].every(([realm, least]) => reached(last.realms.get(realm), least))
	);
}
