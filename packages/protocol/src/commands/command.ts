import { DecodeError } from "../errors.ts";
import { decode } from "../msgpack/decode.ts";
import { encodedParts, joined } from "../msgpack/encode.ts";
import { readMap } from "../schema/containers.ts";
import {
	countFields,
	decodeFields,
	type Fields,
	type ObjectOf,
	readTag,
	type Union,
	writeFields,
} from "../schema/struct.ts";
import type { Encoded, Type } from "../schema/type.ts";

/** What a status carries: fields beside `status`, or a union flattened there ("unit" status, types.md §4). */
export type ReplySchema = Fields | Union<object>;
export type ReplySchemas = Readonly<Record<string, ReplySchema>>;

/** One remote procedure: its request, and every reply that it may give. */
export interface Command<
	Name extends string = string,
	Req extends Fields = Fields,
	Rep extends ReplySchemas = ReplySchemas,
> {
	readonly name: Name;
	/** API version that brought it, e.g. "5.6"; "5.0" when it was always there. */
	readonly since: string;
	/** The section of `docs/spec` that it comes from. */
	readonly spec: string;
	readonly request: Req;
	readonly replies: Rep;
}

export type RequestOf<C> = C extends Command<infer _N, infer Req, infer _R> ? ObjectOf<Req> : never;

type ReplyBody<S> = S extends Type<infer T> ? T : S extends Fields ? ObjectOf<S> : never;

/** The replies that a server gives. */
export type ReplyOf<C> =
	C extends Command<infer _N, infer _Q, infer Rep>
		? { [S in keyof Rep & string]: { readonly status: S } & ReplyBody<Rep[S]> }[keyof Rep & string]
		: never;

/** A reply, or a part of one, whose lists may be encoded already. */
export type Prepared<R> = R extends unknown
	? { readonly [K in keyof R]: R[K] extends readonly unknown[] ? R[K] | Encoded<R[K]> : R[K] }
	: never;

/** A status that this version does not know (types.md §4): an internal error of the operation, never a success. */
export interface UnknownStatus {
	readonly status: "unknown_status";
	readonly unknown_status: string;
	readonly reason: string | null;
}

/** The replies that a client may see. */
export type ReceivedReplyOf<C> = ReplyOf<C> | UnknownStatus;

/** Declares one command. `spec` is its file and section under `docs/spec`, as in `accounts.md §4.2`. */
export function command<const Name extends string, const Req extends Fields, const Rep extends ReplySchemas>(
	name: Name,
	spec: string,
	request: Req,
	replies: Rep,
	since = "5.0",
): Command<Name, Req, Rep> {
	return { name, spec, since, request, replies };
}

/** A request together with the command that it calls. */
export interface Call<C extends Command = Command> {
	readonly command: C;
	readonly request: RequestOf<C>;
}

/** One call among several commands: the request goes with the command. */
export type CallOf<C extends Command> = C extends Command ? Call<C> : never;

/** Any family, for what treats them alike: routes, tools. */
export interface AnyFamily {
	readonly name: string;
	readonly commands: Readonly<Record<string, Command>>;
	decodeRequest(bytes: Uint8Array): Call;
}

/** A set of commands behind one HTTP route. */
export class Family<const C extends Readonly<Record<string, Command>>> {
	readonly name: string;
	readonly commands: C;

	/** `name` is that of the family in the specification; `commands` are keyed by their own names. */
	constructor(name: string, commands: C) {
		this.name = name;
		this.commands = commands;
		for (const [key, { name: own }] of Object.entries(commands))
			if (key !== own) throw new Error(`${own} is declared as ${key}`);
	}

	/** The request shares `bytes`, which must never change again. @throws DecodeError for anything but one well-formed request of this family. */
	decodeRequest(bytes: Uint8Array): CallOf<C[keyof C]> {
		const map = readMap(decode(bytes, "shared"));
		const name = readTag(map, "cmd");
		const found = Object.hasOwn(this.commands, name) ? this.commands[name] : undefined;
		if (!found) throw new DecodeError(`unknown command of the family ${this.name}`);
		return { command: found, request: decodeFields(found.request, map) } as unknown as CallOf<C[keyof C]>;
	}
}

/** The body of a request. A command without field is its name alone: servers refuse anything beside it (types.md §1.4). */
export function encodeRequest<C extends Command>(called: C, request: RequestOf<C>): Uint8Array {
	return joined(encodeTagged("cmd", called.name, called.request, request));
}

/** The body of a reply. */
export function encodeReply<C extends Command>(called: C, reply: Prepared<ReplyOf<C>>): Uint8Array {
	return joined(encodeReplyParts(called, reply));
}

/** The body of a reply, in parts that follow each other: large ones that were encoded already are not copied. */
export function encodeReplyParts<C extends Command>(called: C, reply: Prepared<ReplyOf<C>>): readonly Uint8Array[] {
	const status = (reply as { readonly status: string }).status;
	const schema = called.replies[status];
	if (!schema) throw new TypeError(`${called.name} has no status ${status}`);
	return encodeTagged("status", status, isUnit(schema) ? schema.fieldsOf(reply) : schema, reply);
}

/** A map that says first what it is. */
function encodeTagged(key: "cmd" | "status", tag: string, fields: Fields, value: object): readonly Uint8Array[] {
	return encodedParts((writer) => {
		writer.mapHeader(1 + countFields(fields, value));
		writer.text(key);
		writer.text(tag);
		writeFields(writer, fields, value);
	});
}

/** @throws DecodeError when the bytes are not a reply, or a known status lacks what it must carry. */
export function decodeReply<C extends Command>(called: C, bytes: Uint8Array): ReceivedReplyOf<C> {
	const map = readMap(decode(bytes));
	const status = readTag(map, "status");
	const schema = Object.hasOwn(called.replies, status) ? called.replies[status] : undefined;
	if (!schema) {
		const reason = map.entries.find(([key]) => key === "reason")?.[1] ?? null;
		if (reason !== null && typeof reason !== "string") throw new DecodeError("reason is not a text");
		return { status: "unknown_status", unknown_status: status, reason };
	}
	const body = isUnit(schema) ? schema.decode(map) : decodeFields(schema, map);
	return { status, ...body } as unknown as ReceivedReplyOf<C>;
}

/** Whether a status carries a flattened union rather than fields of its own. */
export function isUnit(schema: ReplySchema): schema is Union<object> {
	return typeof schema["decode"] === "function";
}
