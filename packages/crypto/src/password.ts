import {
	type EmailAddress,
	KeyDerivation,
	SecretKey,
	type TrustedPasswordAlgorithm,
	type UntrustedPasswordAlgorithm,
} from "@parallax/protocol";
import { sodium } from "#sodium";
import { randomBytes } from "./random.ts";

const SALT_SIZE = 16;
const SALT_PREFIX = "PARSEC_PASSWORD_ARGON2ID.";
/** What we emit, and the least accepted from a server (crypto.md §10). */
const DEFAULTS = { memlimit_kb: 131072, opslimit: 3, parallelism: 1 } as const;
/** The least that Argon2id computes. */
const SMALLEST = { memlimit_kb: 8, opslimit: 1 } as const;
/** The most that we compute: a hostile server or file must not exhaust the machine. */
const LARGEST = { memlimit_kb: 1048576, opslimit: 16 } as const;

/** Parameters outside of what this client computes. */
export class PasswordAlgorithmError extends Error {
	override name = "PasswordAlgorithmError";
}

/** The defaults with a fresh salt. */
export function newPasswordAlgorithm(): TrustedPasswordAlgorithm {
	return { type: "ARGON2ID", ...DEFAULTS, salt: randomBytes(SALT_SIZE) };
}

/** The configuration that accounts register, and that servers answer for an unknown e-mail. */
export function defaultUntrustedPasswordAlgorithm(): UntrustedPasswordAlgorithm {
	return { type: "ARGON2ID", ...DEFAULTS };
}

/**
 * Makes a configuration received from a server usable: refuses a weak one, and derives the salt from the e-mail.
 * @throws PasswordAlgorithmError
 */
export function trustPasswordAlgorithm(
	algorithm: UntrustedPasswordAlgorithm,
	email: EmailAddress,
): TrustedPasswordAlgorithm {
	const { memlimit_kb, opslimit, parallelism } = algorithm;
	if (memlimit_kb < DEFAULTS.memlimit_kb || opslimit < DEFAULTS.opslimit || parallelism < DEFAULTS.parallelism)
		throw new PasswordAlgorithmError("the server asks for too weak a protection of the password");
	const salt = sodium.blake2b(SALT_SIZE, new TextEncoder().encode(SALT_PREFIX + email));
	return { type: "ARGON2ID", memlimit_kb, opslimit, parallelism, salt };
}

/**
 * Argon2id of the UTF-8 of `password`, as typed. Takes about 0.3 s and 128 MiB with the default parameters.
 * Node: on the thread pool. Browser: blocks its thread, so call it from a worker.
 * @throws PasswordAlgorithmError
 */
export async function passwordKey(password: string, algorithm: TrustedPasswordAlgorithm): Promise<SecretKey> {
	return new SecretKey(await argon2id(password, algorithm));
}

/** The same bytes as {@link passwordKey}, as the master secret of an account. */
export async function passwordKeyDerivation(
	password: string,
	algorithm: TrustedPasswordAlgorithm,
): Promise<KeyDerivation> {
	return new KeyDerivation(await argon2id(password, algorithm));
}

async function argon2id(password: string, algorithm: TrustedPasswordAlgorithm): Promise<Uint8Array> {
	const { memlimit_kb, opslimit, parallelism, salt } = algorithm;
	const computable =
		parallelism === 1 &&
		salt.length === SALT_SIZE &&
		memlimit_kb >= SMALLEST.memlimit_kb &&
		memlimit_kb <= LARGEST.memlimit_kb &&
		opslimit >= SMALLEST.opslimit &&
		opslimit <= LARGEST.opslimit;
	if (!computable) throw new PasswordAlgorithmError("password protection parameters that this program does not accept");
	const bytes = new TextEncoder().encode(password);
	try {
		return await sodium.argon2id(bytes, salt, memlimit_kb, opslimit);
	} finally {
		sodium.wipe(bytes);
	}
}
