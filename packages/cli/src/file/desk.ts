import {
	ConnectionError,
	FileFailure,
	type Network,
	type Session,
	type WorkspaceFiles,
	type WorkspaceInfo,
} from "@parallax/client";
import type { FsPath, VlobID } from "@parallax/protocol";
import { flag, optional } from "../arguments/command.ts";
import { unlockOptions } from "../arguments/shared.ts";
import type { Context } from "../context.ts";
import { type UnlockChoice, withSession } from "../device/open.ts";
import { Failure, UsageError } from "../failure.ts";
import type { Json } from "../terminal/json.ts";
import { text } from "../terminal/text.ts";
import { findWorkspace, type WorkspaceChoice, workspaceChoice } from "../workspace/choose.ts";
import { workspaceNotFound } from "../workspace/refusal.ts";
import { bringUpToDate } from "../workspace/upToDate.ts";
import type { Place } from "./place.ts";
import { fileRefusal } from "./refusal.ts";
import { bring, failureLines, hasToSend, send, stillWaiting } from "./synchronize.ts";

/** What every command about files understands. */
export const fileOptions = {
	...unlockOptions,
	workspace: optional("-w, --workspace <WORKSPACE>", "The workspace: its id, or its name when only one has it", {
		variable: "PARSEC_WORKSPACE_ID",
		parse: workspaceChoice,
	}),
	offline: flag("--offline", "Work with what is on this device, and ask the server for nothing"),
	noSync: flag("--no-sync", "Do not send what waits to the server: a later command does"),
};

export interface FileChoice extends UnlockChoice {
	readonly workspace: WorkspaceChoice | undefined;
	readonly offline: boolean;
	readonly noSync: boolean;
	/** Nothing is of use without the server: that it cannot be reached is an error. */
	readonly mustReach?: boolean;
}

/** A place that was found: its workspace is open, and up to date as far as the server was reached. */
export interface Located {
	readonly workspace: WorkspaceInfo;
	readonly files: WorkspaceFiles;
	readonly path: FsPath;
	readonly asFolder: boolean;
}

type LocatedAll<P extends readonly Place[]> = { readonly [K in keyof P]: Located };

/** For a command that only reads: what it needs is brought before, and what still waits from before is sent after. */
export function reading<const P extends readonly Place[]>(
	context: Context,
	choice: FileChoice,
	places: P,
	work: (located: LocatedAll<P>, session: Session) => Promise<void>,
): Promise<void> {
	return withDesk(context, choice, places, async (desk) => {
		await work((await desk.locateAll(places)) as LocatedAll<P>, desk.session);
		await desk.sendLeftovers();
	});
}

/**
 * For a command that changes something: it ends once the server has it. What cannot be sent now is told, and sent by the next
 * command. Interrupted in the middle, what was done is kept: the next command, be it the same, goes on.
 * @param work gives what scripts are told about what was done.
 */
export function changing<const P extends readonly Place[]>(
	context: Context,
	choice: FileChoice,
	places: P,
	work: (located: LocatedAll<P>, desk: Desk) => Promise<{ readonly [key: string]: Json } | null>,
): Promise<void> {
	return withDesk(context, choice, places, async (desk) => {
		const located = (await desk.locateAll(places)) as LocatedAll<P>;
		let outcome: { readonly [key: string]: Json } | null;
		try {
			outcome = await work(located, desk);
		} catch (error) {
			// What was done before that stands.
			await desk.sendLeftovers().catch(() => {});
			throw error;
		}
		const unsent = outcome && (await desk.sendChanges());
		if (outcome) context.terminal.showOutcome({ ...outcome, synchronized: unsent === "nothing" });
		if (unsent instanceof Failure) throw unsent;
	});
}

/** A device at work with files. */
export async function withDesk(
	context: Context,
	choice: FileChoice,
	places: readonly Place[],
	work: (desk: Desk) => Promise<void>,
): Promise<void> {
	// Before a password is asked for in vain.
	if (!choice.workspace && places.some(({ workspace }) => !workspace)) {
		throw new UsageError(
			"required option '-w, --workspace <WORKSPACE>' not specified",
			"A path can also be given as WORKSPACE:/PATH",
		);
	}
	const reached = choice.offline ? { ...context, network: cutOff(context.network) } : context;
	await withSession(reached, choice, async (session) => {
		const desk = new Desk(context, session, choice);
		const forget = context.interruption.onInterrupt(() => desk.tellWaiting());
		try {
			await desk.reach();
			await work(desk);
		} catch (error) {
			throw error instanceof FileFailure ? fileRefusal(error) : error;
		} finally {
			forget();
		}
	});
}

export class Desk {
	readonly session: Session;
	readonly #context: Context;
	readonly #choice: FileChoice;
	readonly #opened = new Map<VlobID, WorkspaceFiles>();
	#online = false;

	constructor(context: Context, session: Session, choice: FileChoice) {
		this.#context = context;
		this.session = session;
		this.#choice = choice;
	}

	/** Brings what is new about workspaces, or says that the server cannot be reached. */
	async reach(): Promise<void> {
		if (this.#choice.offline) return;
		this.#online = true;
		await this.#ifReached(() => bringUpToDate(this.#context, this.session));
	}

	locateAll(places: readonly Place[]): Promise<readonly Located[]> {
		return inOrder(places, (each) => this.locate(each));
	}

	/** @throws Failure when there is no such workspace, or several */
	async locate({ workspace: named, path, asFolder }: Place): Promise<Located> {
		const choice = named ?? this.#choice.workspace;
		if (!choice) throw new TypeError("a place without a workspace");
		const workspace = await findWorkspace(this.session, choice);
		return { workspace, files: await this.open(workspace.id), path, asFolder };
	}

	/** The files of a workspace, up to date as far as the server is reached. */
	async open(id: VlobID): Promise<WorkspaceFiles> {
		const known = this.#opened.get(id);
		if (known) return known;
		const files = await this.session.files(id);
		if (!files) throw workspaceNotFound();
		this.#opened.set(id, files);
		await this.#ifReached(() => bring(this.#context, files));
		return files;
	}

	/** The workspace that `--workspace` tells, else all of them. */
	async chosenWorkspaces(): Promise<readonly WorkspaceInfo[]> {
		const { workspace } = this.#choice;
		return workspace ? [await findWorkspace(this.session, workspace)] : this.session.workspaces.list();
	}

	/** Tries to send what waits in one workspace; gives why some of it could not be, as far as the server is reached. */
	async trySend(files: WorkspaceFiles): Promise<ReadonlyMap<VlobID, FileFailure>> {
		let failed: ReadonlyMap<VlobID, FileFailure> = new Map();
		await this.#ifReached(async () => {
			failed = (await send(this.#context, files)).failures;
		});
		return failed;
	}

	/** What waits from before: not what this command is for. */
	async sendLeftovers(): Promise<void> {
		await this.#sendAll(async (files) => {
			const workspace = await this.session.workspaces.find(files.id);
			if (workspace?.writable && (await hasToSend(files))) await this.#sendLeftover(files);
		});
	}

	/** What was asked for is done: that these cannot be sent is only told. */
	async #sendLeftover(files: WorkspaceFiles): Promise<void> {
		const { terminal } = this.#context;
		try {
			const { failures } = await send(this.#context, files);
			for (const line of await failureLines(files, failures)) terminal.notice(text`Not sent: ${line}`);
		} catch (error) {
			if (!(error instanceof FileFailure)) throw error;
			terminal.notice(text`Not sent: ${fileRefusal(error).message}`);
		}
	}

	/** Says what waits, if anything does. */
	async tellWaiting(): Promise<void> {
		for (const files of this.#opened.values()) {
			const { entries } = await files.backlog();
			if (entries > 0) this.#context.terminal.notice(stillWaiting(entries));
		}
	}

	/** Gives what is not on the server: nothing, something that a later command sends, or why it cannot be. */
	async sendChanges(): Promise<"nothing" | "later" | Failure> {
		const causes: string[] = [];
		let busy = false;
		await this.#sendAll(async (files) => {
			const { failures, waiting } = await send(this.#context, files);
			causes.push(...(await failureLines(files, failures)));
			if ([...waiting.values()].includes("busy")) busy = true;
		});
		if (causes.length > 0) return notSynchronized(causes);
		const later = busy || !this.#online || this.#choice.noSync;
		if (!later) return "nothing";
		await this.tellWaiting();
		return "later";
	}

	/** Sends one workspace before anything else is done, as far as the server is reached. @throws Failure when it refuses some of it */
	async sendNow(files: WorkspaceFiles): Promise<void> {
		if (this.#choice.noSync) return;
		await this.#ifReached(async () => {
			const { failures } = await send(this.#context, files);
			if (failures.size > 0) throw notSynchronized(await failureLines(files, failures));
		});
	}

	async #sendAll(how: (files: WorkspaceFiles) => Promise<void>): Promise<void> {
		if (this.#choice.noSync) return;
		for (const files of this.#opened.values()) await this.#ifReached(() => how(files));
	}

	/** Nothing more is asked of a server that could not be reached. */
	async #ifReached(work: () => Promise<void>): Promise<void> {
		if (!this.#online) return;
		try {
			await work();
		} catch (error) {
			const unreached = error instanceof ConnectionError && error.kind === "offline";
			if (!unreached || this.#choice.mustReach) throw error;
			this.#online = false;
			this.#context.terminal.notice(text`The server cannot be reached: working with what is on this device`);
		}
	}
}

export function notSynchronized(causes: readonly string[]): Failure {
	return new Failure("not_synchronized", "It is done on this device, but could not all be sent to the server", {
		causes,
		next: "“parallax status” shows what waits; “parallax workspace sync” tries again",
	});
}

async function inOrder<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
	const results: R[] = [];
	for (const item of items) results.push(await work(item));
	return results;
}

/** A network that reaches nothing. */
function cutOff(network: Network): Network {
	return {
		userAgent: network.userAgent,
		now: () => network.now(),
		fetch: () => Promise.reject(new TypeError("--offline was given")),
	};
}
