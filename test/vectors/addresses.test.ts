import assert from "node:assert/strict";
import { test } from "node:test";
import {
	AsyncEnrollmentAddr,
	DecodeError,
	InvitationAddr,
	OrganizationAddr,
	OrganizationBootstrapAddr,
	PkiEnrollmentAddr,
	parseActionAddr,
	ServerAddr,
	TotpResetAddr,
	WorkspacePathAddr,
} from "@parallax/protocol";
import { loadVectors } from "./support.ts";

interface AddressCase {
	readonly class: string;
	readonly name: string;
	readonly url: string;
	readonly accept: boolean;
	readonly tolerance?: boolean;
	readonly allow_http_redirection?: boolean;
	readonly accept_with_http_redirection?: boolean;
	readonly canonical_url?: string;
	readonly http_redirection_url?: string;
	readonly http_urls?: Readonly<Record<string, string>>;
	readonly fields?: Readonly<Record<string, unknown>>;
	readonly server_addr?: string;
	readonly dispatch?: string | null;
	readonly as_action_addr?: string | null;
	readonly generate_organization_addr?: { readonly root_verify_key: string; readonly url: string };
}

const classes = {
	ParsecAddr: ServerAddr,
	ParsecOrganizationAddr: OrganizationAddr,
	ParsecOrganizationBootstrapAddr: OrganizationBootstrapAddr,
	ParsecWorkspacePathAddr: WorkspacePathAddr,
	ParsecInvitationAddr: InvitationAddr,
	ParsecPkiEnrollmentAddr: PkiEnrollmentAddr,
	ParsecTOTPResetAddr: TotpResetAddr,
	ParsecAsyncEnrollmentAddr: AsyncEnrollmentAddr,
} as const;

type Address = InstanceType<(typeof classes)[keyof typeof classes]>;

function attempt<T>(parse: (url: string) => T, url: string): T | undefined {
	try {
		return parse(url);
	} catch (error) {
		assert.ok(error instanceof DecodeError, `${url} threw ${error}`);
		return undefined;
	}
}

function className(address: object | undefined): string | null {
	return Object.entries(classes).find(([, type]) => address instanceof type)?.[0] ?? null;
}

/** The names that the vectors give to what our addresses hold. */
function fields(address: Address): Record<string, unknown> {
	const server = address instanceof ServerAddr ? address : address.server;
	return {
		hostname: server.hostname,
		port: server.port,
		use_ssl: server.tls,
		netloc: server.host,
		...(address instanceof ServerAddr ? {} : { organization_id: address.organizationId }),
		...("rootVerifyKey" in address && { root_verify_key: address.rootVerifyKey.toHex() }),
		...("token" in address && { token: address.token }),
		...("type" in address && { invitation_type: address.type }),
		...("userId" in address && { user_id: address.userId }),
		...("workspaceId" in address && {
			workspace_id: address.workspaceId,
			key_index: address.keyIndex > Number.MAX_SAFE_INTEGER ? String(address.keyIndex) : Number(address.keyIndex),
			encrypted_path: address.encryptedPath.toHex(),
		}),
	};
}

function check(vector: AddressCase): void {
	if (vector.class === "ParsecActionAddr") {
		const address = attempt(parseActionAddr, vector.url);
		assert.equal(address !== undefined, vector.accept);
		if (vector.dispatch !== undefined) assert.equal(className(address), vector.dispatch);
		return;
	}
	const type = classes[vector.class as keyof typeof classes];
	assert.ok(type, `unknown class ${vector.class}`);
	const either = vector.allow_http_redirection === true;
	const address: Address | undefined = attempt((url) => (either ? type.parse(url) : type.parseNative(url)), vector.url);
	if (vector.tolerance !== true) assert.equal(address !== undefined, vector.accept);
	if (vector.accept_with_http_redirection !== undefined) {
		const other: Address | undefined = attempt((url) => type.parse(url), vector.url);
		assert.equal(other !== undefined, vector.accept_with_http_redirection);
	}
	if (!address || !vector.fields) return;
	const expected = Object.fromEntries(Object.keys(vector.fields).map((key) => [key, fields(address)[key]]));
	assert.deepEqual(expected, vector.fields);
	assert.equal(address.toParsec3(), vector.canonical_url ?? vector.url);
	if (vector.http_redirection_url !== undefined) {
		assert.equal(address.toHttpRedirection(), vector.http_redirection_url);
		assert.equal(type.parse(vector.http_redirection_url).toParsec3(), address.toParsec3());
	}
	if (vector.server_addr !== undefined && "server" in address) {
		assert.equal(address.server.toParsec3(), vector.server_addr);
	}
	if (vector.as_action_addr !== undefined) {
		assert.equal(className(attempt(parseActionAddr, vector.url)), vector.as_action_addr);
	}
	for (const [path, url] of Object.entries(vector.http_urls ?? {})) {
		if (address instanceof ServerAddr) assert.equal(new URL(path.replace(/^\//, ""), address.toUrl()).href, url);
	}
}

for (const file of ["addresses", "client-addresses"]) {
	test(`${file}: every official address is read, written and refused alike`, () => {
		const cases = loadVectors<AddressCase>(`${file}.json`);
		for (const vector of cases) {
			try {
				check(vector);
			} catch (error) {
				throw new Error(`${vector.class} ${vector.name} ${vector.url}`, { cause: error });
			}
		}
	});
}
