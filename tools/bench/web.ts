/**
 * `npm run bench -- web`: what the first screen of the browser app costs somebody on a slow telephone, by what Chromium itself tells.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "../../test/support/officialServer.ts";
import { npmStart } from "../../test/support/ourServer.ts";
import { type Loading, measureBytes, measureLoading } from "../../test/web/support/figures.ts";

const VISITS = 5;

/** The first page, and a link of an e-mail: what people see first. */
const SCREENS = { "first page": "/client/", "invitation link": "/client/join" } as const;

export async function measureWeb(): Promise<string> {
	const data = mkdtempSync(join(tmpdir(), "parallax-bench-"));
	const server = await npmStart(data, await freePort());
	try {
		const rows: string[][] = [];
		for (const [name, path] of Object.entries(SCREENS)) {
			const url = `http://127.0.0.1:${server.port}${path}`;
			const { screen, fonts, worker } = await measureBytes(url);
			const visits: Loading[] = [];
			for (let visit = 0; visit < VISITS; visit++) visits.push(await measureLoading(url));
			const seconds = (pick: (loading: Loading) => number) => `${(median(visits.map(pick)) / 1000).toFixed(2)} s`;
			rows.push([
				name,
				...[screen, fonts, worker].map((bytes) => `${(bytes / 1024).toFixed(0)} KiB`),
				seconds(({ firstPaint }) => firstPaint),
				seconds(({ largestPaint }) => largestPaint),
				seconds(({ interactive }) => interactive),
				`${median(visits.map(({ blocked }) => blocked)).toFixed(0)} ms`,
				median(visits.map(({ layoutShift }) => layoutShift)).toFixed(3),
			]);
		}
		const head = [
			"",
			"screen",
			"fonts",
			"worker",
			"first paint",
			"largest paint",
			"interactive",
			"blocked",
			"layout shift",
		];
		return [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
	} finally {
		await server.stop();
		rmSync(data, { recursive: true });
	}
}

function median(values: readonly number[]): number {
	return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
