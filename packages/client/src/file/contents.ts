import type { ChunkID, ChunkView } from "@parallax/protocol";
import { assemble, type Extent } from "./chunk/read.ts";
import { FileFailure } from "./failure.ts";
import type { DataStore } from "./local/dataStore.ts";
import type { RemoteFiles } from "./remote/remoteFiles.ts";

/** The bytes of files, wherever they are: on this device, else on the server; what comes from there is kept. */
export class Contents {
	readonly #data: DataStore;
	readonly #remote: RemoteFiles;

	constructor(data: DataStore, remote: RemoteFiles) {
		this.#data = data;
		this.#remote = remote;
	}

	/** The whole data behind a chunk. @throws FileFailure, ConnectionError */
	async load(chunk: ChunkView): Promise<Uint8Array> {
		const here = await this.loadHere(chunk);
		if (here) return here;
		const { id, access } = chunk;
		if (!access) throw new FileFailure({ kind: "damaged_storage", detail: `content ${id}` });
		const data = await this.#remote.downloadBlock(access);
		await this.#data.keep(id, data);
		return data;
	}

	/** The same, of which nothing is kept: for what goes somewhere else, once. */
	async pass(chunk: ChunkView): Promise<Uint8Array> {
		const here = await this.loadHere(chunk);
		if (here) return here;
		if (!chunk.access) throw new FileFailure({ kind: "damaged_storage", detail: `content ${chunk.id}` });
		return this.#remote.downloadBlock(chunk.access);
	}

	/** The same from this device alone; `null` when it is not here. */
	async loadHere({ id, raw_size, access }: ChunkView): Promise<Uint8Array | null> {
		const data = await this.#data.get(id);
		if (!data || BigInt(data.length) === raw_size) return data;
		// The server may still have it as it was.
		if (access) return null;
		throw new FileFailure({ kind: "damaged_storage", detail: `content ${id}` });
	}

	/** The bytes of a stretch of a file; `fresh` is what was just written, and is stored nowhere yet. */
	async read(plan: readonly Extent[], fresh?: ReadonlyMap<ChunkID, Uint8Array>): Promise<Uint8Array> {
		return assemble(plan, asMap(await this.#all(plan, (chunk) => fresh?.get(chunk.id) ?? this.load(chunk))));
	}

	/** The same from this device alone; `null` when a part is not here. */
	async readHere(plan: readonly Extent[], fresh?: ReadonlyMap<ChunkID, Uint8Array>): Promise<Uint8Array | null> {
		const loaded = await this.#all(plan, async (chunk) => fresh?.get(chunk.id) ?? this.loadHere(chunk));
		if (loaded.some(([, data]) => data === null)) return null;
		return assemble(plan, asMap(loaded as readonly (readonly [ChunkID, Uint8Array])[]));
	}

	#all<D>(plan: readonly Extent[], load: (chunk: ChunkView) => D | Promise<D>): Promise<(readonly [ChunkID, D])[]> {
		const chunks = new Map(plan.flatMap((extent) => (extent.kind === "data" ? [[extent.chunk.id, extent.chunk]] : [])));
		return Promise.all([...chunks.values()].map(async (chunk) => [chunk.id, await load(chunk)] as const));
	}
}

function asMap(loaded: readonly (readonly [ChunkID, Uint8Array])[]): (id: ChunkID) => Uint8Array | undefined {
	const data = new Map(loaded);
	return (id) => data.get(id);
}
