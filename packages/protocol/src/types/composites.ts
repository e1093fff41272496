import { DecodeError } from "../errors.ts";
import { nullable, optionalNullable, since } from "../schema/containers.ts";
import { Bytes, NonZeroInteger, readBytes, readString, Size, Text, Version } from "../schema/primitives.ts";
import { struct, union } from "../schema/struct.ts";
import type { Infer, Type } from "../schema/type.ts";
import { DateTime } from "./datetime.ts";
import { isRsaPublicKeyDer } from "./der.ts";
import { BlockID, type Branded, DeviceID } from "./ids.ts";
import { HashDigest } from "./keys.ts";

/** Most active users that an organization may have; `null`: no limit (types.md §2.12). */
export const ActiveUsersLimit = optionalNullable(Size);

/** Who signed: a device, or `null` for the root key of the organization (types.md §2.12). */
export type CertificateSigner = DeviceID | null;
export const CertificateSigner = optionalNullable(DeviceID);

export type RealmArchivingConfiguration = Infer<typeof RealmArchivingConfiguration>;
export const RealmArchivingConfiguration = union("type", {
	AVAILABLE: {},
	ARCHIVED: {},
	DELETION_PLANNED: { deletion_date: DateTime },
});

/** Where a piece of a file is: `offset` and `size` in bytes of clear content, `digest` of the same. */
export type BlockAccess = Infer<typeof BlockAccess>;
export const BlockAccess = struct({ id: BlockID, offset: Size, size: NonZeroInteger, digest: HashDigest });

/** Which program the content of a file comes from; absent fields of this type mean `DEFAULT`. */
export type FileManifestOrigin = Infer<typeof FileManifestOrigin>;
export const FileManifestOrigin = union("type", {
	DEFAULT: {},
	CRYPTPAD: { channel_id: Text, timestamp: DateTime },
});

const SALT_SIZE = 16;
const Salt: Type<Uint8Array> = {
	shape: { kind: "binary", name: "Salt", secret: false },
	write: (writer, salt) => writer.bin(salt),
	decode(wire) {
		const salt = readBytes(wire);
		if (salt.length !== SALT_SIZE) throw new DecodeError(`expected a salt of ${SALT_SIZE} bytes`);
		return salt;
	},
};

const argon2id = { memlimit_kb: Version, opslimit: Version, parallelism: Version } as const;

/** Stored beside the ciphertext that it protects (crypto.md §10). */
export type TrustedPasswordAlgorithm = Infer<typeof TrustedPasswordAlgorithm>;
export const TrustedPasswordAlgorithm = union("type", { ARGON2ID: { ...argon2id, salt: Salt } });

/** Received from a server, hence without salt (crypto.md §10). */
export type UntrustedPasswordAlgorithm = Infer<typeof UntrustedPasswordAlgorithm>;
export const UntrustedPasswordAlgorithm = union("type", { ARGON2ID: argon2id });

function rsaPublicKeyDer<Name extends string>(name: Name): Type<Branded<Uint8Array, Name>> {
	return {
		shape: { kind: "binary", name, secret: false },
		write: (writer, der) => writer.bin(der),
		decode(wire) {
			const der = readBytes(wire);
			if (!isRsaPublicKeyDer(der)) throw new DecodeError("expected an RSA public key (DER SubjectPublicKeyInfo)");
			return der as Branded<Uint8Array, Name>;
		},
	};
}

/** RSA key that verifies what the sequester authority signs. */
export type SequesterVerifyKeyDer = Branded<Uint8Array, "SequesterVerifyKeyDer">;
export const SequesterVerifyKeyDer = rsaPublicKeyDer("SequesterVerifyKeyDer");
/** RSA key that encrypts for a sequester service. */
export type SequesterPublicKeyDer = Branded<Uint8Array, "SequesterPublicKeyDer">;
export const SequesterPublicKeyDer = rsaPublicKeyDer("SequesterPublicKeyDer");

/** One share of a secret: its x coordinate, then one y per byte of the secret (crypto.md §8). */
export type ShamirShare = Branded<Uint8Array, "ShamirShare">;
export const ShamirShare: Type<ShamirShare> & { fromBytes(bytes: Uint8Array): ShamirShare } = {
	shape: { kind: "binary", name: "ShamirShare", secret: true },
	write: (writer, share) => writer.bin(share),
	decode: (wire) => ShamirShare.fromBytes(readBytes(wire)),
	fromBytes(bytes) {
		if (bytes.length < 2) throw new DecodeError("expected at least the 2 bytes of a share");
		return bytes as ShamirShare;
	},
};

/** `sha256-` and the standard base64 of the SHA-256 of a DER certificate (types.md §2.12). */
export type X509CertificateHash = Branded<string, "X509CertificateHash">;
export const X509CertificateHash: Type<X509CertificateHash> & { fromDigest(digest: HashDigest): X509CertificateHash } =
	{
		shape: { kind: "text", name: "X509CertificateHash" },
		write: (writer, hash) => writer.text(hash),
		decode(wire) {
			const match = /^sha256-([A-Za-z0-9+/]{43}=)$/i.exec(readString(wire));
			if (!match?.[1]) throw new DecodeError("expected sha256- and a base64 digest");
			try {
				return X509CertificateHash.fromDigest(HashDigest.fromBytes(Uint8Array.fromBase64(match[1])));
			} catch {
				throw new DecodeError("expected sha256- and a base64 digest");
			}
		},
		fromDigest: (digest) => `sha256-${digest.toBase64()}` as X509CertificateHash,
	};

/** Where a smartcard or keystore keeps a certificate; a mere hint. */
export type X509Pkcs11URI = Infer<typeof X509Pkcs11URI>;
export const X509Pkcs11URI = struct({
	id: nullable(Bytes),
	label: nullable(Bytes),
	der_issuer: Bytes,
	der_subject: Bytes,
	serial: Bytes,
});

/** Which certificate; two references are equal when their hashes are. */
export type X509CertificateReference = Infer<typeof X509CertificateReference>;
export const X509CertificateReference = struct({ hash: X509CertificateHash, uri: since("3.9", X509Pkcs11URI) });
