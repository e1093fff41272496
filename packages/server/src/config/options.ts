import { type ParseArgsOptionsConfig, parseArgs } from "node:util";
import { ConfigError, parseBoolean } from "./values.ts";

/** One option of the command line, also read from the environment (server.md §2). */
interface OptionSpec {
	readonly kind: "text" | "flag" | "list";
	readonly short?: string;
	/** Variable; `PARSEC_` and the name in capitals when absent. */
	readonly env?: string;
	/** What separates the values of a list in the variable; white space when absent. */
	readonly separator?: string;
	readonly hint?: string;
	readonly help: string;
}

function text(hint: string, help: string, more: Partial<OptionSpec> = {}): OptionSpec {
	return { kind: "text", hint, help, ...more };
}

function flag(help: string, more: Partial<OptionSpec> = {}): OptionSpec {
	return { kind: "flag", help, ...more };
}

function list(hint: string, help: string, more: Partial<OptionSpec> = {}): OptionSpec {
	return { kind: "list", hint, help, ...more };
}

export const DATABASE_OPTIONS = {
	data: text("DIR", "folder of an embedded server: database, blocks, tokens; used when there is no --db", {
		env: "PARALLAX_DATA",
	}),
	db: text("URL", "postgresql://…, sqlite:PATH, or MOCKED (in memory)"),
	"db-min-connections": text("N", "PostgreSQL connections kept (1)"),
	"db-max-connections": text("N", "PostgreSQL connections at most (7)"),
	"maximum-database-connection-attempts": text("N", "before giving up on lost notifications (10)"),
	"pause-before-retry-database-connection": text("SECONDS", "between two attempts (1)"),
	"log-level": text("LEVEL", "DEBUG, INFO, WARNING, ERROR or CRITICAL", { short: "l" }),
	"log-format": text("FORMAT", "CONSOLE, CONSOLE_NO_TIMESTAMP or JSON", { short: "f" }),
	"log-file": text("FILE", "instead of standard error; truncated", { short: "o" }),
	debug: flag("answer ping commands", { env: "DEBUG" }),
} as const satisfies Readonly<Record<string, OptionSpec>>;

export const RUN_OPTIONS = {
	...DATABASE_OPTIONS,
	host: text("HOST", "address to listen on (127.0.0.1)", { short: "H" }),
	port: text("PORT", "port to listen on (6777); 0: any", { short: "P" }),
	"skip-database-migrations-check": flag("start even when migrations are missing"),
	blockstore: list("CONFIG", "folder:PATH, s3:…, swift:…, POSTGRESQL, MOCKED, RAIDn:i:…", { short: "b" }),
	"administration-token": text("TOKEN", "secret of the administration API"),
	"server-addr": text("ADDR", "public address, parsec3://host[:port][?no_ssl=true]"),
	"fake-account-password-algorithm-seed": text("TEXT", "secret, the same on all processes, never changed"),
	"spontaneous-organization-bootstrap": flag("anybody may create an organization"),
	"organization-bootstrap-webhook": text("URL", "called after each bootstrap"),
	"organization-initial-active-users-limit": text("N", "of new organizations (no limit)"),
	"organization-initial-user-profile-outsider-allowed": text("BOOL", "of new organizations (true)"),
	"organization-initial-realm-deletion-min-archiving-period": text("SECONDS", "of new organizations (2592000)"),
	"organization-initial-tos": text("LOCALE:URL,…", "terms of service of new organizations"),
	"account-config": text("CONFIG", "DISABLED, ENABLED_WITHOUT_VAULT or ENABLED_WITH_VAULT"),
	"advisory-device-file-protection": list("NAME", "advice to clients: PASSWORD, KEYRING, PKI, …"),
	"cryptpad-server-url": text("URL", "enables document edition"),
	"openbao-server-url": text("URL", "enables single sign-on"),
	"openbao-secret-mount-path": text("PATH", "(secret)"),
	"openbao-transit-mount-path": text("PATH", "(transit)"),
	"openbao-auth-pro-connect": text("PATH", "mount path", { env: "PARSEC_OPENBAO_AUTH_PRO_CONNECT_MOUNT_PATH" }),
	"openbao-auth-hexagone": text("PATH", "mount path", { env: "PARSEC_OPENBAO_AUTH_HEXAGONE_MOUNT_PATH" }),
	"trusted-x509-root-dir": list("DIR", "PEM roots trusted for PKI enrollments", { separator: ":" }),
	"scws-idopte-public-keys-file": text("FILE", "smartcard service: keys of Idopte"),
	"scws-web-application-private-key-file": text("FILE", "smartcard service: our key"),
	"scws-web-application-private-key-content": text("PEM", "smartcard service: our key"),
	"validation-email-rate-limit": text("'SECONDS N'", "cooldown, and maximum an hour (60 3)"),
	"template-dir": text("DIR", "not supported: e-mails are built in"),
	"email-host": text("HOST", "SMTP server; MOCKED prints e-mails"),
	"email-port": text("PORT", "(25)"),
	"email-host-user": text("USER", "SMTP login"),
	"email-host-password": text("PASSWORD", "SMTP login"),
	"email-use-ssl": flag("TLS from the start, as on port 465"),
	"email-use-tls": flag("STARTTLS"),
	"email-sender": text("ADDRESS", "who e-mails come from"),
	"email-language": text("LANGUAGE", "en or fr, when the client does not tell (en)", {
		env: "PARALLAX_EMAIL_LANGUAGE",
	}),
	"proxy-trusted-addresses": text("ADDRESSES", "comma list of proxies to believe (localhost)"),
	"ssl-keyfile": text("FILE", "serve TLS"),
	"ssl-certfile": text("FILE", "serve TLS"),
	"ssl-ciphers": text("CIPHERS", "comma separated OpenSSL list"),
	"sse-keepalive": text("SECONDS", "of event streams (30); 0 disables"),
	"with-client-web-app": text("DIR", "web app to host, built; opened at /client/"),
	"cors-allow-origins": list("ORIGIN", "web pages allowed to call; * for all"),
	"sentry-dsn": text("DSN", "ignored: Parallax has no telemetry"),
	"sentry-environment": text("NAME", "ignored"),
	"sentry-traces-sample-rate": text("RATE", "ignored"),
	"sentry-profiles-sample-rate": text("RATE", "ignored"),
	dev: flag("for development: everything in memory, token s3cr3t", { env: "" }),
} as const satisfies Readonly<Record<string, OptionSpec>>;

export const MIGRATE_OPTIONS = {
	...DATABASE_OPTIONS,
	"dry-run": flag("only say what would be done", { env: "" }),
} as const satisfies Readonly<Record<string, OptionSpec>>;

export const LIST_DELETABLE_REALMS_OPTIONS = {
	...DATABASE_OPTIONS,
	organization: text("ID", "whose realms", { env: "" }),
	json: flag("as JSON", { env: "" }),
} as const satisfies Readonly<Record<string, OptionSpec>>;

export const DELETE_REALM_OPTIONS = {
	...DATABASE_OPTIONS,
	organization: text("ID", "whose realm it is", { env: "" }),
	realm: text("ID", "which one", { env: "" }),
	"dump-realm-blocks": text("FILE", "new file for the names of its blocks, to remove them from their store", {
		env: "",
	}),
	"dry-run": flag("only list the blocks", { env: "" }),
} as const satisfies Readonly<Record<string, OptionSpec>>;

export type OptionSpecs = Readonly<Record<string, OptionSpec>>;

/** Values as given, by precedence: flag, then variable. */
export class Options<Specs extends OptionSpecs> {
	readonly #values: ReadonlyMap<string, readonly string[]>;

	constructor(values: ReadonlyMap<string, readonly string[]>) {
		this.#values = values;
	}

	text(name: keyof Specs & string): string | undefined {
		return this.#values.get(name)?.at(-1);
	}

	list(name: keyof Specs & string): readonly string[] {
		return this.#values.get(name) ?? [];
	}

	/** `undefined` when not given. */
	flag(name: keyof Specs & string): boolean | undefined {
		return this.parse(name, parseBoolean);
	}

	/** The value through `parse`, or `undefined` when not given. @throws ConfigError that names the option. */
	parse<T>(name: keyof Specs & string, parse: (text: string) => T): T | undefined {
		const value = this.text(name);
		return value === undefined ? undefined : named(name, () => parse(value));
	}
}

/** Names the option in the error of `read`. */
export function named<T>(name: string, read: () => T): T {
	try {
		return read();
	} catch (error) {
		if (error instanceof ConfigError) throw new ConfigError(`--${name}: ${error.message}`);
		throw error;
	}
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** @throws ConfigError for an unknown option, a missing value, or an argument that is no option. */
export function readOptions<Specs extends OptionSpecs>(
	specs: Specs,
	args: readonly string[],
	env: Environment,
): Options<Specs> {
	const values = new Map<string, readonly string[]>();
	for (const [name, spec] of Object.entries(specs)) {
		const value = env[variableOf(name, spec)];
		if (value === undefined || value === "") continue;
		values.set(
			name,
			spec.kind === "list" ? value.split(spec.separator ?? /\s+/).filter((item) => item !== "") : [value],
		);
	}
	for (const [name, given] of Object.entries(parseFlags(specs, [...args, ...extraArguments(env)]))) {
		if (given !== undefined) values.set(name, given.map(String));
	}
	return new Options(values);
}

function parseFlags(
	specs: OptionSpecs,
	args: readonly string[],
): Readonly<Record<string, (string | boolean)[] | undefined>> {
	const options: ParseArgsOptionsConfig = Object.fromEntries(
		Object.entries(specs).map(([name, { kind, short }]) => [
			name,
			{ type: kind === "flag" ? "boolean" : "string", multiple: true, ...(short !== undefined && { short }) } as const,
		]),
	);
	try {
		return parseArgs({ args: [...args], options, allowNegative: true }).values as Record<string, (string | boolean)[]>;
	} catch (error) {
		if (error instanceof TypeError) throw new ConfigError(error.message);
		throw error;
	}
}

/** `PARSEC_CMD_ARGS`: more of the command line, split on white space, with `$VAR` expanded. */
function extraArguments(env: Environment): string[] {
	return (env["PARSEC_CMD_ARGS"] ?? "")
		.split(/\s+/)
		.filter((word) => word !== "")
		.map((word) => word.replaceAll(/\$(\w+)|\$\{(\w+)\}/g, (_, plain, braced) => env[plain ?? braced] ?? ""));
}

function variableOf(name: string, { env }: OptionSpec): string {
	return env ?? `PARSEC_${name.toUpperCase().replaceAll("-", "_")}`;
}

/** One line per option, for `--help`. */
export function describeOptions(specs: OptionSpecs): string {
	return Object.entries(specs)
		.map(([name, spec]) => {
			const left = `  ${spec.short ? `-${spec.short}, ` : "    "}--${name}${spec.hint ? ` ${spec.hint}` : ""}`;
			const variable = variableOf(name, spec);
			return `${left}\n          ${spec.help}${variable ? ` [${variable}]` : ""}`;
		})
		.join("\n");
}
