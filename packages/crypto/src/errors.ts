/** The ciphertext was not made with this key, or was altered. Which of the two cannot be known. */
export class DecryptionError extends Error {
	override name = "DecryptionError";
}

/** The signature is not that of this key over this message. */
export class SignatureError extends Error {
	override name = "SignatureError";
}
