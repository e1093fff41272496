import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { EmailAddress, type HumanHandle } from "@parallax/protocol";
import { SMTPServer, type SMTPServerOptions } from "smtp-server";
import { SecretText } from "../src/config/secretText.ts";
import { createLogger, silentLogger } from "../src/log/logger.ts";
import { writeLetter } from "../src/mail/letter.ts";
import type { Mail } from "../src/mail/mailer.ts";
import { openMailer } from "../src/mail/open.ts";
import { SmtpMailer } from "../src/mail/smtp.ts";

const bob = EmailAddress.parse("bob@example.com");
const letter: Mail = {
	to: bob,
	subject: "[Parsec] Alicey McAliceFace invited you to CoolOrg",
	...writeLetter({
		language: "fr",
		opening: "Alice <vous> invite & vous attend.",
		steps: ["Ouvrez le lien."],
		action: { label: "Accepter", url: "https://parsec.example/redirect/CoolOrg?a=claim_user&p=xx" },
		closing: "Ce lien n’est que pour vous.",
	}),
	replyTo: { email: EmailAddress.parse("alice@example.com"), label: "Alicey Mc’AliceFace" } as HumanHandle,
};

interface Received {
	readonly from: string;
	readonly to: readonly string[];
	readonly content: string;
}

/** A real SMTP server, on a free port, that keeps what it receives. */
async function smtpServer(options: SMTPServerOptions = {}) {
	const received: Received[] = [];
	const server = new SMTPServer({
		authOptional: true,
		disabledCommands: ["STARTTLS"],
		...options,
		onData(stream, { envelope }, done) {
			const chunks: Buffer[] = [];
			stream.on("data", (chunk: Buffer) => chunks.push(chunk));
			stream.on("end", () => {
				received.push({
					from: envelope.mailFrom ? envelope.mailFrom.address : "",
					to: envelope.rcptTo.map(({ address }) => address),
					content: Buffer.concat(chunks).toString("utf8"),
				});
				done();
			});
		},
	});
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	const address = server.server.address();
	assert.ok(typeof address === "object" && address !== null);
	return { received, port: address.port, close: () => new Promise<void>((resolve) => server.close(resolve)) };
}

function smtp(port: number, more: Partial<ConstructorParameters<typeof SmtpMailer>[0]> = {}, log = silentLogger) {
	return new SmtpMailer(
		{
			kind: "smtp",
			host: "127.0.0.1",
			port,
			credentials: null,
			security: "none",
			sender: "Parsec <no-reply@parsec.example>",
			language: "en",
			...more,
		},
		log,
	);
}

describe("e-mails by SMTP", () => {
	test("an e-mail arrives: text first, HTML second, with the address to answer to", async () => {
		const server = await smtpServer();
		const mailer = smtp(server.port);
		assert.equal(await mailer.send(letter), "SUCCESS");
		const [mail] = server.received;
		assert.ok(mail);
		assert.equal(mail.from, "no-reply@parsec.example");
		assert.deepEqual(mail.to, ["bob@example.com"]);
		assert.match(mail.content, /^From: Parsec <no-reply@parsec\.example>\r$/m);
		assert.match(mail.content, /^Subject: \[Parsec\] Alicey McAliceFace invited you to CoolOrg\r$/m);
		assert.match(mail.content, /^Reply-To: =\?UTF-8\?.+\?= <alice@example\.com>\r$/m);
		assert.match(mail.content, /multipart\/alternative/);
		assert.ok(mail.content.indexOf("text/plain") < mail.content.indexOf("text/html"));
		await mailer.close();
		await server.close();
	});

	test("the server may want a login", async () => {
		const server = await smtpServer({
			authOptional: false,
			allowInsecureAuth: true,
			onAuth({ username, password }, _session, done) {
				if (username === "parsec" && password === "pw") done(null, { user: username });
				else done(new Error("wrong"));
			},
		});
		const right = smtp(server.port, { credentials: { user: "parsec", password: new SecretText("pw") } });
		assert.equal(await right.send(letter), "SUCCESS");
		const wrong = smtp(server.port, { credentials: { user: "parsec", password: new SecretText("no") } });
		assert.equal(await wrong.send(letter), "SERVER_UNAVAILABLE");
		await right.close();
		await wrong.close();
		await server.close();
	});

	test("official defect: the SMTP outcome is dropped (a refused recipient)", async () => {
		const server = await smtpServer({
			onRcptTo({ address }, _session, done) {
				done(address === bob ? new Error("no such user") : null);
			},
		});
		const mailer = smtp(server.port);
		assert.equal(await mailer.send(letter), "RECIPIENT_REFUSED");
		assert.equal(await mailer.send({ ...letter, to: EmailAddress.parse("carol@example.com") }), "SUCCESS");
		await mailer.close();
		await server.close();
	});

	test("official defect: the SMTP outcome is dropped (no server, or one that refuses the sender)", async () => {
		const gone = await smtpServer();
		await gone.close();
		const mailer = smtp(gone.port);
		assert.equal(await mailer.send(letter), "SERVER_UNAVAILABLE");
		await mailer.close();

		const picky = await smtpServer({ onMailFrom: (_address, _session, done) => done(new Error("not from you")) });
		const refused = smtp(picky.port);
		assert.equal(await refused.send(letter), "SERVER_UNAVAILABLE");
		await refused.close();
		await picky.close();
	});

	test("a server that offers no STARTTLS is not trusted with what asks for it", async () => {
		const server = await smtpServer();
		const mailer = smtp(server.port, { security: "starttls" });
		assert.equal(await mailer.send(letter), "SERVER_UNAVAILABLE");
		assert.equal(server.received.length, 0);
		await mailer.close();
		await server.close();
	});

	test("a header cannot be injected", async () => {
		const server = await smtpServer();
		const mailer = smtp(server.port);
		await assert.rejects(mailer.send({ ...letter, subject: "Hello\r\nBcc: eve@example.com" }), /control character/);
		const replyTo = { email: bob, label: "Bob\nBcc: eve@example.com" } as HumanHandle;
		await assert.rejects(mailer.send({ ...letter, replyTo }), /control character/);
		assert.equal(server.received.length, 0);
		await mailer.close();
		await server.close();
	});

	test("a failure is logged without the recipient", async () => {
		const server = await smtpServer({ onRcptTo: (_address, _session, done) => done(new Error("no such user")) });
		let written = "";
		const log = createLogger({ level: "DEBUG", format: "JSON" }, (text) => {
			written += text;
		});
		const mailer = smtp(server.port, {}, log);
		await mailer.send(letter);
		log.flush();
		assert.match(written, /an e-mail could not be sent/);
		assert.doesNotMatch(written, /bob/);
		await mailer.close();
		await server.close();
	});
});

describe("e-mails without a mail server", () => {
	const folder = mkdtempSync(join(tmpdir(), "parallax-outbox-"));
	after(() => rmSync(folder, { recursive: true }));

	test("become files that a mail program opens, for the owner only", async () => {
		const path = join(folder, "outbox");
		const mailer = openMailer({ kind: "outbox", path, sender: "no-reply@localhost", language: "en" }, silentLogger);
		assert.equal(await mailer.send(letter), "SUCCESS");
		const [file = "", ...others] = readdirSync(path);
		assert.deepEqual(others, []);
		assert.match(file, /^\d{4}-.*\.eml$/);
		assert.equal(statSync(join(path, file)).mode & 0o777, 0o600);
		const content = readFileSync(join(path, file), "utf8");
		assert.match(content, /^To: bob@example\.com\r$/m);
		assert.match(content, /https:\/\/parsec\.example\/redirect\/CoolOrg/);
	});

	test("tell when the folder cannot be written", async () => {
		const path = join("/dev/null", "outbox");
		const mailer = openMailer({ kind: "outbox", path, sender: "no-reply@localhost", language: "en" }, silentLogger);
		assert.equal(await mailer.send(letter), "SERVER_UNAVAILABLE");
	});
});

describe("letters", () => {
	test("say the same in both forms; what people wrote is not HTML", () => {
		assert.match(letter.text, /Alice <vous> invite & vous attend\./);
		assert.match(letter.text, /\n\nhttps:\/\/parsec\.example\/redirect\/CoolOrg\?a=claim_user&p=xx\n\n/);
		assert.match(letter.html, /Alice &lt;vous&gt; invite &amp; vous attend\./);
		assert.match(letter.html, /href="https:\/\/parsec\.example\/redirect\/CoolOrg\?a=claim_user&amp;p=xx"/);
		assert.match(letter.html, />Accepter<\/a>/);
		assert.match(letter.html, /<html lang="fr">/);
		for (const form of [letter.text, letter.html])
			assert.match(form, /Ouvrez le lien\..*Ce lien n’est que pour vous\./s);
	});
});
