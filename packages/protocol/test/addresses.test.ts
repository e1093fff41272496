import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
	AccessToken,
	type ActionAddr,
	AsyncEnrollmentAddr,
	DecodeError,
	InvitationAddr,
	InvitationType,
	OrganizationAddr,
	OrganizationBootstrapAddr,
	OrganizationID,
	PkiEnrollmentAddr,
	parseActionAddr,
	ServerAddr,
	ServerUrl,
	TotpResetAddr,
	UserID,
	VerifyKey,
	VlobID,
	WorkspacePathAddr,
} from "@parallax/protocol";
import fc from "fast-check";

const TOKEN = AccessToken.parse(`${"a0".repeat(15)}01`);
const P = "xBCgoKCgoKCgoKCgoKCgoKAB";
/** The query of an invitation, `q` in the table of types.md §8.11. */
const Q = `a=claim_user&p=${P}`;

const server = ServerAddr.parse("parsec3://parsec.example.com");
const organization = OrganizationID.parse("my_org");

describe("samples of types.md §8", () => {
	const key = VerifyKey.fromBytes(
		Uint8Array.fromHex("03a107bff3ce10be1d70dd18e74bc09967e4d6309ba50d5f1ddc8664125531b8"),
	);
	const path = Uint8Array.fromHex("00017f80c8ff");
	const samples = [
		[new OrganizationAddr(server, organization, key), "p=xCADoQe_884Qvh1w3RjnS8CZZ-TWMJulDV8d3IZkElUxuA"],
		[new OrganizationBootstrapAddr(server, organization, TOKEN), `a=bootstrap_organization&p=${P}`],
		[new OrganizationBootstrapAddr(server, organization, null), "a=bootstrap_organization&p=wA"],
		[new InvitationAddr(server, organization, "USER", TOKEN), `a=claim_user&p=${P}`],
		[new InvitationAddr(server, organization, "DEVICE", TOKEN), `a=claim_device&p=${P}`],
		[new InvitationAddr(server, organization, "SHAMIR_RECOVERY", TOKEN), `a=claim_shamir_recovery&p=${P}`],
		[
			new WorkspacePathAddr(server, organization, VlobID.parse("f0".repeat(16)), 1n, path),
			"a=path&p=k9gC8PDw8PDw8PDw8PDw8PDw8AGWAAF_zIDMyMz_",
		],
		[new PkiEnrollmentAddr(server, organization), "a=pki_enrollment"],
		[new AsyncEnrollmentAddr(server, organization), "a=async_enrollment"],
		[
			new TotpResetAddr(server, organization, UserID.parse("a1".repeat(16)), TOKEN),
			"a=totp_reset&p=ktgCoaGhoaGhoaGhoaGhoaGhocQQoKCgoKCgoKCgoKCgoKCgAQ",
		],
	] as const;

	for (const [address, query] of samples) {
		test(query, () => {
			assert.equal(address.toParsec3(), `parsec3://parsec.example.com/my_org?${query}`);
			assert.equal(address.toHttpRedirection(), `https://parsec.example.com/redirect/my_org?${query}`);
			for (const text of [address.toParsec3(), address.toHttpRedirection()]) {
				const parse = address instanceof OrganizationAddr ? OrganizationAddr.parse : parseActionAddr;
				assert.deepEqual(parse(text), address);
			}
		});
	}

	test("an encrypted path is read as bytes too, and as nothing else", () => {
		const id = `d802${"f0".repeat(16)}`;
		const parse = (payload: string) => {
			const p = Uint8Array.fromHex(payload).toBase64({ alphabet: "base64url", omitPadding: true });
			return WorkspacePathAddr.parse(`parsec3://h/my_org?a=path&p=${p}`);
		};
		assert.deepEqual(parse(`93${id}01c406${path.toHex()}`).encryptedPath, path);
		for (const wrong of [
			`93${id}01a178`,
			`92${id}01`,
			`94${id}0190c0`,
			`93${id}ff90`,
			`93${id}0191cd0100`,
			`93${id}0191ff`,
		]) {
			assert.throws(() => parse(wrong), DecodeError, wrong);
		}
	});
});

describe("parsing, by the table of types.md §8.11", () => {
	const accepted: readonly [text: string, canonical: string][] = [
		[`parsec3://h/my_org?${Q}`, `parsec3://h/my_org?${Q}`],
		[`parsec3://h/my_org?${Q}&no_ssl=TRUE`, `parsec3://h/my_org?no_ssl=true&${Q}`],
		[`parsec3://h/my_org?${Q}&no_ssl=false`, `parsec3://h/my_org?${Q}`],
		[`parsec3://h:443/my_org?${Q}`, `parsec3://h/my_org?${Q}`],
		[`parsec3://h:80/my_org?${Q}`, `parsec3://h:80/my_org?${Q}`],
		[`parsec3://h/my_org?${Q}&x=1#frag`, `parsec3://h/my_org?${Q}`],
		[`parsec3://u:pw@h/my_org?${Q}`, `parsec3://h/my_org?${Q}`],
		[`parsec3://H.Example.COM/my_org?${Q}`, `parsec3://h.example.com/my_org?${Q}`],
		[`parsec3://é.fr/my_org?${Q}`, `parsec3://xn--9ca.fr/my_org?${Q}`],
		[`parsec3://[::1]:6777/my_org?${Q}`, `parsec3://[::1]:6777/my_org?${Q}`],
		[`parsec3:////h/my_org?${Q}`, `parsec3://h/my_org?${Q}`],
		[`parsec3:h/my_org?${Q}`, `parsec3://h/my_org?${Q}`],
		[`PARSEC3://h/my_org?${Q}`, `parsec3://h/my_org?${Q}`],
		[` par\nsec3://h/my_org?${Q}\t`, `parsec3://h/my_org?${Q}`],
		[`parsec3://h/my%5Forg?${Q}`, `parsec3://h/my_org?${Q}`],
		[`parsec3://h/cafe%CC%81?${Q}`, `parsec3://h/caf%C3%A9?${Q}`],
		[`parsec3://saas-v3.parsec.cloud:8443/my_org?${Q}`, `parsec3://app.parsec.cloud:8443/my_org?${Q}`],
	];

	for (const [text, canonical] of accepted) {
		test(`${JSON.stringify(text)} is read`, () => {
			assert.equal(InvitationAddr.parseNative(text).toParsec3(), canonical);
			assert.equal(InvitationAddr.parse(text).toParsec3(), canonical);
		});
	}

	const refused = [
		...["1", "", "true&no_ssl=true"].map((value) => `parsec3://h/my_org?${Q}&no_ssl=${value}`),
		...["h/my_org/", "h//my_org", "h/a/b", "h/", "h", "h:99999/my_org", "h:abc/my_org", "", "/"].map(
			(place) => `parsec3://${place}?${Q}`,
		),
		...["parsec://h/my_org", "http://h/my_org", "h/my_org"].map((place) => `${place}?${Q}`),
		...["%FF", "my%20org", "%00", "%"].map((name) => `parsec3://h/${name}?${Q}`),
		...[
			`p=${P}`,
			"a=claim_user",
			`${Q}&${Q}`,
			`${Q}&a=claim_user`,
			`${Q}&p=${P}`,
			`a=Claim_user&p=${P}`,
			`a=foo&p=${P}`,
			`a=claim_user&p=${P}==`,
			"a=claim_user&p=",
			"a=claim_user&p=xA8AAAAAAAAAAAAAAAAAAAAA",
			"a=claim_user&p=2AKhoaGhoaGhoaGhoaGhoaGh",
			"a=claim_user&p=xBCg+KCgoKCgoKCgoKCgoKAB",
		].map((query) => `parsec3://h/my_org?${query}`),
	];

	for (const text of refused) {
		test(`${text} is refused`, () => {
			assert.throws(() => InvitationAddr.parse(text), DecodeError);
			assert.throws(() => parseActionAddr(text), DecodeError);
		});
	}

	test("a payload is base64 for URLs, without padding or bits that nothing carries", () => {
		const parse = (p: string) => OrganizationBootstrapAddr.parse(`parsec3://h/my_org?a=bootstrap_organization&p=${p}`);
		assert.equal(parse("wA").token, null);
		assert.equal(parse("wAA").token, null, "bytes after the value are ignored, as official programs do");
		for (const p of ["wB", "wA==", "wA%3D%3D", "w", "wA%20", "w-/"]) assert.throws(() => parse(p), DecodeError, p);
	});

	test("the redirection form has TLS by its scheme alone, and is not the native form", () => {
		const text = `https://h:8443/redirect/my_org?no_ssl=true&${Q}`;
		const { server: found } = InvitationAddr.parse(text);
		assert.deepEqual([found.hostname, found.port, found.tls], ["h", 8443, true]);
		assert.throws(() => InvitationAddr.parseNative(text), DecodeError);
		for (const path of ["my_org", "redirect", "redirect/my_org/", "client/redirect/my_org", "redirectmy_org"]) {
			assert.throws(() => InvitationAddr.parse(`https://h/${path}?${Q}`), DecodeError, path);
		}
	});

	test("a server has no path", () => {
		for (const text of [
			"parsec3://h",
			"parsec3://h/",
			"parsec3://h?a=b",
			"parsec3://h/?no_ssl=true#x",
			"http://h/redirect",
			"https://h/redirect/",
		]) {
			assert.equal(ServerAddr.parse(text).host, "h", text);
		}
		for (const text of ["parsec3://h//", "parsec3://h/x", "parsec3://", "h", ""]) {
			assert.throws(() => ServerAddr.parse(text), DecodeError, text);
		}
	});
});

test("a server has three forms, and its former name stands for the present one in each", () => {
	const local = ServerAddr.parse("parsec3://localhost:6777?no_ssl=true");
	assert.equal(local.toUrl(), "http://localhost:6777/");
	assert.equal(local.toHttpRedirection(), "http://localhost:6777/redirect");
	assert.equal(local.toParsec3(), "parsec3://localhost:6777?no_ssl=true");
	assert.deepEqual(ServerAddr.fromUrl(local.toUrl()), local);
	const stored = ServerUrl.parse("https://saas-v3.parsec.cloud/");
	assert.equal(ServerAddr.fromUrl(stored).toUrl(), "https://app.parsec.cloud/");
	assert.equal(
		ServerAddr.parse("parsec3://saas-v3.parsec.cloud.example.com").hostname,
		"saas-v3.parsec.cloud.example.com",
	);
});

describe("every address", () => {
	const id = fc.uint8Array({ minLength: 16, maxLength: 16 });
	const token = id.map((bytes) => AccessToken.fromBytes(bytes));
	const place = fc.tuple(
		fc
			.tuple(
				fc.constantFrom("h", "a.example.com", "127.0.0.1", "[::1]", "xn--9ca.fr"),
				fc.option(fc.nat(65535)),
				fc.boolean(),
			)
			.map(([host, port, tls]) => ServerAddr.fromUrl(ServerUrl.parse(`http${tls ? "s" : ""}://${host}:${port ?? ""}`))),
		fc.constantFrom("my_org", "Ré_日-x", "٣", "-").map((name) => OrganizationID.parse(name)),
	);
	const addresses: fc.Arbitrary<ActionAddr> = fc.oneof(
		fc
			.tuple(place, fc.constantFrom(...InvitationType.literals), token)
			.map(([where, type, secret]) => new InvitationAddr(...where, type, secret)),
		fc.tuple(place, fc.option(token)).map(([where, secret]) => new OrganizationBootstrapAddr(...where, secret)),
		fc
			.tuple(place, id, fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), fc.uint8Array())
			.map(
				([where, workspace, index, path]) => new WorkspacePathAddr(...where, VlobID.fromBytes(workspace), index, path),
			),
		fc
			.tuple(place, id, token)
			.map(([where, user, secret]) => new TotpResetAddr(...where, UserID.fromBytes(user), secret)),
		place.map((where) => new AsyncEnrollmentAddr(...where)),
		place.map((where) => new PkiEnrollmentAddr(...where)),
	);

	test("is read back from both of its forms", () => {
		fc.assert(
			fc.property(addresses, (address) => {
				assert.deepEqual(parseActionAddr(address.toParsec3()), address);
				assert.deepEqual(parseActionAddr(address.toHttpRedirection()), address);
			}),
		);
	});

	const pieces = [
		..."/?&#@:%=+[]\\|^ \t\n.0é。",
		"%2F",
		"%ff",
		"..",
		"no_ssl=true&",
		"&a=path",
		"&p=wA",
		"redirect",
		"xn--",
	];
	const edit = fc.tuple(fc.nat(), fc.nat(3), fc.constantFrom("", ...pieces));
	const damaged = fc
		.tuple(addresses, fc.boolean(), fc.array(edit, { minLength: 1, maxLength: 3 }))
		.map(([address, native, edits]) =>
			edits.reduce(
				(text, [at, remove, piece]) => {
					const cut = at % (text.length + 1);
					return text.slice(0, cut) + piece + text.slice(cut + remove);
				},
				native ? address.toParsec3() : address.toHttpRedirection(),
			),
		);

	test("once damaged is refused by DecodeError, or has a canonical form that stays", () => {
		let count = 0;
		const parsers = [parseActionAddr, OrganizationAddr.parse, ServerAddr.parse, TotpResetAddr.parseNative];
		fc.assert(
			fc.property(fc.oneof(fc.string({ unit: "binary" }), { arbitrary: damaged, weight: 9 }), (text) => {
				for (const parse of parsers) {
					let canonical: string;
					try {
						canonical = parse(text).toParsec3();
					} catch (error) {
						assert.ok(error instanceof DecodeError, `${JSON.stringify(text)}: ${error}`);
						continue;
					}
					count++;
					assert.equal(parse(canonical).toParsec3(), canonical);
				}
			}),
			{ numRuns: 2000 },
		);
		assert.ok(count > 0);
	});

	test("an error repeats no token", () => {
		assert.throws(
			() => parseActionAddr(`parsec3://h/my_org/?a=claim_user&p=${P}`),
			(error) => error instanceof DecodeError && !error.message.includes(P) && !error.message.includes(TOKEN),
		);
	});
});
