import { HashDigest } from "@parallax/protocol";
import { sodium } from "#sodium";

/** SHA-256 (crypto.md §2). */
export function sha256(data: Uint8Array): HashDigest {
	return HashDigest.fromBytes(sodium.sha256(data));
}
