import { DecodeError } from "@parallax/protocol";
import { sha256 } from "./digest.ts";
import { DER, type DerValue, derContent, derSequence, derValues } from "./encoding/der.ts";
import { RsaPublicKey } from "./rsa/keys.ts";

const COMMON_NAME = "550403";
const EMAIL_ADDRESS = "2a864886f70d010901";
const SUBJECT_ALT_NAME = "551d11";
const VERSION_TAG = 0xa0;
const EXTENSIONS_TAG = 0xa3;
const RFC822_NAME_TAG = 0x81;

/** What enrollment reads in a certificate (async-enrollment.md A.3). Nothing here tells that it can be trusted. */
export interface X509Certificate {
	readonly der: Uint8Array;
	/** DER of the names as they stand on the wire: the content of the `Name` sequence, without its tag and length. */
	readonly subject: Uint8Array;
	readonly issuer: Uint8Array;
	/** SHA-256 of the whole certificate. */
	readonly fingerprint: Uint8Array;
	readonly commonName: string | null;
	/** Every `rfc822Name` of the alternative names, then the first `emailAddress` of the subject. */
	readonly emails: readonly string[];
	/** @throws DecodeError unless the key is RSA. */
	publicKey(): RsaPublicKey;
}

/** @throws DecodeError */
export function parseX509Certificate(der: Uint8Array): X509Certificate {
	const [tbs] = derSequence(der);
	const fields = derValues(derContent(tbs, DER.sequence));
	const [, , issuer, , subject, key, ...optional] = fields[0]?.tag === VERSION_TAG ? fields.slice(1) : fields;
	if (!issuer || !subject || !key) throw new DecodeError("not an X.509 certificate");
	const names = attributes(subject);
	const extensions = optional.find(({ tag }) => tag === EXTENSIONS_TAG);
	const email = names.find(({ oid }) => oid === EMAIL_ADDRESS);
	return {
		der,
		subject: subject.content,
		issuer: issuer.content,
		fingerprint: sha256(der),
		commonName: names.find(({ oid }) => oid === COMMON_NAME)?.text ?? null,
		emails: [...(extensions ? alternativeEmails(extensions) : []), ...(email ? [email.text] : [])],
		publicKey: () => RsaPublicKey.fromDer(key.whole),
	};
}

/** The attributes of a name, in order. */
function attributes(name: DerValue): { oid: string; text: string }[] {
	return derValues(derContent(name, DER.sequence))
		.flatMap((set) => derValues(derContent(set, DER.set)))
		.map((attribute) => {
			const [oid, value] = derValues(derContent(attribute, DER.sequence));
			return { oid: derContent(oid, DER.oid).toHex(), text: value ? readText(value) : "" };
		});
}

function alternativeEmails(extensions: DerValue): string[] {
	for (const extension of derSequence(extensions.content)) {
		const [oid, ...rest] = derValues(derContent(extension, DER.sequence));
		if (derContent(oid, DER.oid).toHex() !== SUBJECT_ALT_NAME) continue;
		const names = derSequence(derContent(rest.at(-1), DER.octetString));
		return names.filter(({ tag }) => tag === RFC822_NAME_TAG).map(({ content }) => decodeText("utf-8", content));
	}
	return [];
}

/** UTF8String and the older kinds of string that authorities still write. */
const ENCODINGS: Readonly<Record<number, string>> = {
	12: "utf-8",
	18: "utf-8",
	19: "utf-8",
	20: "latin1",
	22: "utf-8",
	30: "utf-16be",
};

function readText({ tag, content }: DerValue): string {
	const encoding = ENCODINGS[tag];
	return encoding ? decodeText(encoding, content) : "";
}

function decodeText(encoding: string, content: Uint8Array): string {
	try {
		return new TextDecoder(encoding, { fatal: true }).decode(content);
	} catch {
		throw new DecodeError("a text of the certificate is not valid");
	}
}
