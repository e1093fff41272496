import { DecodeError } from "../errors.ts";
import { Ext, type Wire } from "../msgpack/wire.ts";
import type { Type } from "../schema/type.ts";

declare const brand: unique symbol;

/** A value that only the parser named by `Name` makes. */
export type Branded<Base, Name extends string> = Base & { readonly [brand]: Name };

const UUID_EXT = 2;
const FORMS = /^(?:[0-9a-f]{32}|(\{|urn:uuid:)?[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}(\})?)$/i;

/** A kind of 16-byte id (types.md §2.1). In memory: 32 lowercase hex digits, so that `===` compares and a `Map` can be keyed. */
export interface IdType<I extends string> extends Type<I> {
	/** From any accepted text form: 32 hex, hyphenated, braced or urn. @throws DecodeError */
	parse(text: string): I;
	/** @throws DecodeError unless there are 16 bytes. */
	fromBytes(bytes: Uint8Array): I;
	toBytes(id: I): Uint8Array;
	/** The canonical 8-4-4-4-12 form, for display and JSON APIs. */
	hyphenated(id: I): string;
}

function idType<Name extends string>(name: Name): IdType<Branded<string, Name>> {
	type Id = Branded<string, Name>;
	function fromBytes(bytes: Uint8Array): Id {
		if (bytes.length !== 16) throw new DecodeError(`expected the 16 bytes of a ${name}`);
		return bytes.toHex() as Id;
	}
	return {
		shape: { kind: "uuid", name },
		write: (writer, id) => writer.extOfHex(UUID_EXT, id),
		decode(wire: Wire) {
			if (!(wire instanceof Ext) || wire.type !== UUID_EXT) throw new DecodeError(`expected a ${name}`);
			return fromBytes(wire.data);
		},
		parse(text) {
			const match = FORMS.exec(text);
			if (!match || (match[1] === "{") !== (match[2] === "}")) throw new DecodeError(`not a valid ${name}`);
			return text.replace(/^urn:uuid:|[{}-]/gi, "").toLowerCase() as Id;
		},
		fromBytes,
		toBytes: (id) => Uint8Array.fromHex(id),
		hyphenated: (id) => id.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5"),
	};
}

export type UserID = Branded<string, "UserID">;
export const UserID = idType("UserID");
export type DeviceID = Branded<string, "DeviceID">;
export const DeviceID = idType("DeviceID");
/** Also a realm's, a workspace's and a manifest's id. */
export type VlobID = Branded<string, "VlobID">;
export const VlobID = idType("VlobID");
export type BlockID = Branded<string, "BlockID">;
export const BlockID = idType("BlockID");
export type ChunkID = Branded<string, "ChunkID">;
export const ChunkID = idType("ChunkID");
export type SequesterServiceID = Branded<string, "SequesterServiceID">;
export const SequesterServiceID = idType("SequesterServiceID");
export type GreetingAttemptID = Branded<string, "GreetingAttemptID">;
export const GreetingAttemptID = idType("GreetingAttemptID");
export type AsyncEnrollmentID = Branded<string, "AsyncEnrollmentID">;
export const AsyncEnrollmentID = idType("AsyncEnrollmentID");
export type PKIEnrollmentID = Branded<string, "PKIEnrollmentID">;
export const PKIEnrollmentID = idType("PKIEnrollmentID");
export type AccountAuthMethodID = Branded<string, "AccountAuthMethodID">;
export const AccountAuthMethodID = idType("AccountAuthMethodID");
export type AccountVaultItemOpaqueKeyID = Branded<string, "AccountVaultItemOpaqueKeyID">;
export const AccountVaultItemOpaqueKeyID = idType("AccountVaultItemOpaqueKeyID");
export type TOTPOpaqueKeyID = Branded<string, "TOTPOpaqueKeyID">;
export const TOTPOpaqueKeyID = idType("TOTPOpaqueKeyID");

/** A bearer secret of 16 random bytes: `bin` on the wire, 32 lowercase hex digits in memory (types.md §2.2). */
export type AccessToken = Branded<string, "AccessToken">;
export const AccessToken: Type<AccessToken> & {
	/** Exactly 32 hex digits, in any case. @throws DecodeError */
	parse(text: string): AccessToken;
	fromBytes(bytes: Uint8Array): AccessToken;
	toBytes(token: AccessToken): Uint8Array;
} = {
	shape: { kind: "binary", name: "AccessToken", secret: true },
	write: (writer, token) => writer.binOfHex(token),
	decode(wire) {
		if (!(wire instanceof Uint8Array)) throw new DecodeError("expected an AccessToken");
		return AccessToken.fromBytes(wire);
	},
	parse(text) {
		if (!/^[0-9a-f]{32}$/i.test(text)) throw new DecodeError("not a valid AccessToken");
		return text.toLowerCase() as AccessToken;
	},
	fromBytes(bytes) {
		if (bytes.length !== 16) throw new DecodeError("expected the 16 bytes of an AccessToken");
		return bytes.toHex() as AccessToken;
	},
	toBytes: (token) => Uint8Array.fromHex(token),
};
