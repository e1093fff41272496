import type { ChildProcess } from "node:child_process";
import { ConnectionError } from "@parallax/client";
import type { BlockAccess, BlockID, DateTime, DeviceID, VlobID } from "@parallax/protocol";
import { FileFailure, type FileFailureReason } from "../../../src/file/failure.ts";
import type { RemoteEntry } from "../../../src/file/merge/entry.ts";
import type { RemoteFiles } from "../../../src/file/remote/remoteFiles.ts";
import { FakeRealm } from "./fakeRealm.ts";

/** What a child process asks of the realm that its parent has; `sign` is for an upload, which is signed on the child's side. */
type Ask =
	| { readonly what: "fetch"; readonly args: Parameters<RemoteFiles["fetch"]> }
	| { readonly what: "fetchVersion"; readonly args: Parameters<RemoteFiles["fetchVersion"]> }
	| { readonly what: "changesSince"; readonly args: Parameters<RemoteFiles["changesSince"]> }
	| { readonly what: "uploadBlock"; readonly args: Parameters<RemoteFiles["uploadBlock"]> }
	| { readonly what: "downloadBlock"; readonly args: Parameters<RemoteFiles["downloadBlock"]> }
	| { readonly what: "sign"; readonly args: readonly [] }
	| { readonly what: "upload"; readonly args: readonly [RemoteEntry] };

interface Answer {
	readonly answers: number;
	readonly given?: unknown;
	readonly failure?: FileFailureReason;
	readonly offline?: true;
}

/** A realm for devices that are processes. */
export class SharedRealm extends FakeRealm {
	#uploaded: DateTime | undefined;

	override now(): DateTime {
		return this.#uploaded ?? super.now();
	}

	/** Answers what the child asks as `device`, until it ends. */
	serve(child: ChildProcess, device: DeviceID): void {
		const remote = this.open(device);
		child.on("message", async (message: { readonly asks?: number; readonly ask: Ask }) => {
			if (message.asks === undefined) return;
			const answer = await this.#answer(remote, device, message.ask);
			// It may have been killed meanwhile.
			if (child.connected) child.send({ answers: message.asks, ...answer }, () => {});
		});
	}

	async #answer(remote: RemoteFiles, device: DeviceID, ask: Ask): Promise<Omit<Answer, "answers">> {
		try {
			return { given: await this.#given(remote, device, ask) };
		} catch (error) {
			if (error instanceof FileFailure) return { failure: error.reason };
			if (error instanceof ConnectionError) return { offline: true };
			throw error;
		}
	}

	#given(remote: RemoteFiles, device: DeviceID, ask: Ask): unknown {
		switch (ask.what) {
			case "fetch":
				return remote.fetch(...ask.args);
			case "fetchVersion":
				return remote.fetchVersion(...ask.args);
			case "changesSince":
				return remote.changesSince(...ask.args);
			case "uploadBlock":
				return remote.uploadBlock(...ask.args);
			case "downloadBlock":
				return remote.downloadBlock(...ask.args);
			case "sign":
				return this.now();
			case "upload": {
				const [manifest] = ask.args;
				this.#uploaded = manifest.timestamp;
				try {
					return this.upload(device, () => manifest);
				} finally {
					this.#uploaded = undefined;
				}
			}
		}
	}
}

/** The realm of the parent process. */
export class ParentRealm implements RemoteFiles {
	readonly #device: DeviceID;
	readonly #waiting = new Map<number, (answer: Answer) => void>();
	#count = 0;

	constructor(device: DeviceID) {
		this.#device = device;
		process.on("message", (answer: Answer) => this.#waiting.get(answer.answers)?.(answer));
	}

	async #ask<T>(ask: Ask): Promise<T> {
		const asks = this.#count++;
		const { promise, resolve } = Promise.withResolvers<Answer>();
		this.#waiting.set(asks, resolve);
		process.send?.({ asks, ask });
		const { given, failure, offline } = await promise;
		this.#waiting.delete(asks);
		if (failure) throw new FileFailure(failure);
		if (offline) throw new ConnectionError("offline");
		return given as T;
	}

	fetch(ids: readonly VlobID[], at: DateTime | null) {
		return this.#ask<Awaited<ReturnType<RemoteFiles["fetch"]>>>({ what: "fetch", args: [ids, at] });
	}

	fetchVersion(id: VlobID, version: number) {
		return this.#ask<Awaited<ReturnType<RemoteFiles["fetchVersion"]>>>({ what: "fetchVersion", args: [id, version] });
	}

	changesSince(checkpoint: bigint) {
		return this.#ask<Awaited<ReturnType<RemoteFiles["changesSince"]>>>({ what: "changesSince", args: [checkpoint] });
	}

	uploadBlock(id: BlockID, data: Uint8Array) {
		return this.#ask<void>({ what: "uploadBlock", args: [id, data] });
	}

	downloadBlock(access: BlockAccess) {
		return this.#ask<Uint8Array>({ what: "downloadBlock", args: [access] });
	}

	async upload(make: Parameters<RemoteFiles["upload"]>[0]) {
		const timestamp = await this.#ask<DateTime>({ what: "sign", args: [] });
		const manifest = make({ author: this.#device, timestamp });
		return this.#ask<Awaited<ReturnType<RemoteFiles["upload"]>>>({ what: "upload", args: [manifest] });
	}
}
