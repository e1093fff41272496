import { DecryptionError, decryptObject } from "@parallax/crypto";
import { type DataType, DecodeError, type SecretKey } from "@parallax/protocol";
import { type Attempt, GreetingStopped } from "./attempt.ts";

/** Opens what the peer sent under the shared key; a bad payload ends the attempt with its matching reason (enrollment.md §2.7). */
export async function openPayload<T>(
	type: DataType<T>,
	payload: Uint8Array,
	key: SecretKey,
	attempt: Pick<Attempt<never, never>, "cancel">,
): Promise<T> {
	try {
		return decryptObject(type, payload, key);
	} catch (error) {
		const reason =
			error instanceof DecryptionError
				? "UNDECIPHERABLE_PAYLOAD"
				: error instanceof DecodeError
					? "UNDESERIALIZABLE_PAYLOAD"
					: "INCONSISTENT_PAYLOAD";
		await attempt.cancel(reason);
		throw new GreetingStopped({ kind: "cancelled", by: "me", reason, on: null });
	}
}
