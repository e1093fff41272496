import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { OFFICIAL_ADMINISTRATION_TOKEN, startOfficialServer } from "./officialServer.ts";
import { administrationToken, startOurServer } from "./ourServer.ts";

/** A server that knows nothing yet, whoever wrote it. */
export interface Place {
	readonly address: string;
	/** Of its administration API. */
	readonly token: string;
	stop(): Promise<void>;
}

/** Ours, on a folder of its own that goes with it. */
export async function ours(): Promise<Place> {
	const data = await mkdtemp(join(tmpdir(), "parallax-server-"));
	const server = await startOurServer(data);
	return {
		address: server.address,
		token: administrationToken(data),
		async stop() {
			await server.stop();
			await rm(data, { recursive: true });
		},
	};
}

/** The one that nobody here wrote. */
export async function official(): Promise<Place> {
	const server = await startOfficialServer();
	return { address: server.address, token: OFFICIAL_ADMINISTRATION_TOKEN, stop: () => server.stop() };
}
