import { readFile } from "node:fs/promises";
import { DecodeError, SequesterVerifyKeyDer } from "@parallax/protocol";
import { Failure } from "../../failure.ts";

const PEM = /-----BEGIN PUBLIC KEY-----([A-Za-z0-9+/=\s]+)-----END PUBLIC KEY-----/;

/** The RSA public key of a sequester authority, from a PEM file. @throws Failure when there is none in it */
export async function readSequesterKey(path: string): Promise<SequesterVerifyKeyDer> {
	const [, base64] = PEM.exec(await readFile(path, "utf8")) ?? [];
	try {
		if (base64 === undefined) throw new DecodeError("there is no “BEGIN PUBLIC KEY” in it");
		return SequesterVerifyKeyDer.decode(Uint8Array.fromBase64(base64.replace(/\s/g, "")));
	} catch (error) {
		if (!(error instanceof DecodeError || error instanceof SyntaxError)) throw error;
		throw new Failure("bad_sequester_key", `Cannot read the sequester authority's public key in ${path}`, {
			causes: [error.message],
			next: "Give the RSA public key of the authority in PEM form; never its private key",
		});
	}
}
