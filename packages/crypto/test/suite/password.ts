import {
	newPasswordAlgorithm,
	PasswordAlgorithmError,
	passwordKey,
	passwordKeyDerivation,
	trustPasswordAlgorithm,
} from "@parallax/crypto";
import { EmailAddress } from "@parallax/protocol";
import vectors from "../../../../test/vectors/data/client-password.json" with { type: "json" };
import { type Case, hex, refuses, same, vectorCases } from "./check.ts";

interface Parameters {
	name: string;
	memlimit_kb: number;
	opslimit: number;
	parallelism: number;
}

type Vector =
	| (Parameters & { op: "argon2id"; password: string; salt: string; key: string; key_derivation: string })
	| (Parameters & {
			op: "untrusted_validate";
			email: string;
			accept: boolean;
			salt: string;
			password?: string;
			key_derivation?: string;
	  });

const ofVectors = vectorCases(vectors.cases as readonly Vector[], {
	argon2id: async ({ password, salt, key, key_derivation, memlimit_kb, opslimit, parallelism }) => {
		const algorithm = { type: "ARGON2ID", memlimit_kb, opslimit, parallelism, salt: hex(salt) } as const;
		same((await passwordKey(password, algorithm)).expose(), hex(key));
		same((await passwordKeyDerivation(password, algorithm)).expose(), hex(key_derivation));
	},
	untrusted_validate: async ({ email, accept, salt, password, key_derivation, ...vector }) => {
		const { memlimit_kb, opslimit, parallelism } = vector;
		const untrusted = { type: "ARGON2ID", memlimit_kb, opslimit, parallelism } as const;
		const validate = () => trustPasswordAlgorithm(untrusted, EmailAddress.parse(email));
		if (!accept) return refuses(PasswordAlgorithmError, validate);
		same(validate().salt, hex(salt));
		if (password !== undefined && key_derivation !== undefined)
			same((await passwordKeyDerivation(password, validate())).expose(), hex(key_derivation));
	},
});

const costly = { ...newPasswordAlgorithm(), memlimit_kb: 8, opslimit: 1 };
const refused: Case[] = Object.entries({
	"more memory than this program gives": { ...costly, memlimit_kb: 1048577 },
	"more passes than this program makes": { ...costly, opslimit: 17 },
	"less memory than Argon2id takes": { ...costly, memlimit_kb: 7 },
	"no pass": { ...costly, opslimit: 0 },
	"two lanes": { ...costly, parallelism: 2 },
	"a salt of another size": { ...costly, salt: new Uint8Array(15) },
}).map(([name, algorithm]) => ({
	name: `refuses ${name}`,
	check: () => refuses(PasswordAlgorithmError, () => passwordKey("P@ssw0rd.", algorithm)),
}));

export const password = [...ofVectors, ...refused];
