import { decrypt, deriveSecretKey, deriveUuid, encrypt, sha256 } from "@parallax/crypto";
import { KeyDerivation } from "@parallax/protocol";
import vectors from "../../../../test/vectors/data/client-kdf.json" with { type: "json" };
import { hex, same, vectorCases } from "./check.ts";

type Vector =
	| { op: "derive_secret_key"; name: string; key_derivation: string; uuid: string; key: string }
	| { op: "derive_uuid"; name: string; key_derivation: string; uuid: string; result: string }
	| {
			op: "realm_usage";
			name: string;
			key_derivation: string;
			uuid: string;
			key: string;
			ciphered: string;
			cleartext: string;
			cleartext_digest?: string;
	  };

export const derivation = vectorCases(vectors.cases as readonly Vector[], {
	derive_secret_key: ({ key_derivation, uuid, key }) =>
		same(deriveSecretKey(new KeyDerivation(hex(key_derivation)), uuid).expose(), hex(key)),
	derive_uuid: ({ key_derivation, uuid, result }) =>
		same(deriveUuid(new KeyDerivation(hex(key_derivation)), uuid), hex(result)),
	realm_usage: ({ key_derivation, uuid, key, ciphered, cleartext, cleartext_digest }) => {
		const derived = deriveSecretKey(new KeyDerivation(hex(key_derivation)), uuid);
		same(derived.expose(), hex(key));
		same(decrypt(derived, hex(ciphered)), hex(cleartext));
		same(decrypt(derived, encrypt(derived, hex(cleartext))), hex(cleartext));
		if (cleartext_digest !== undefined) same(sha256(hex(cleartext)), hex(cleartext_digest));
	},
});
