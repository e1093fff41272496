/**
 * `npm run bench -- web`: what the first screen of the browser app costs somebody on a slow telephone, and a list of many users
 * somebody at a computer, by what Chromium itself tells.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { EmailAddress, InvitationAddr } from "@parallax/protocol";
import { newOrganization } from "../../test/support/meeting.ts";
import { freePort } from "../../test/support/officialServer.ts";
import { npmStart } from "../../test/support/ourServer.ts";
import { type Loading, measureBytes, measureLoading, NETWORKS, type Work } from "../../test/web/support/figures.ts";
import { wordsOf } from "../../test/web/support/words.ts";
import { measureUsers } from "./users.ts";

const VISITS = 5;
const ORGANIZATION = "Bench";

export async function measureWeb(): Promise<string> {
	const data = mkdtempSync(join(tmpdir(), "parallax-bench-"));
	const server = await npmStart(data, await freePort());
	try {
		// What people see first: the first page, or what the link of an e-mail opens.
		const t = wordsOf("en");
		const screens = {
			"first page": { url: `http://127.0.0.1:${server.port}/client/`, title: t("home.headline") },
			"invitation link": {
				url: await invitationLink(server.address),
				title: t("join.meet.title", { organization: ORGANIZATION }),
			},
		};
		const sizes: string[][] = [["first visit, compressed", "screen", "fonts", "core (later)"]];
		const times: string[][] = [
			[
				"telephone, CPU ×4 slower",
				"first paint",
				"largest paint",
				"screen shown",
				"interactive",
				"blocked",
				"layout shift",
			],
		];
		for (const [name, { url, title }] of Object.entries(screens)) {
			const { screen, fonts, worker } = await measureBytes(url);
			sizes.push([name, ...[screen, fonts, worker].map((bytes) => `${(bytes / 1024).toFixed(0)} KiB`)]);
			for (const network of Object.keys(NETWORKS) as (keyof typeof NETWORKS)[]) {
				const visits: Loading[] = [];
				for (let visit = 0; visit < VISITS; visit++) visits.push(await measureLoading(url, title, network));
				const seconds = (pick: (loading: Loading) => number) => `${(median(visits.map(pick)) / 1000).toFixed(2)} s`;
				times.push([
					`${name}, ${network}`,
					seconds(({ firstPaint }) => firstPaint),
					seconds(({ largestPaint }) => largestPaint),
					seconds(({ shown }) => shown),
					seconds(({ interactive }) => interactive),
					`${median(visits.map(({ blocked }) => blocked)).toFixed(0)} ms`,
					median(visits.map(({ layoutShift }) => layoutShift)).toFixed(3),
				]);
			}
		}
		return `${table(sizes)}\n\n${table(times)}\n\n${await listOfUsers(server.port)}`;
	} finally {
		await server.stop();
		rmSync(data, { recursive: true });
	}
}

async function listOfUsers(port: number): Promise<string> {
	const { users, elements, open, rest, scroll, letter } = await measureUsers(port);
	const row = (name: string, { script, style, layout, total }: Work) => [
		name,
		...[script, style, layout, total].map((milliseconds) => `${milliseconds.toFixed(1)} ms`),
	];
	return table([
		[`${users} users, ${elements} elements`, "script", "style", "layout", "in all"],
		row("opening the list, to the rows in sight", open),
		row("to all of them", rest),
		row("a turn of the wheel", scroll),
		row("a letter in the search", letter),
	]);
}

/** As an e-mail has it. */
async function invitationLink(server: string): Promise<string> {
	const host = await newOrganization(server, ORGANIZATION);
	try {
		const invitation = await host.inviteUser(EmailAddress.parse("guest@bench.invalid"), false);
		if (invitation.status !== "ok") throw new Error(`The invitation was refused: ${invitation.status}`);
		return InvitationAddr.parse(invitation.link).toHttpRedirection();
	} finally {
		await host.close();
	}
}

function table([head = [], ...rows]: readonly (readonly string[])[]): string {
	return [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

function median(values: readonly number[]): number {
	return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
