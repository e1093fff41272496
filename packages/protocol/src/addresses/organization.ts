import { DecodeError } from "../errors.ts";
import { decodeFirst } from "../msgpack/decode.ts";
import { nullable, tuple } from "../schema/containers.ts";
import { Bytes, Index } from "../schema/primitives.ts";
import { encodeAs, type Type } from "../schema/type.ts";
import type { InvitationType } from "../types/enums.ts";
import { AccessToken, UserID, VlobID } from "../types/ids.ts";
import { VerifyKey } from "../types/keys.ts";
import { OrganizationID } from "../types/names.ts";
import { nativeForm, type Parameters, redirectionForm, ServerAddr } from "./server.ts";
import { type ParsedUrl, parseEither, parseNative, single } from "./url.ts";

/** What every address inside an organization has (types.md §7). */
abstract class InOrganization {
	readonly server: ServerAddr;
	readonly organizationId: OrganizationID;

	constructor(server: ServerAddr, organizationId: OrganizationID) {
		this.server = server;
		this.organizationId = organizationId;
	}

	/** The action and the payload, in the order in which they are written. */
	protected abstract readonly parameters: Parameters;

	toParsec3(): string {
		return nativeForm(this.server, `/${encodeURIComponent(this.organizationId)}`, this.parameters);
	}

	/** The form for e-mails and web pages, which make only web addresses clickable. */
	toHttpRedirection(): string {
		return redirectionForm(this.server, `/${encodeURIComponent(this.organizationId)}`, this.parameters);
	}
}

/** An organization, with the key that its whole trust rests on (types.md §8.2). */
export class OrganizationAddr extends InOrganization {
	readonly rootVerifyKey: VerifyKey;

	constructor(server: ServerAddr, organizationId: OrganizationID, rootVerifyKey: VerifyKey) {
		super(server, organizationId);
		this.rootVerifyKey = rootVerifyKey;
	}

	protected get parameters(): Parameters {
		return [["p", payloadText(VerifyKey, this.rootVerifyKey)]];
	}

	/** From either form. @throws DecodeError */
	static parse(text: string): OrganizationAddr {
		return OrganizationAddr.from(parseEither(text));
	}

	/** @throws DecodeError */
	static parseNative(text: string): OrganizationAddr {
		return OrganizationAddr.from(parseNative(text));
	}

	static from(url: ParsedUrl): OrganizationAddr {
		return new OrganizationAddr(...place(url), payload(VerifyKey, url));
	}
}

/** Where an organization created by an administrator, or by nobody yet (`token` null), is bootstrapped (types.md §8.3). */
export class OrganizationBootstrapAddr extends InOrganization {
	static readonly action = "bootstrap_organization";
	readonly token: AccessToken | null;

	constructor(server: ServerAddr, organizationId: OrganizationID, token: AccessToken | null) {
		super(server, organizationId);
		this.token = token;
	}

	protected get parameters(): Parameters {
		return action(OrganizationBootstrapAddr.action, payloadText(nullable(AccessToken), this.token));
	}

	/** From either form. @throws DecodeError */
	static parse(text: string): OrganizationBootstrapAddr {
		return OrganizationBootstrapAddr.from(parseEither(text));
	}

	/** @throws DecodeError */
	static parseNative(text: string): OrganizationBootstrapAddr {
		return OrganizationBootstrapAddr.from(parseNative(text));
	}

	static from(url: ParsedUrl): OrganizationBootstrapAddr {
		expectAction(url, OrganizationBootstrapAddr.action);
		return new OrganizationBootstrapAddr(...place(url), payload(nullable(AccessToken), url));
	}
}

const INVITATION_ACTIONS: Readonly<Record<InvitationType, string>> = {
	USER: "claim_user",
	DEVICE: "claim_device",
	SHAMIR_RECOVERY: "claim_shamir_recovery",
};

/** What a guest was sent (types.md §8.4 to 8.6). */
export class InvitationAddr extends InOrganization {
	readonly type: InvitationType;
	readonly token: AccessToken;

	constructor(server: ServerAddr, organizationId: OrganizationID, type: InvitationType, token: AccessToken) {
		super(server, organizationId);
		this.type = type;
		this.token = token;
	}

	protected get parameters(): Parameters {
		return action(INVITATION_ACTIONS[this.type], payloadText(AccessToken, this.token));
	}

	/** From either form. @throws DecodeError */
	static parse(text: string): InvitationAddr {
		return InvitationAddr.from(parseEither(text));
	}

	/** @throws DecodeError */
	static parseNative(text: string): InvitationAddr {
		return InvitationAddr.from(parseNative(text));
	}

	static from(url: ParsedUrl): InvitationAddr {
		const name = single(url.query, "a");
		const type = (Object.keys(INVITATION_ACTIONS) as InvitationType[]).find((key) => INVITATION_ACTIONS[key] === name);
		if (!type) throw new DecodeError("not the address of an invitation");
		return new InvitationAddr(...place(url), type, payload(AccessToken, url));
	}
}

/** Official programs write the encrypted path as an array of integers; both forms are read (types.md §8.7). */
const EncryptedPath: Type<Uint8Array> = {
	shape: { kind: "bytes" },
	write(writer, bytes) {
		writer.arrayHeader(bytes.length);
		for (const byte of bytes) writer.integer(byte);
	},
	decode(wire) {
		if (!Array.isArray(wire)) return Bytes.decode(wire);
		return Uint8Array.from(wire, (item) => {
			if (typeof item !== "number" || item < 0 || item > 255) throw new DecodeError("expected bytes");
			return item;
		});
	},
};

const WorkspacePath = tuple(VlobID, Index, EncryptedPath);

/** A link to a file or folder (types.md §8.7). */
export class WorkspacePathAddr extends InOrganization {
	static readonly action = "path";
	readonly workspaceId: VlobID;
	/** The realm key that encrypts the path. */
	readonly keyIndex: bigint;
	readonly encryptedPath: Uint8Array;

	constructor(
		server: ServerAddr,
		organizationId: OrganizationID,
		workspaceId: VlobID,
		keyIndex: bigint,
		encryptedPath: Uint8Array,
	) {
		super(server, organizationId);
		this.workspaceId = workspaceId;
		this.keyIndex = keyIndex;
		this.encryptedPath = encryptedPath;
	}

	protected get parameters(): Parameters {
		const path = [this.workspaceId, this.keyIndex, this.encryptedPath] as const;
		return action(WorkspacePathAddr.action, payloadText(WorkspacePath, path));
	}

	/** From either form. @throws DecodeError */
	static parse(text: string): WorkspacePathAddr {
		return WorkspacePathAddr.from(parseEither(text));
	}

	/** @throws DecodeError */
	static parseNative(text: string): WorkspacePathAddr {
		return WorkspacePathAddr.from(parseNative(text));
	}

	static from(url: ParsedUrl): WorkspacePathAddr {
		expectAction(url, WorkspacePathAddr.action);
		return new WorkspacePathAddr(...place(url), ...payload(WorkspacePath, url));
	}
}

/** Where to ask to join, by certificate or single sign-on (types.md §8.9). */
export class AsyncEnrollmentAddr extends InOrganization {
	static readonly action = "async_enrollment";

	protected get parameters(): Parameters {
		return [["a", AsyncEnrollmentAddr.action]];
	}

	/** From either form. @throws DecodeError */
	static parse(text: string): AsyncEnrollmentAddr {
		return AsyncEnrollmentAddr.from(parseEither(text));
	}

	/** @throws DecodeError */
	static parseNative(text: string): AsyncEnrollmentAddr {
		return AsyncEnrollmentAddr.from(parseNative(text));
	}

	static from(url: ParsedUrl): AsyncEnrollmentAddr {
		expectAction(url, AsyncEnrollmentAddr.action);
		return new AsyncEnrollmentAddr(...place(url));
	}
}

/** The older form of the same; never made for new links (types.md §8.8). */
export class PkiEnrollmentAddr extends InOrganization {
	static readonly action = "pki_enrollment";

	protected get parameters(): Parameters {
		return [["a", PkiEnrollmentAddr.action]];
	}

	/** From either form. @throws DecodeError */
	static parse(text: string): PkiEnrollmentAddr {
		return PkiEnrollmentAddr.from(parseEither(text));
	}

	/** @throws DecodeError */
	static parseNative(text: string): PkiEnrollmentAddr {
		return PkiEnrollmentAddr.from(parseNative(text));
	}

	static from(url: ParsedUrl): PkiEnrollmentAddr {
		expectAction(url, PkiEnrollmentAddr.action);
		return new PkiEnrollmentAddr(...place(url));
	}
}

const TotpReset = tuple(UserID, AccessToken);

/** Where a user sets up one-time passwords again (types.md §8.10). */
export class TotpResetAddr extends InOrganization {
	static readonly action = "totp_reset";
	readonly userId: UserID;
	readonly token: AccessToken;

	constructor(server: ServerAddr, organizationId: OrganizationID, userId: UserID, token: AccessToken) {
		super(server, organizationId);
		this.userId = userId;
		this.token = token;
	}

	protected get parameters(): Parameters {
		return action(TotpResetAddr.action, payloadText(TotpReset, [this.userId, this.token]));
	}

	/** From either form. @throws DecodeError */
	static parse(text: string): TotpResetAddr {
		return TotpResetAddr.from(parseEither(text));
	}

	/** @throws DecodeError */
	static parseNative(text: string): TotpResetAddr {
		return TotpResetAddr.from(parseNative(text));
	}

	static from(url: ParsedUrl): TotpResetAddr {
		expectAction(url, TotpResetAddr.action);
		return new TotpResetAddr(...place(url), ...payload(TotpReset, url));
	}
}

/** An address that asks for something to be done. */
export type ActionAddr =
	| OrganizationBootstrapAddr
	| WorkspacePathAddr
	| InvitationAddr
	| AsyncEnrollmentAddr
	| TotpResetAddr
	| PkiEnrollmentAddr;

/** Any action address, of either form; its class tells which. @throws DecodeError */
export function parseActionAddr(text: string): ActionAddr {
	const url = parseEither(text);
	switch (single(url.query, "a")) {
		case OrganizationBootstrapAddr.action:
			return OrganizationBootstrapAddr.from(url);
		case WorkspacePathAddr.action:
			return WorkspacePathAddr.from(url);
		case AsyncEnrollmentAddr.action:
			return AsyncEnrollmentAddr.from(url);
		case TotpResetAddr.action:
			return TotpResetAddr.from(url);
		case PkiEnrollmentAddr.action:
			return PkiEnrollmentAddr.from(url);
		default:
			return InvitationAddr.from(url);
	}
}

function place({ host, tls, path }: ParsedUrl): [ServerAddr, OrganizationID] {
	let name: string;
	try {
		name = decodeURIComponent(path);
	} catch {
		throw new DecodeError("the name of the organization is not valid UTF-8");
	}
	return [new ServerAddr(host, tls), OrganizationID.parse(name)];
}

function expectAction({ query }: ParsedUrl, name: string): void {
	if (single(query, "a") !== name) throw new DecodeError(`not an address for the action ${name}`);
}

function action(name: string, p: string): Parameters {
	return [
		["a", name],
		["p", p],
	];
}

function payloadText<T>(type: Type<T>, value: T): string {
	return encodeAs(type, value).toBase64({ alphabet: "base64url", omitPadding: true });
}

function payload<T>(type: Type<T>, { query }: ParsedUrl): T {
	const text = single(query, "p");
	let bytes: Uint8Array;
	try {
		if (!/^[A-Za-z0-9_-]+$/.test(text)) throw new SyntaxError();
		bytes = Uint8Array.fromBase64(text, { alphabet: "base64url", lastChunkHandling: "loose" });
		// Non-zero trailing bits would give one payload several spellings.
		if (bytes.toBase64({ alphabet: "base64url", omitPadding: true }) !== text) throw new SyntaxError();
	} catch {
		throw new DecodeError("the parameter p is not base64 for URLs, without padding");
	}
	return DecodeError.within("p", () => type.decode(decodeFirst(bytes)));
}
