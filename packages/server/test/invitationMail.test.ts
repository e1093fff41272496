import assert from "node:assert/strict";
import { test } from "node:test";
import { EmailAddress, HumanHandle, OrganizationID } from "@parallax/protocol";
import { invitationMail } from "../src/invitation/mail.ts";
import { toMessage } from "../src/mail/message.ts";

const mail = (type: "USER" | "DEVICE" | "SHAMIR_RECOVERY", label = "Alice") => ({
	type,
	to: EmailAddress.parse("zack@example.com"),
	greeter: HumanHandle.parse("alice@example.com", label),
	organization: OrganizationID.parse("CoolOrg"),
	link: "http://localhost:6777/redirect/CoolOrg?a=claim_user&p=xBA",
});

test("subjects and Reply-To are the official ones, in both languages", () => {
	for (const language of ["en", "fr"] as const) {
		for (const type of ["USER", "SHAMIR_RECOVERY"] as const) {
			const { subject, replyTo } = invitationMail(mail(type), language);
			assert.equal(subject, "[Parsec] Alice invited you to CoolOrg");
			assert.deepEqual(replyTo, { email: "alice@example.com", label: "Alice" });
		}
		const { subject, replyTo } = invitationMail(mail("DEVICE"), language);
		assert.deepEqual([subject, replyTo], ["[Parsec] New device invitation to CoolOrg", undefined]);
	}
});

test("both parts of every e-mail give the link", () => {
	for (const language of ["en", "fr"] as const)
		for (const type of ["USER", "DEVICE", "SHAMIR_RECOVERY"] as const) {
			const { text, html } = invitationMail(mail(type), language);
			assert.ok(text.includes(`\n${mail(type).link}\n`));
			assert.ok(html.includes('href="http://localhost:6777/redirect/CoolOrg?a=claim_user&amp;p=xBA"'));
			assert.ok(html.includes(`<html lang="${language}">`));
		}
});

test("a name cannot add a header nor a tag", () => {
	const hostile = invitationMail(mail("USER", "Eve\r\nBcc= everyone & 'co'"), "en");
	assert.equal(hostile.subject, "[Parsec] Eve Bcc= everyone & 'co' invited you to CoolOrg");
	assert.doesNotThrow(() => toMessage(hostile, "no-reply@parsec.example"));
	assert.ok(hostile.html.includes("Eve Bcc= everyone &amp; &#39;co&#39;"));
});
