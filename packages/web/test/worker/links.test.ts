import assert from "node:assert/strict";
import { test } from "node:test";
import { newAccessToken } from "@parallax/crypto";
import { InvitationAddr, OrganizationBootstrapAddr, OrganizationID, ServerAddr } from "@parallax/protocol";
import { invitationOf, readLink } from "../../src/worker/links.ts";

const ORIGIN = "https://parallax.example:6770";
const SERVER = ServerAddr.parse("parsec3://parallax.example:6770");
const ORGANIZATION = OrganizationID.parse("Org");
const invitation = new InvitationAddr(SERVER, ORGANIZATION, "USER", newAccessToken());
const bootstrap = new OrganizationBootstrapAddr(SERVER, ORGANIZATION, newAccessToken());
const at = { organizationId: ORGANIZATION, server: "parallax.example:6770" };

test("an invitation is recognized in each form in which people come by it", () => {
	const redirected = `${ORIGIN}/client/webRedirect?webRedirectUrl=${encodeURIComponent(invitation.toParsec3())}`;
	for (const text of [
		invitation.toParsec3(),
		invitation.toHttpRedirection(),
		redirected,
		` ${invitation.toParsec3()}\n`,
	]) {
		assert.deepEqual(readLink(text, ORIGIN), { kind: "user-invitation", ...at });
		assert.deepEqual(invitationOf(text), invitation);
	}
});

test("what each link is for", () => {
	const device = new InvitationAddr(SERVER, ORGANIZATION, "DEVICE", newAccessToken());
	assert.deepEqual(readLink(device.toParsec3(), ORIGIN), { kind: "device-invitation", ...at });
	assert.deepEqual(readLink(bootstrap.toParsec3(), ORIGIN), { kind: "bootstrap", ...at });
	const shamir = new InvitationAddr(SERVER, ORGANIZATION, "SHAMIR_RECOVERY", newAccessToken());
	assert.deepEqual(readLink(shamir.toParsec3(), ORIGIN), { kind: "unsupported", what: "shamir" });
});

test("a link of another server is opened there: nothing of it is asked from here", () => {
	assert.deepEqual(readLink(invitation.toParsec3(), "https://other.example"), {
		kind: "elsewhere",
		server: "parallax.example:6770",
		address: invitation.toHttpRedirection(),
	});
	// The same host without TLS is another server.
	assert.equal(readLink(invitation.toParsec3(), "http://parallax.example:6770").kind, "elsewhere");
});

test("what is wrong with a text that is no link", () => {
	const problem = (text: string) => {
		const link = readLink(text, ORIGIN);
		return link.kind === "invalid" ? link.problem : link.kind;
	};
	assert.equal(problem(""), "scheme");
	assert.equal(problem("hello"), "scheme");
	assert.equal(problem("https://parallax.example/about"), "scheme");
	assert.equal(problem("javascript:alert(1)"), "scheme");
	assert.equal(problem(`${ORIGIN}/client/webRedirect?webRedirectUrl=javascript:alert(1)`), "scheme");
	assert.equal(problem("parsec3://parallax.example/Org"), "action");
	assert.equal(problem("parsec3://parallax.example/Org?a=dance&p=xBA"), "action");
	assert.equal(problem("parsec3://parallax.example/Org?a=claim_user"), "token");
	assert.equal(problem(invitation.toParsec3().slice(0, -3)), "token");
	assert.equal(problem("parsec3://parallax.example?a=claim_user&p=xBA"), "other");
});
