import { type FileFailure, isFailure, type SyncReport, type WorkspaceFiles } from "@parallax/client";
import { FsPath, type VlobID } from "@parallax/protocol";
import type { Context } from "../context.ts";
import { byteText, countText } from "../terminal/quantity.ts";
import type { Ending } from "../terminal/steps.ts";
import { type Text, text } from "../terminal/text.ts";
import { fileRefusal } from "./refusal.ts";

/** More of them would hide what else is said. */
const MOST_TOLD = 8;

/** What the server has comes to this device. @throws ConnectionError, FileFailure */
export async function bring({ terminal }: Context, files: WorkspaceFiles): Promise<void> {
	try {
		const { failures } = await terminal.step("Bring what is new in the workspace", () =>
			files.synchronize({ upload: false }),
		);
		for (const line of await failureLines(files, failures)) terminal.notice(text`Not brought: ${line}`);
	} catch (error) {
		// This device has made it, and the server does not know it yet: there is nothing to bring.
		if (!isFailure(error, "not_bootstrapped")) throw error;
	}
}

/** What waits on this device goes to the server; gives what is left. @throws ConnectionError, FileFailure */
export async function send(
	{ terminal }: Context,
	files: WorkspaceFiles,
	label = "Send what waits to the server",
	ending: (report: SyncReport) => Ending = () => "check",
): Promise<SyncReport> {
	const total = await files.backlog();
	const done = { entries: 0, bytes: 0 };
	let tell: (detail: string) => void = () => {};
	const progress = () => {
		const entries = `${Math.min(done.entries, total.entries)} of ${countText(total.entries, "entry", "entries")}`;
		const bytes = `${byteText(Math.min(done.bytes, total.bytes))} of ${byteText(total.bytes)}`;
		tell(total.bytes > 0 ? `${entries}, ${bytes}` : entries);
	};
	const leave = files.subscribe({
		outboundProgress(_id, { blocksize }) {
			done.bytes += Number(blocksize);
			progress();
		},
		outboundDone() {
			done.entries++;
			progress();
		},
	});
	try {
		const work = (how: (detail: string) => void) => {
			tell = how;
			return files.synchronize();
		};
		return await terminal.step(label, work, ending);
	} finally {
		leave();
	}
}

/** Whether anything waits that does not stay on this device anyway. */
export async function hasToSend(files: WorkspaceFiles): Promise<boolean> {
	for (const id of await files.pending()) {
		const found = await files.statById(id);
		if (found.kind === "ok" && found.stat.confinementPoint === null && (await files.pathOf(id))) return true;
	}
	return false;
}

/** Says that nothing is lost, and when it goes. */
export function stillWaiting(entries: number): Text {
	return text`${countText(entries, "entry waits", "entries wait")} on this device; the next command that reaches the server sends what can be`;
}

/** Which entries could not be synchronized, and why: one line for each. */
export async function failureLines(
	files: WorkspaceFiles,
	failures: ReadonlyMap<VlobID, FileFailure>,
): Promise<readonly string[]> {
	const lines: string[] = [];
	for (const [id, failure] of failures) {
		if (lines.length === MOST_TOLD) {
			lines.push(`and ${failures.size - MOST_TOLD} more`);
			break;
		}
		const { message, causes } = fileRefusal(failure);
		lines.push(`${await pathText(files, id)}: ${[message, ...causes].join(": ")}`);
	}
	return lines;
}

/** Where an entry is, or its id when no path leads to it. */
export async function pathText(files: WorkspaceFiles, id: VlobID): Promise<string> {
	const path = await files.pathOf(id).catch(() => null);
	return path ? FsPath.format(path) : id;
}
