import { SecretKey } from "@parallax/protocol";
import { fromBase32, toBase32 } from "./encoding/base32.ts";

/** What a person writes down to open a recovery file (crypto.md §11): 13 groups of 4 characters. */
export const recoveryPassphrase = {
	encode(key: SecretKey): string {
		return (toBase32(key.expose()).match(/.{4}/g) ?? []).join("-");
	},
	/** `null` when it cannot be a passphrase. There is no checksum: a wrong one is seen when the file does not open. */
	decode(text: string): SecretKey | null {
		const significant = text
			.replace(/[a-z]/g, (letter) => letter.toUpperCase())
			.replaceAll("0", "O")
			.replaceAll("1", "I")
			.replace(/[^A-Z2-7]/g, "");
		const bytes = fromBase32(significant);
		return bytes?.length === 32 ? new SecretKey(bytes) : null;
	},
};
