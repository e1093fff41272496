import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { inspect } from "node:util";
import { parseBlockstore } from "../src/config/blockstore.ts";
import { type Environment, loadRunConfig } from "../src/config/load.ts";
import { ConfigError, parseTos } from "../src/config/values.ts";

const OPERATOR = {
	PARSEC_DB: "postgresql://parsec:db-password@db.example/parsec",
	PARSEC_BLOCKSTORE: "s3:http\\://minio\\:9000:region1:mybucket:KEY:s3-secret",
	PARSEC_ADMINISTRATION_TOKEN: "administration-secret",
	PARSEC_SERVER_ADDR: "parsec3://parsec.example",
	PARSEC_FAKE_ACCOUNT_PASSWORD_ALGORITHM_SEED: "seed-secret",
	PARSEC_EMAIL_HOST: "smtp.example",
	PARSEC_EMAIL_SENDER: "no-reply@parsec.example",
} as const satisfies Environment;

function load(args: readonly string[] = [], env: Environment = OPERATOR) {
	return loadRunConfig(args, env);
}

describe("configuration of an operator", () => {
	test("official options without effect here are accepted, and said to be so", () => {
		const ignored = [
			"template-dir",
			"sentry-dsn",
			"sentry-environment",
			"sentry-traces-sample-rate",
			"sentry-profiles-sample-rate",
		];
		const { warnings } = load(ignored.flatMap((name) => [`--${name}`, "1"]));
		assert.deepEqual(
			warnings,
			ignored.map((name) => `--${name} has no effect on this server`),
		);
	});

	test("what is not given has the official default", () => {
		const { options, data, warnings } = load();
		assert.equal(data, null);
		assert.deepEqual(warnings, []);
		assert.equal(options.host, "127.0.0.1");
		assert.equal(options.port, 6777);
		assert.equal(options.sseKeepaliveSeconds, 30);
		assert.equal(options.debug, false);
		assert.deepEqual(options.corsAllowOrigins, []);
		assert.deepEqual(options.organization, {
			spontaneousBootstrap: false,
			bootstrapWebhook: null,
			activeUsersLimit: null,
			userProfileOutsiderAllowed: true,
			realmMinimumArchivingPeriodSeconds: 2_592_000,
			tos: null,
		});
		assert.equal(options.serverAddr?.toParsec3(), "parsec3://parsec.example");
		assert.ok(options.mail.kind === "smtp");
		assert.equal(options.mail.port, 25);
		assert.equal(options.mail.security, "none");
		assert.ok(options.database.kind === "postgresql");
		assert.equal(options.database.maxConnections, 7);
		assert.ok(options.blockstore.kind === "s3");
		assert.equal(options.blockstore.endpoint, "http://minio:9000");
	});

	test("a flag wins over a variable, which wins over the default", () => {
		const env = { ...OPERATOR, PARSEC_PORT: "1234", PARSEC_HOST: "0.0.0.0" };
		assert.equal(load([], env).options.port, 1234);
		const { options } = load(["--port", "4321"], env);
		assert.deepEqual([options.port, options.host], [4321, "0.0.0.0"]);
		assert.equal(load(["-P", "4321"], env).options.port, 4321);
	});

	test("PARSEC_CMD_ARGS is more of the command line, with variables expanded", () => {
		const env = {
			...OPERATOR,
			// biome-ignore lint/suspicious/noTemplateCurlyInString: the shell syntax that the option takes.
			PARSEC_CMD_ARGS: " --port  $MY_PORT --host=${MY_HOST} ",
			MY_PORT: "4321",
			MY_HOST: "::1",
		};
		const { options } = load(["--port", "1"], env);
		assert.deepEqual([options.port, options.host], [4321, "::1"]);
	});

	test("booleans of the environment are 1, true, yes, on, in any case", () => {
		const of = (value: string) =>
			load([], { ...OPERATOR, PARSEC_SPONTANEOUS_ORGANIZATION_BOOTSTRAP: value }).options.organization
				.spontaneousBootstrap;
		for (const value of ["1", "true", "YES", "On"]) assert.equal(of(value), true);
		for (const value of ["0", "false", "no", "off"]) assert.equal(of(value), false);
		assert.throws(() => of("maybe"), /--spontaneous-organization-bootstrap: expected true or false/);
	});

	test("a list is repeated as a flag, and separated by white space in a variable", () => {
		const env = { ...OPERATOR, PARSEC_CORS_ALLOW_ORIGINS: " https://a.example https://b.example" };
		assert.deepEqual(load([], env).options.corsAllowOrigins, ["https://a.example", "https://b.example"]);
		const flags = ["--cors-allow-origins", "https://c.example", "--cors-allow-origins", "*"];
		assert.deepEqual(load(flags, env).options.corsAllowOrigins, ["https://c.example", "*"]);
		const roots = { ...OPERATOR, PARSEC_TRUSTED_X509_ROOT_DIR: "/a b:/c" };
		assert.deepEqual(load([], roots).options.trustedX509Roots, ["/a b", "/c"]);
	});

	test("what is required is asked for by name", () => {
		for (const name of ["BLOCKSTORE", "ADMINISTRATION_TOKEN", "SERVER_ADDR", "EMAIL_HOST", "EMAIL_SENDER"]) {
			const flag = `--${name.toLowerCase().replaceAll("_", "-")}`;
			assert.throws(
				() => load([], { ...OPERATOR, [`PARSEC_${name}`]: undefined }),
				(error) => error instanceof ConfigError && error.message.includes(`${flag} is required`),
			);
		}
	});

	test("wrong values are refused, and named", () => {
		const refused = (args: readonly string[], message: RegExp) =>
			assert.throws(
				() => load(args),
				(error) => error instanceof ConfigError && message.test(error.message),
			);
		refused(["--foo"], /--foo/);
		refused(["extra"], /extra/);
		refused(["--port"], /--port/);
		refused(["--port", "http"], /--port: expected a whole number from 0 to 65535/);
		refused(["--port", "65536"], /--port/);
		refused(["--db", "mysql://x"], /--db: expected postgresql/);
		refused(["--db-max-connections", "1"], /--db-max-connections/);
		refused(["--db-min-connections", "9"], /less than --db-min-connections/);
		refused(["--server-addr", "https://parsec.example"], /--server-addr/);
		refused(["--with-client-web-app", import.meta.dirname], /--with-client-web-app: .* holds no index\.html/);
		refused(["--account-config", "MAYBE"], /--account-config: expected one of DISABLED/);
		refused(["--log-level", "LOUD"], /--log-level: expected one of DEBUG/);
		refused(["--ssl-keyfile", "key.pem"], /go together/);
		refused(["--openbao-server-url", "https://bao.example"], /needs --openbao-auth-pro-connect/);
		refused(["--scws-idopte-public-keys-file", "keys"], /go together/);
		refused(["--validation-email-rate-limit", "60"], /cooldown/);
		refused(["--organization-initial-tos", "en"], /<locale>:<url>/);
	});

	test("no secret shows when the configuration is printed", () => {
		const { options } = load(["--email-host-user", "parsec", "--email-host-password", "smtp-secret"]);
		const shown = inspect(options, { depth: 10 }) + JSON.stringify(options);
		for (const secret of ["db-password", "s3-secret", "administration-secret", "seed-secret", "smtp-secret"])
			assert.ok(!shown.includes(secret), secret);
	});

	test("official defect: --email-use-ssl and --email-use-tls are swapped in the help, and do what they do", () => {
		const security = (...args: string[]) => {
			const { mail } = load(args).options;
			return mail.kind === "smtp" ? mail.security : mail.kind;
		};
		assert.equal(security("--email-use-ssl"), "tls");
		assert.equal(security("--email-use-tls"), "starttls");
		assert.equal(security("--email-use-tls", "--email-use-ssl"), "tls");
	});

	test("development needs nothing", () => {
		const { options } = load(["--dev"], {});
		assert.deepEqual(
			[options.debug, options.database.kind, options.blockstore.kind, options.mail.kind],
			[true, "memory", "memory", "print"],
		);
		assert.equal(options.administrationToken.expose(), "s3cr3t");
		assert.deepEqual(options.corsAllowOrigins, ["*"]);
	});
});

describe("configuration of an embedded server", () => {
	const folder = mkdtempSync(join(tmpdir(), "parallax-config-"));
	after(() => rmSync(folder, { recursive: true }));

	test("everything is in one folder, whose secrets are made once and for the owner only", () => {
		const path = join(folder, "data");
		const first = load(["--data", path], {});
		assert.ok(first.data);
		assert.deepEqual(first.options.database, { kind: "sqlite", path: join(path, "parallax.sqlite") });
		assert.deepEqual(first.options.blockstore, { kind: "folder", path: join(path, "blocks") });
		assert.equal(first.options.mail.kind, "outbox");
		assert.equal(first.options.organization.spontaneousBootstrap, true);
		const token = first.options.administrationToken.expose();
		assert.equal(statSync(first.data.administrationTokenFile).mode & 0o777, 0o600);
		assert.equal(readFileSync(first.data.administrationTokenFile, "utf8"), `${token}\n`);
		assert.ok(token.length >= 43);
		assert.equal(load(["--data", path], {}).options.administrationToken.expose(), token);
	});

	test("without --db nor --data, the folder is the one of the user", () => {
		const { data } = load([], { XDG_DATA_HOME: folder, APPDATA: folder });
		assert.equal(data?.path, join(folder, "parallax"));
	});

	test("each part can be given", () => {
		const { options } = load(
			["--data", join(folder, "data"), "--db", "sqlite:other.sqlite", "--blockstore", "folder:/blocks"],
			{ PARSEC_SPONTANEOUS_ORGANIZATION_BOOTSTRAP: "false" },
		);
		assert.deepEqual(options.database, { kind: "sqlite", path: "other.sqlite" });
		assert.deepEqual(options.blockstore, { kind: "folder", path: "/blocks" });
		assert.equal(options.organization.spontaneousBootstrap, false);
	});

	test("a folder that cannot be made is an error to read", () => {
		assert.throws(() => load(["--data", "/dev/null/data"], {}), /--data: the folder \/dev\/null\/data cannot be used/);
	});
});

describe("block stores", () => {
	test("one, or a RAID of several", () => {
		assert.deepEqual(parseBlockstore(["MOCKED"]), { kind: "memory" });
		assert.deepEqual(parseBlockstore(["raid1:1:MOCKED", "raid1:0:postgresql"]), {
			kind: "raid1",
			nodes: [{ kind: "postgresql" }, { kind: "memory" }],
		});
		const s3 = parseBlockstore(["s3::eu:bucket:k\\:ey:\\\\se\\cret"]);
		assert.ok(s3.kind === "s3");
		assert.deepEqual([s3.endpoint, s3.key, s3.secret.expose()], [null, "k:ey", "\\se\\cret"]);
		const swift = parseBlockstore(["swift:auth.example/v1:tenant:container:user:password"]);
		assert.ok(swift.kind === "swift");
		assert.equal(swift.authUrl, "https://auth.example/v1");
	});

	test("what makes no sense is refused", () => {
		for (const values of [
			[],
			["nfs:/x"],
			["folder:"],
			["s3:a:b:c"],
			["MOCKED", "MOCKED"],
			["RAID1:0:MOCKED", "RAID0:1:MOCKED"],
			["RAID1:0:MOCKED", "raid1:1:MOCKED"],
			["RAID1:0:MOCKED", "RAID1:0:MOCKED"],
			["RAID1:1:MOCKED"],
			["RAID1:0:MOCKED", "MOCKED"],
			["RAID1:0:RAID1:0:MOCKED"],
			["RAID5:0:MOCKED", "RAID5:1:MOCKED"],
		])
			assert.throws(() => parseBlockstore(values), ConfigError, values.join(" "));
	});
});

test("terms of service: a URL by locale, on the first colon, with escapes", () => {
	assert.deepEqual(parseTos("en_US:https://a.example/x\\,y,fr_FR:https://b.example"), {
		en_US: "https://a.example/x,y",
		fr_FR: "https://b.example",
	});
	for (const wrong of ["", "en", ":url", "en:", "en:url,"]) assert.throws(() => parseTos(wrong), ConfigError, wrong);
});
