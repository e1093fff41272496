import type { IncomingMessage } from "node:http";
import { DecodeError } from "@parallax/protocol";
import { readBody } from "../http/exchange.ts";

/** The body or the query is not what the route asks for: HTTP 422 (server.md §4). */
export class InvalidInput extends Error {
	readonly location: readonly string[];

	constructor(location: readonly string[], message: string) {
		super(message);
		this.location = location;
	}
}

/** Reads one field: strict types, no conversion. */
export type Field<T> = (value: unknown) => T;

/** A JSON object body. Unknown fields are ignored. @throws InvalidInput, HttpRefusal 413 */
export async function readJsonObject(request: IncomingMessage): Promise<Readonly<Record<string, unknown>>> {
	const type = request.headers["content-type"]?.split(";")[0]?.trim().toLowerCase();
	if (type !== "application/json") throw new InvalidInput(["body"], "expected Content-Type: application/json");
	const body = await readBody(request);
	let value: unknown;
	try {
		value = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body));
	} catch {
		throw new InvalidInput(["body"], "not JSON");
	}
	if (!isObject(value)) throw new InvalidInput(["body"], "expected an object");
	return value;
}

/** @throws InvalidInput when the field is absent or wrong. */
export function required<T>(body: Readonly<Record<string, unknown>>, name: string, field: Field<T>): T {
	const value = optional(body, name, field);
	if (value === undefined) throw new InvalidInput(["body", name], "required");
	return value;
}

/** `undefined` when absent. @throws InvalidInput when wrong. */
export function optional<T>(body: Readonly<Record<string, unknown>>, name: string, field: Field<T>): T | undefined {
	if (!Object.hasOwn(body, name)) return undefined;
	try {
		return field(body[name]);
	} catch (error) {
		if (error instanceof TypeError || error instanceof DecodeError)
			throw new InvalidInput(["body", name], error.message);
		throw error;
	}
}

export const bool: Field<boolean> = (value) => {
	if (typeof value !== "boolean") throw new TypeError("expected true or false");
	return value;
};

export const natural: Field<number> = (value) => {
	if (typeof value !== "number" || !Number.isSafeInteger(value) || value < 0)
		throw new TypeError("expected a whole number of at least 0");
	return value;
};

export const textMap: Field<Readonly<Record<string, string>>> = (value) => {
	if (!isObject(value) || Object.values(value).some((item) => typeof item !== "string"))
		throw new TypeError("expected an object of texts");
	return value as Readonly<Record<string, string>>;
};

export const object: Field<Readonly<Record<string, unknown>>> = (value) => {
	if (!isObject(value)) throw new TypeError("expected an object");
	return value;
};

export function orNull<T>(field: Field<T>): Field<T | null> {
	return (value) => (value === null ? null : field(value));
}

/** A text that `parse` accepts. */
export function parsed<T>(parse: (text: string) => T): Field<T> {
	return (value) => {
		if (typeof value !== "string") throw new TypeError("expected a text");
		return parse(value);
	};
}

/** Standard Base64, with its padding or without. */
export const base64 = parsed((text) => {
	try {
		return Uint8Array.fromBase64(text);
	} catch {
		throw new TypeError("expected Base64");
	}
});

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}
