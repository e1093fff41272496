import { DecodeError } from "../errors.ts";
import { tuple } from "../schema/containers.ts";
import { readString, Text } from "../schema/primitives.ts";
import type { Type } from "../schema/type.ts";
import { isEmailAddress } from "./emailGrammar.ts";
import type { Branded, DeviceID, UserID } from "./ids.ts";

const utf8 = new TextEncoder();

/** A text that only its parser makes; equality is that of the normalized text. */
export interface TextType<T extends string> extends Type<T> {
	/** @throws DecodeError when the text breaks a rule of this type. */
	parse(text: string): T;
}

function textType<Name extends string>(
	name: Name,
	normalize: (text: string) => string,
	reason: (text: string) => string | undefined,
): TextType<Branded<string, Name>> {
	function parse(text: string): Branded<string, Name> {
		const normalized = normalize(text);
		const why = reason(normalized);
		if (why !== undefined) throw new DecodeError(`not a valid ${name}: ${why}`);
		return normalized as Branded<string, Name>;
	}
	return {
		shape: { kind: "text", name },
		write: (writer, text) => writer.text(text),
		decode: (wire) => parse(readString(wire)),
		parse,
	};
}

const nfc = (text: string) => text.normalize("NFC");

function length(text: string, max: number): string | undefined {
	// UTF-8 cannot write half a surrogate pair: what is read back would be another text.
	if (!text.isWellFormed()) return "it has half of a character";
	const bytes = utf8.encode(text).length;
	if (bytes === 0) return "it is empty";
	return bytes > max ? `it takes more than ${max} bytes` : undefined;
}

/** Name of an organization (types.md §2.4). */
export type OrganizationID = Branded<string, "OrganizationID">;
export const OrganizationID = textType(
	"OrganizationID",
	nfc,
	(text) =>
		length(text, 32) ??
		(/^(?:[\p{Alphabetic}\p{M}\p{Nd}\p{Pc}-]|\u200C|\u200D)+$/u.test(text)
			? undefined
			: "only letters, digits, “_” and “-” are allowed"),
);

/** The domain of what stands for a redacted address; no real one has it (types.md §2.5). */
export const REDACTED_DOMAIN = "redacted.invalid";

/** Compared exactly, never normalized (types.md §2.5). */
export type EmailAddress = Branded<string, "EmailAddress">;
export const EmailAddress = textType(
	"EmailAddress",
	(text) => text,
	(text) => {
		if (!isEmailAddress(text)) return "it is not of the form name@domain";
		return text.endsWith(`@${REDACTED_DOMAIN}`) ? `the domain ${REDACTED_DOMAIN} is reserved` : undefined;
	},
);

/** What a person calls a device (types.md §2.7). */
export type DeviceLabel = Branded<string, "DeviceLabel">;
export const DeviceLabel = Object.assign(
	textType("DeviceLabel", nfc, (text) => length(text, 255)),
	{
		/** What stands for the label of a device seen through a redacted certificate. */
		redacted: (id: DeviceID) => id as string as DeviceLabel,
	},
);

/** Name of a file or folder (types.md §2.8). */
export type EntryName = Branded<string, "EntryName">;
export const EntryName = Object.assign(
	textType("EntryName", nfc, (text) => {
		if (text === "." || text === "..") return "“.” and “..” are reserved";
		if (text.includes("/")) return "“/” is not allowed";
		if (text.includes("\0")) return "the character NUL is not allowed";
		return length(text, 255);
	}),
	{
		/** Cut at the first dot that is not the first character: what conflicting names are derived from. */
		split(name: EntryName): { readonly prefix: string; readonly suffix: string | null } {
			const dot = name.indexOf(".", 1);
			if (dot < 0) return { prefix: name, suffix: null };
			return { prefix: name.slice(0, dot), suffix: name.slice(dot + 1) };
		},
	},
);

/** Six symbols sent by e-mail (types.md §2.9). */
export type ValidationCode = Branded<string, "ValidationCode">;
export const ValidationCode = textType(
	"ValidationCode",
	(text) => text,
	(text) => (/^[A-HJ-NP-Z2-9]{6}$/.test(text) ? undefined : "it has six letters or digits, without I, O, 0 and 1"),
);

/** Who a person is; only `email` counts for equality (types.md §2.6). */
export interface HumanHandle {
	readonly email: EmailAddress;
	readonly label: string;
}

const pair = tuple(Text, Text);

export const HumanHandle: Type<HumanHandle> & {
	/** @throws DecodeError when the address or the name breaks its rules. */
	parse(email: string, label: string): HumanHandle;
	/** What stands for a user seen through a redacted certificate; never encoded. */
	redacted(id: UserID): HumanHandle;
	isRedacted(handle: HumanHandle): boolean;
	/** `label <email>` */
	format(handle: HumanHandle): string;
} = {
	shape: { kind: "custom", name: "HumanHandle", of: pair },
	write: (writer, { email, label }) => pair.write(writer, [email, label]),
	decode(wire) {
		const [email, label] = pair.decode(wire);
		return HumanHandle.parse(email, label);
	},
	parse(email, label) {
		const name = nfc(label);
		const why =
			length(name, 254) ?? (/[<>@,:;\\"[\]]/.test(name) ? 'none of < > @ , : ; \\ " [ ] is allowed' : undefined);
		if (why !== undefined) throw new DecodeError(`not a valid name: ${why}`);
		return { email: EmailAddress.parse(email), label: name };
	},
	redacted: (id) => ({ email: `${id}@${REDACTED_DOMAIN}` as EmailAddress, label: id }),
	isRedacted: ({ email }) => email.endsWith(`@${REDACTED_DOMAIN}`),
	format: ({ email, label }) => `${label} <${email}>`,
};
