import { type Branded, DecodeError, type PrivateKey, type PublicKey, SecretKey } from "@parallax/protocol";
import { sodium } from "#sodium";
import { randomBelow, randomBytes } from "./random.ts";
import { publicKeyOf } from "./sealedBox.ts";
import { mac512 } from "./secretKey.ts";

export type GreetingRole = "greeter" | "claimer";

/** The peer's public key is no honest one: the agreement would give a key that anybody knows. */
export class LowOrderKeyError extends Error {
	override name = "LowOrderKeyError";
}

/**
 * The one key that both sides of a greeting share, in both directions (crypto.md §6.2).
 * @throws LowOrderKeyError
 */
export function greetingSharedKey(role: GreetingRole, own: PrivateKey, peer: PublicKey): SecretKey {
	const shared = sodium.scalarmult(own.expose(), peer);
	if (!shared) throw new LowOrderKeyError("the public key of the peer has a low order");
	const mine = publicKeyOf(own);
	const [greeter, claimer] = role === "greeter" ? [mine, peer] : [peer, mine];
	const input = new Uint8Array(96);
	input.set(shared);
	input.set(greeter, 32);
	input.set(claimer, 64);
	const output = sodium.blake2b(64, input);
	const key = new SecretKey(output.slice(0, 32));
	for (const buffer of [shared, input, output]) sodium.wipe(buffer);
	return key;
}

/** 64 random bytes (crypto.md §7). */
export function newGreetingNonce(): Uint8Array {
	return randomBytes(64);
}

const ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
const CODES = 2 ** 20;

/** What two people read to each other: 4 characters, 20 bits. */
export type SASCode = Branded<string, "SASCode">;
export const SASCode: {
	/** Exactly 4 characters of the alphabet, upper case. @throws DecodeError */
	parse(text: string): SASCode;
	/** Least significant 5 bits first. @throws DecodeError outside of `[0, 2^20)`. */
	fromNumber(value: number): SASCode;
} = {
	parse(text) {
		if (!/^[A-HJ-NP-Z2-9]{4}$/.test(text)) throw new DecodeError("not a SAS code");
		return text as SASCode;
	},
	fromNumber(value) {
		if (!Number.isInteger(value) || value < 0 || value >= CODES) throw new DecodeError("not the number of a SAS code");
		return [0, 5, 10, 15].map((shift) => ALPHABET.charAt((value >> shift) & 31)).join("") as SASCode;
	},
};

/** The code that each side reads aloud (crypto.md §7). */
export function sasCodes(
	key: SecretKey,
	claimerNonce: Uint8Array,
	greeterNonce: Uint8Array,
): { readonly claimer: SASCode; readonly greeter: SASCode } {
	const nonces = new Uint8Array(claimerNonce.length + greeterNonce.length);
	nonces.set(claimerNonce);
	nonces.set(greeterNonce, claimerNonce.length);
	const [b0 = 0, b1 = 0, b2 = 0, b3 = 0, b4 = 0] = mac512(key, nonces);
	return {
		claimer: SASCode.fromNumber(((b2 & 15) << 16) | (b3 << 8) | b4),
		greeter: SASCode.fromNumber((b0 << 12) | (b1 << 4) | (b2 >> 4)),
	};
}

/** `code` among `count - 1` decoys, all different, in random order; none at all when `count` is 0. */
export function sasChoices(code: SASCode, count: number): SASCode[] {
	if (count === 0) return [];
	const choices = new Set([code]);
	while (choices.size < count) choices.add(SASCode.fromNumber(randomBelow(CODES)));
	return shuffle([...choices]);
}

function shuffle<T>(items: T[]): T[] {
	for (let left = items.length; left > 1; left--) {
		const [drawn] = items.splice(randomBelow(left), 1) as [T];
		items.push(drawn);
	}
	return items;
}
