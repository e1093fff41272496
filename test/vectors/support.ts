import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type AnyType, DateTime, decodeMsgpack, Ext, encodeAs, Float, type Wire, WireMap } from "@parallax/protocol";

/** Where the official vectors are: those of the repository, or of the folder named by `PARALLAX_VECTORS`. */
const folder = process.env["PARALLAX_VECTORS"] ?? join(import.meta.dirname, "data");

/** The cases of one file of vectors; never none, so that a test over them cannot pass by looping over nothing. */
export function loadVectors<Case>(file: string): readonly Case[] {
	const { cases } = JSON.parse(readFileSync(join(folder, file), "utf8"), exact) as { readonly cases: readonly Case[] };
	assert.ok(cases.length > 0, `${file} has no case`);
	return cases;
}

/** Keeps an integer that `number` would round as its decimal text. */
function exact(_key: string, value: unknown, context?: { readonly source?: string }): unknown {
	return typeof value === "number" && Number.isInteger(value) && !Number.isSafeInteger(value) ? context?.source : value;
}

const UUID_EXT = 2;

/** A MessagePack value from its tagged JSON form (data/README.md, "Conventions"). */
export function toWire(json: unknown): Wire {
	if (json === null || typeof json === "boolean" || typeof json === "string") return json;
	if (typeof json === "number") return Number.isInteger(json) ? json : new Float(json);
	if (Array.isArray(json)) return json.map(toWire);
	const entries = Object.entries(json as Readonly<Record<string, unknown>>);
	const [tag, content] = entries[0] ?? [];
	if (entries.length !== 1 || !tag?.startsWith("$")) {
		return new WireMap(entries.map(([key, value]) => [key, toWire(value)]));
	}
	switch (tag) {
		case "$bin":
			return Uint8Array.fromHex(content as string);
		case "$uuid":
			return new Ext(UUID_EXT, Uint8Array.fromHex(content as string));
		case "$dt":
			return decodeMsgpack(encodeAs(DateTime, DateTime.parse(content as string)));
		case "$f64":
			return new Float(Number(content));
		case "$int":
			return BigInt(content as string);
		case "$map":
			return new WireMap((content as [unknown, unknown][]).map(([key, value]) => [toWire(key), toWire(value)]));
		default:
			throw new Error(`Unknown tag ${tag} in the vectors`);
	}
}

/** Both are the same value, the order of map keys apart. */
export function assertSameWire(actual: Wire, expected: Wire, message: string): void {
	assert.deepEqual(canonical(actual), canonical(expected), message);
}

/** Plain data that `deepEqual` compares: map keys sorted, types of values kept apart. */
function canonical(wire: Wire): unknown {
	if (typeof wire === "bigint") return { $int: String(wire) };
	if (wire instanceof Uint8Array) return { $bin: wire.toHex() };
	if (wire instanceof Float) return { $f64: wire.value };
	if (wire instanceof Ext) return { $ext: wire.type, data: wire.data.toHex() };
	if (wire instanceof WireMap) {
		const entries = wire.entries.map(([key, value]) => [canonical(key), canonical(value)]);
		return { $map: entries.sort((a, b) => (JSON.stringify(a[0]) < JSON.stringify(b[0]) ? -1 : 1)) };
	}
	return Array.isArray(wire) ? wire.map(canonical) : wire;
}

/** The `fields` JSON form of a value (data/README.md): hex, RFC 3339 with six digits, big integers as text. */
export function toFields(type: AnyType, value: unknown): unknown {
	const { shape } = type;
	switch (shape.kind) {
		case "bytes":
			return (value as Uint8Array).toHex();
		case "binary":
			return binary(value);
		case "datetime":
			return sixDigits(value as DateTime);
		case "integer":
			return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
		case "nullable":
			return value === null ? null : toFields(shape.of, value);
		case "since":
			return toFields(shape.of, value);
		case "list":
		case "set":
			return Array.from(value as Iterable<unknown>, (item) => toFields(shape.of, item));
		case "tuple":
			return shape.of.map((item, i) => toFields(item, (value as readonly unknown[])[i]));
		case "map":
			return Object.fromEntries(
				Array.from(value as ReadonlyMap<unknown, unknown>, ([key, item]) => [
					String(toFields(shape.key, key)),
					toFields(shape.value, item),
				]),
			);
		case "struct":
			return structFields(shape.fields, value);
		case "union": {
			const tag = (value as Readonly<Record<string, string>>)[shape.discriminant] ?? "";
			return { [shape.discriminant]: tag, ...structFields(shape.variants[tag] ?? {}, value) };
		}
		case "custom":
			return toFields(shape.of, shape.of.decode(decodeMsgpack(encodeAs(type, value))));
		default:
			return value;
	}
}

function structFields(fields: Readonly<Record<string, AnyType>>, value: unknown): Record<string, unknown> {
	const source = value as Readonly<Record<string, unknown>>;
	return Object.fromEntries(
		Object.entries(fields)
			.filter(([key]) => source[key] !== undefined)
			.map(([key, type]) => [key, toFields(type, source[key])]),
	);
}

/** Public bytes, secrets and access tokens: all of them hex. */
function binary(value: unknown): string {
	if (typeof value === "string") return value;
	return (value instanceof Uint8Array ? value : (value as { expose(): Uint8Array }).expose()).toHex();
}

function sixDigits(instant: DateTime): string {
	const [seconds = "", fraction = ""] = DateTime.format(instant).slice(0, -1).split(".");
	return `${seconds}.${fraction.padEnd(6, "0")}Z`;
}
