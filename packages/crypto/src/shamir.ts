import { DecodeError } from "@parallax/protocol";
import { sodium } from "#sodium";
import { randomBytes } from "./random.ts";

const REDUCTION = 0x1d; // x^8 = x^4 + x^3 + x^2 + 1
const MOST_SHARES = 255;

/**
 * Product in GF(2^8) / 0x11d, carry-less and masked: no branch and no table whose index is a secret (crypto.md §14).
 */
export function gfMultiply(a: number, b: number): number {
	let product = 0;
	let shifted = a;
	for (let bit = 0; bit < 8; bit++) {
		product ^= shifted & -((b >> bit) & 1);
		shifted = ((shifted << 1) & 0xff) ^ (REDUCTION & -(shifted >> 7));
	}
	return product;
}

/** a^254; 0 gives 0. */
export function gfInverse(a: number): number {
	let result = 1;
	let square = a;
	for (let bit = 1; bit < 8; bit++) {
		square = gfMultiply(square, square);
		result = gfMultiply(result, square);
	}
	return result;
}

/** A share: x (never 0 in an honest one), then one y for each byte of the secret. */
export type Share = Uint8Array;

/** @throws DecodeError when shorter than 2 bytes. */
export function parseShare(bytes: Uint8Array): Share {
	if (bytes.length < 2) throw new DecodeError("a share has at least 2 bytes");
	return bytes;
}

/**
 * `total` shares of `secret`, any `threshold` of which give it back (crypto.md §8). Give each recipient different ones,
 * all from one call.
 */
export function splitSecret(secret: Uint8Array, threshold: number, total: number): Share[] {
	if (secret.length === 0) throw new RangeError("nothing to share");
	if (!Number.isInteger(threshold) || !Number.isInteger(total) || threshold < 1 || threshold > total)
		throw new RangeError("the threshold must be in 1..total");
	if (total > MOST_SHARES) throw new RangeError("at most 255 shares");
	// Row i holds the coefficients of x^(i+1), one for each byte of the secret.
	const rows = Array.from({ length: threshold - 1 }, () => randomBytes(secret.length));
	const shares = Array.from({ length: total }, (_, i) => dealShare(secret, rows, i + 1));
	for (const row of rows) sodium.wipe(row);
	return shares;
}

function dealShare(secret: Uint8Array, rows: readonly Uint8Array[], x: number): Share {
	const share = new Uint8Array(1 + secret.length);
	share[0] = x;
	for (let i = 0; i < secret.length; i++) {
		// Horner, from the leading coefficient down to the secret byte.
		let y = 0;
		for (let row = rows.length - 1; row >= 0; row--) y = gfMultiply(y, x) ^ gfMultiply(rows[row]?.[i] ?? 0, x);
		share[1 + i] = y ^ (secret[i] ?? 0);
	}
	return share;
}

export type Combination =
	| { readonly status: "ok"; readonly secret: Uint8Array }
	/** Fewer different shares than the threshold. */
	| { readonly status: "not_enough_shares" }
	/** Different lengths, x = 0, or two different shares for one x. */
	| { readonly status: "inconsistent_shares" };

/** Interpolates at 0 over all the shares. Nothing tells a wrong secret from the right one here (crypto.md §8). */
export function combineShares(shares: readonly Share[], threshold: number): Combination {
	const byX = new Map<number, Share>();
	for (const share of shares) {
		const x = share[0] ?? 0;
		const known = byX.get(x);
		const first = shares[0];
		if (x === 0 || share.length < 2 || share.length !== first?.length) return { status: "inconsistent_shares" };
		if (known && !sodium.equal(known, share)) return { status: "inconsistent_shares" };
		byX.set(x, share);
	}
	if (byX.size === 0 || byX.size < threshold) return { status: "not_enough_shares" };
	const secret = new Uint8Array((shares[0]?.length ?? 0) - 1);
	for (const [x, share] of byX) {
		let weight = 1;
		for (const other of byX.keys())
			if (other !== x) weight = gfMultiply(weight, gfMultiply(other, gfInverse(other ^ x)));
		for (let i = 0; i < secret.length; i++) secret[i] = (secret[i] ?? 0) ^ gfMultiply(share[1 + i] ?? 0, weight);
	}
	return { status: "ok", secret };
}
