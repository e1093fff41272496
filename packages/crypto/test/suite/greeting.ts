import {
	greetingSharedKey,
	LowOrderKeyError,
	publicKeyOf,
	SASCode,
	sasChoices,
	sasCodes,
	sha256,
} from "@parallax/crypto";
import { DecodeError, PrivateKey, PublicKey } from "@parallax/protocol";
import vectors from "../../../../test/vectors/data/client-sas.json" with { type: "json" };
import { hex, refuses, same, vectorCases } from "./check.ts";

type Vector =
	| {
			op: "greeting";
			name: string;
			claimer_private_key: string;
			claimer_public_key: string;
			claimer_nonce: string;
			claimer_hashed_nonce: string;
			claimer_sas: string;
			greeter_private_key: string;
			greeter_public_key: string;
			greeter_nonce: string;
			greeter_sas: string;
			shared_secret_key: string;
	  }
	| {
			op: "shared_secret";
			name: string;
			private_key: string;
			peer_public_key: string;
			role: "greeter" | "claimer";
	  }
	| { op: "sas_from_int"; name: string; int: number; accept: boolean; sas?: string }
	| { op: "sas_parse"; name: string; input: string; accept: boolean }
	| { op: "sas_choices"; name: string; sas: string; count: number; size: number; real_count: number };

export const greeting = vectorCases(vectors.cases as readonly Vector[], {
	greeting: (vector) => {
		const claimer = new PrivateKey(hex(vector.claimer_private_key));
		const greeter = new PrivateKey(hex(vector.greeter_private_key));
		same(publicKeyOf(claimer), hex(vector.claimer_public_key));
		same(publicKeyOf(greeter), hex(vector.greeter_public_key));
		const key = greetingSharedKey("claimer", claimer, publicKeyOf(greeter));
		same(key.expose(), hex(vector.shared_secret_key));
		same(greetingSharedKey("greeter", greeter, publicKeyOf(claimer)).expose(), hex(vector.shared_secret_key));
		same(sha256(hex(vector.claimer_nonce)), hex(vector.claimer_hashed_nonce));
		const codes = sasCodes(key, hex(vector.claimer_nonce), hex(vector.greeter_nonce));
		same(codes, { claimer: vector.claimer_sas, greeter: vector.greeter_sas });
	},
	shared_secret: ({ role, private_key, peer_public_key }) =>
		refuses(LowOrderKeyError, () =>
			greetingSharedKey(role, new PrivateKey(hex(private_key)), PublicKey.fromBytes(hex(peer_public_key))),
		),
	sas_from_int: async ({ int, accept, sas }) => {
		if (!accept) return refuses(DecodeError, () => SASCode.fromNumber(int));
		same(SASCode.fromNumber(int), sas);
	},
	sas_parse: async ({ input, accept }) => {
		if (!accept) return refuses(DecodeError, () => SASCode.parse(input));
		same(SASCode.parse(input), input);
	},
	sas_choices: ({ sas, count, size, real_count }) => {
		const choices = sasChoices(SASCode.parse(sas), count);
		same(choices.length, size);
		same(choices.filter((choice) => choice === sas).length, real_count);
		same(new Set(choices).size, size);
	},
});
