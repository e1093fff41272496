import { combineShares, parseShare, splitSecret } from "@parallax/crypto";
import { DecodeError } from "@parallax/protocol";
import vectors from "../../../../test/vectors/data/client-shamir.json" with { type: "json" };
import { type Case, hex, ok, refuses, same, utf8, vectorCases } from "./check.ts";

type Vector =
	| { op: "secret"; name: string; threshold: number; shares_total: number; shares: string[]; secret: string }
	| { op: "share_load"; name: string; share: string; accept: boolean }
	| { op: "recover"; name: string; shares: string[]; threshold: number; accept: boolean };

/** The `data` cases are payloads, checked with the other data objects. */
const sharing = (vectors.cases as readonly (Vector | { op: "data" })[]).filter((vector) => vector.op !== "data");

const ofVectors = vectorCases(sharing, {
	secret: ({ threshold, shares, secret, shares_total }) => {
		same(combineShares(shares.map(hex), threshold), { status: "ok", secret: hex(secret) });
		same(combineShares(shares.slice(-threshold).map(hex), threshold), { status: "ok", secret: hex(secret) });
		same(combineShares(shares.slice(0, threshold - 1).map(hex), threshold), { status: "not_enough_shares" });
		const dealt = splitSecret(hex(secret), threshold, shares_total);
		same(dealt.length, shares_total);
		same(combineShares(dealt.slice(-threshold), threshold), { status: "ok", secret: hex(secret) });
	},
	share_load: async ({ share, accept }) => {
		if (!accept) return refuses(DecodeError, () => parseShare(hex(share)));
		same(parseShare(hex(share)), hex(share));
	},
	recover: ({ shares, threshold, accept }) =>
		same(combineShares(shares.map(hex), threshold).status, accept ? "ok" : "not_enough_shares"),
});

/** crypto.md §8: 3 of 5 of "Parsec". */
const PARSEC = ["01e1e2e39494a0", "0249b6e72579b1", "03f83576c28872", "04e7c5d7f1f6e3", "05564646160720"].map(hex);
const INCONSISTENT = { status: "inconsistent_shares" };

const ofSpecification: Case[] = [
	{
		name: "any three shares, and all five, give the secret",
		check: () => {
			const found = { status: "ok", secret: utf8("Parsec") };
			for (const picked of [
				[0, 1, 2],
				[4, 2, 0],
				[1, 3, 4],
				[0, 1, 2, 3, 4],
				[0, 0, 1, 2],
			])
				same(
					combineShares(
						picked.map((i) => PARSEC[i] as Uint8Array),
						3,
					),
					found,
				);
		},
	},
	{
		name: "two shares are not enough, and would interpolate to something else",
		check: () => {
			same(combineShares(PARSEC.slice(0, 2), 3), { status: "not_enough_shares" });
			same(combineShares(PARSEC.slice(0, 2), 2), { status: "ok", secret: hex("722514fbcfaf") });
			same(combineShares([], 0), { status: "not_enough_shares" });
		},
	},
	{
		name: "shares that cannot be of one dealing are refused",
		check: () => {
			const [first = hex(""), second = hex("")] = PARSEC;
			same(combineShares([first, second.slice(0, -1)], 2), INCONSISTENT);
			same(combineShares([first, hex("01e1e2e39494a1")], 1), INCONSISTENT);
			same(combineShares([first, hex("00e1e2e39494a0")], 2), INCONSISTENT);
		},
	},
	{
		name: "a dealing outside of 1 ≤ threshold ≤ total ≤ 255 is refused",
		check: async () => {
			for (const [threshold, total] of [
				[0, 1],
				[2, 1],
				[1, 256],
				[1.5, 3],
			] as const)
				await refuses(RangeError, () => splitSecret(utf8("Parsec"), threshold, total));
			await refuses(RangeError, () => splitSecret(new Uint8Array(), 1, 1));
			ok(
				splitSecret(utf8("Parsec"), 1, 3).every((share) => new TextDecoder().decode(share.subarray(1)) === "Parsec"),
				"shares equal to the secret when one is enough",
			);
		},
	},
];

export const shamir = [...ofVectors, ...ofSpecification];
