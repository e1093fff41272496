import { DecodeError } from "../errors.ts";
import type { Wire } from "../msgpack/wire.ts";
import type { Writer } from "../msgpack/writer.ts";
import type { Shape, Type } from "../schema/type.ts";
import type { Branded } from "./ids.ts";

/** Public values of a fixed size (types.md §2.10): plain bytes, wire form `bin`. */
export interface FixedBytesType<B extends Uint8Array> extends Type<B> {
	readonly size: number;
	/** @throws DecodeError on another length. */
	fromBytes(bytes: Uint8Array): B;
}

function fixedBytes<Name extends string>(name: Name, size: number): FixedBytesType<Branded<Uint8Array, Name>> {
	type Value = Branded<Uint8Array, Name>;
	function fromBytes(bytes: Uint8Array): Value {
		if (bytes.length !== size) throw new DecodeError(`expected the ${size} bytes of a ${name}`);
		return bytes as Value;
	}
	return {
		size,
		shape: { kind: "binary", name, secret: false },
		write: (writer, value) => writer.bin(value),
		decode(wire: Wire) {
			if (!(wire instanceof Uint8Array)) throw new DecodeError(`expected a ${name}`);
			return fromBytes(wire);
		},
		fromBytes,
	};
}

/** Ed25519 public key. Not checked to be a point of the curve: one that is not simply never verifies. */
export type VerifyKey = Branded<Uint8Array, "VerifyKey">;
export const VerifyKey = fixedBytes("VerifyKey", 32);
/** X25519 public key. */
export type PublicKey = Branded<Uint8Array, "PublicKey">;
export const PublicKey = fixedBytes("PublicKey", 32);
/** SHA-256 digest. */
export type HashDigest = Branded<Uint8Array, "HashDigest">;
export const HashDigest = fixedBytes("HashDigest", 32);

/**
 * [Note: secrets do not print]
 * The 32 bytes of a secret live in a private field, so that no log, error, JSON or inspection shows them.
 * `expose` is the only way out; grep for it to see every place that handles raw key bytes.
 */
abstract class Secret {
	readonly #bytes: Uint8Array;

	constructor(bytes: Uint8Array) {
		if (bytes.length !== 32) throw new DecodeError(`expected the 32 bytes of a ${new.target.name}`);
		this.#bytes = bytes;
	}

	expose(): Uint8Array {
		return this.#bytes;
	}

	toString(): string {
		return "[secret]";
	}

	toJSON(): string {
		return "[secret]";
	}

	[Symbol.for("nodejs.util.inspect.custom")](): string {
		return "[secret]";
	}
}

function secretShape(name: string): Shape {
	return { kind: "binary", name, secret: true };
}

function readSecret(wire: Wire): Uint8Array {
	if (!(wire instanceof Uint8Array)) throw new DecodeError("expected a key");
	return wire;
}

/** XSalsa20-Poly1305 and BLAKE2b key. */
export class SecretKey extends Secret {
	readonly #kind = "SecretKey";
	static readonly shape = secretShape("SecretKey");
	static write(writer: Writer, key: SecretKey): void {
		writer.bin(key.expose());
	}
	static decode(wire: Wire): SecretKey {
		return new SecretKey(readSecret(wire));
	}
	static is(value: unknown): value is SecretKey {
		return typeof value === "object" && value !== null && #kind in value;
	}
}

/** Root of derived keys; never encrypts anything itself. */
export class KeyDerivation extends Secret {
	readonly #kind = "KeyDerivation";
	static readonly shape = secretShape("KeyDerivation");
	static write(writer: Writer, key: KeyDerivation): void {
		writer.bin(key.expose());
	}
	static decode(wire: Wire): KeyDerivation {
		return new KeyDerivation(readSecret(wire));
	}
	static is(value: unknown): value is KeyDerivation {
		return typeof value === "object" && value !== null && #kind in value;
	}
}

/** Ed25519 seed. */
export class SigningKey extends Secret {
	readonly #kind = "SigningKey";
	static readonly shape = secretShape("SigningKey");
	static write(writer: Writer, key: SigningKey): void {
		writer.bin(key.expose());
	}
	static decode(wire: Wire): SigningKey {
		return new SigningKey(readSecret(wire));
	}
	static is(value: unknown): value is SigningKey {
		return typeof value === "object" && value !== null && #kind in value;
	}
}

/** X25519 scalar. */
export class PrivateKey extends Secret {
	readonly #kind = "PrivateKey";
	static readonly shape = secretShape("PrivateKey");
	static write(writer: Writer, key: PrivateKey): void {
		writer.bin(key.expose());
	}
	static decode(wire: Wire): PrivateKey {
		return new PrivateKey(readSecret(wire));
	}
	static is(value: unknown): value is PrivateKey {
		return typeof value === "object" && value !== null && #kind in value;
	}
}
