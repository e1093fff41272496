import { DecodeError } from "@parallax/protocol";

/** RFC 7468: Base64 in lines of 64 characters between two marks. */
export function toPem(label: string, der: Uint8Array): string {
	const lines = der.toBase64().match(/.{1,64}/g) ?? [];
	return `-----BEGIN ${label}-----\n${lines.join("\n")}\n-----END ${label}-----\n`;
}

/** The bytes of the one PEM block that `text` is, and its label. @throws DecodeError */
export function fromPem(text: string): { label: string; der: Uint8Array } {
	const match = /^\s*-----BEGIN ([A-Z ]+)-----\s+([A-Za-z0-9+/=\s]+?)\s*-----END \1-----\s*$/.exec(text);
	if (!match) throw new DecodeError("not a PEM block");
	const [, label = "", body = ""] = match;
	try {
		return { label, der: Uint8Array.fromBase64(body.replace(/\s/g, ""), { lastChunkHandling: "strict" }) };
	} catch {
		throw new DecodeError("not a PEM block");
	}
}
