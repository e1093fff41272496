import { DateTime } from "@parallax/protocol";
import { type Json, jsonTime } from "../terminal/json.ts";
import { paint, type Text, text } from "../terminal/text.ts";
import type { Entry } from "./entry.ts";

/** As long as the longest that is usual, so that what follows is below each other. */
const WIDTH = { size: 12, date: 27, version: 5, state: 12 } as const;

const STATES = { synchronized: "synchronized", waiting: "waiting", local: "only here" } as const;

/** `ls --long`: what it is, its size, when it was changed, its version, whether the server has it, its name. */
export function longLine(name: string, { type, size, updated, version, state }: Entry): Text {
	const columns = [
		type.padEnd("folder".length),
		(type === "file" ? String(size) : "-").padStart(WIDTH.size),
		DateTime.format(updated).padEnd(WIDTH.date),
		`v${version}`.padEnd(WIDTH.version),
		...(state ? [STATES[state].padEnd(WIDTH.state)] : []),
	];
	return text`${columns.join(" ")} ${type === "folder" ? paint("green", name) : name}`;
}

/** `name` is what the entry is called, or its path. */
export function entryJson(name: { readonly [key: string]: string }, entry: Entry): { readonly [key: string]: Json } {
	const { type, id, size, created, updated, version, author, state } = entry;
	return {
		...name,
		type,
		id,
		// Sizes beyond 2^53 are of no file.
		...(type === "file" ? { size: Number(size) } : {}),
		created: jsonTime(created),
		updated: jsonTime(updated),
		version,
		author,
		...(state ? { state } : {}),
	};
}

/** What a person reads of one entry. */
export function entryText(path: string, entry: Entry, author: string): Text {
	const { type, id, size, created, updated, version, state } = entry;
	const lines = [
		text`${paint("green", path)}`,
		text`Type: ${type}`,
		...(type === "file" ? [text`Size: ${String(size)}`] : []),
		text`Created: ${DateTime.format(created)}`,
		text`Changed: ${DateTime.format(updated)}`,
		text`Version: ${version}`,
		text`By: ${author}`,
		...(state ? [text`State: ${STATES[state]}`] : []),
		text`Id: ${paint("yellow", id)}`,
	];
	return lines.reduce((all, line) => text`${all}\n${line}`);
}
