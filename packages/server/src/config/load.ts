import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { AccountConfig, DecodeError, ServerAddr } from "@parallax/protocol";
import { LOG_FORMATS, LOG_LEVELS } from "../log/logger.ts";
import type { Language } from "../mail/mailer.ts";
import { type BlockstoreConfig, parseBlockstore } from "./blockstore.ts";
import type {
	DatabaseConfig,
	MailConfig,
	OpenBaoServerConfig,
	ScwsConfig,
	ServerConfig,
	ServerOptions,
	TlsConfig,
} from "./config.ts";
import { type DataFolder, openDataFolder } from "./dataFolder.ts";
import { type DATABASE_OPTIONS, type Environment, named, type Options, RUN_OPTIONS, readOptions } from "./options.ts";
import { SecretText } from "./secretText.ts";
import {
	ConfigError,
	parseBoolean,
	parseChoice,
	parseHttpUrl,
	parseInteger,
	parseSeconds,
	parseTos,
} from "./values.ts";

export type { Environment };

export interface LoadedConfig {
	readonly options: ServerOptions;
	/** The folder of an embedded server; nil: an operator gave every place. */
	readonly data: DataFolder | null;
	/** What was given and has no effect. */
	readonly warnings: readonly string[];
}

type RunOptions = Options<typeof RUN_OPTIONS>;
type DatabaseOptions = Options<typeof DATABASE_OPTIONS>;

const IGNORED = [
	"template-dir",
	"sentry-dsn",
	"sentry-environment",
	"sentry-traces-sample-rate",
	"sentry-profiles-sample-rate",
] as const;

/**
 * What `run` needs, from the command line and the environment (server.md §2). Without `--db` the server is embedded: what is not
 * given is kept in the data folder. @throws ConfigError
 */
export function loadRunConfig(args: readonly string[], env: Environment): LoadedConfig {
	const given = readOptions(RUN_OPTIONS, args, env);
	const dev = given.flag("dev") ?? false;
	const embedded = !dev && (given.text("data") !== undefined || given.text("db") === undefined);
	const data = embedded ? openDataFolder(given.text("data"), env) : null;
	const port = given.parse("port", (text) => parseInteger(text, 0, 65_535)) ?? 6777;
	const options: ServerOptions = {
		debug: given.flag("debug") ?? dev,
		host: given.text("host") ?? "127.0.0.1",
		port,
		tls: readTls(given),
		database: readDatabase(
			given,
			dev ? { kind: "memory" } : data && { kind: "sqlite", path: data.database },
			given.flag("skip-database-migrations-check"),
		),
		blockstore: readBlockstore(given, dev ? { kind: "memory" } : data && { kind: "folder", path: data.blocks }),
		administrationToken: readSecret(given, "administration-token", dev ? "s3cr3t" : data?.administrationToken),
		serverAddr: readServerAddr(given, dev || embedded),
		fakeAccountPasswordAlgorithmSeed: readSecret(
			given,
			"fake-account-password-algorithm-seed",
			dev ? "F4k3" : data?.accountSeed,
		),
		organization: {
			spontaneousBootstrap: given.flag("spontaneous-organization-bootstrap") ?? embedded,
			bootstrapWebhook: given.parse("organization-bootstrap-webhook", parseHttpUrl) ?? null,
			activeUsersLimit: given.parse("organization-initial-active-users-limit", (text) => parseInteger(text, 0)) ?? null,
			userProfileOutsiderAllowed:
				given.parse("organization-initial-user-profile-outsider-allowed", parseBoolean) ?? true,
			realmMinimumArchivingPeriodSeconds:
				given.parse("organization-initial-realm-deletion-min-archiving-period", (text) => parseInteger(text, 0)) ??
				2_592_000,
			tos: given.parse("organization-initial-tos", parseTos) ?? null,
		},
		account: given.parse("account-config", (text) => parseChoice(text, AccountConfig.literals)) ?? "DISABLED",
		advisoryDeviceFileProtection: given.list("advisory-device-file-protection"),
		cryptpadServerUrl: given.parse("cryptpad-server-url", parseHttpUrl) ?? null,
		openbao: readOpenBao(given),
		trustedX509Roots: given.list("trusted-x509-root-dir"),
		scws: readScws(given),
		validationEmailRateLimit: given.parse("validation-email-rate-limit", parseRateLimit) ?? {
			cooldownSeconds: 60,
			maxPerHour: 3,
		},
		mail: readMail(given, dev, data),
		trustedProxies: (given.text("proxy-trusted-addresses") ?? env["FORWARDED_ALLOW_IPS"] ?? "localhost")
			.split(",")
			.map((item) => item.trim())
			.filter((item) => item !== ""),
		sseKeepaliveSeconds: readKeepalive(given),
		webApp: given.parse("with-client-web-app", parseWebApp) ?? null,
		corsAllowOrigins: given.list("cors-allow-origins").length > 0 || !dev ? given.list("cors-allow-origins") : ["*"],
		log: readLog(given, embedded ? "WARNING" : "INFO"),
	};
	const warnings = IGNORED.filter((name) => given.text(name) !== undefined).map(
		(name) => `--${name} has no effect on this server`,
	);
	return { options, data, warnings };
}

export interface DatabaseSettings {
	readonly database: DatabaseConfig;
	readonly log: ServerConfig["log"];
}

/** What a command that only needs the database reads. @throws ConfigError */
export function loadDatabaseConfig(given: DatabaseOptions, env: Environment): DatabaseSettings {
	const embedded = given.text("data") !== undefined || given.text("db") === undefined;
	const data = embedded ? openDataFolder(given.text("data"), env) : null;
	return {
		database: readDatabase(given, data && { kind: "sqlite", path: data.database }),
		log: readLog(given, "INFO"),
	};
}

function missing(name: string): ConfigError {
	return new ConfigError(
		`--${name} is required with --db (or the variable PARSEC_${name.toUpperCase().replaceAll("-", "_")})`,
	);
}

function readDatabase(
	given: DatabaseOptions,
	fallback: DatabaseConfig | null,
	skipMigrationsCheck = false,
): DatabaseConfig {
	const url = given.text("db");
	if (url === undefined) {
		if (!fallback) throw missing("db");
		return fallback;
	}
	if (url.toUpperCase() === "MOCKED") return { kind: "memory" };
	if (/^sqlite:./i.test(url)) return { kind: "sqlite", path: url.slice("sqlite:".length) };
	if (!/^postgres(ql)?:\/\//i.test(url)) throw new ConfigError("--db: expected postgresql://…, sqlite:PATH or MOCKED");
	const minConnections = given.parse("db-min-connections", (text) => parseInteger(text, 1)) ?? 1;
	const maxConnections = given.parse("db-max-connections", (text) => parseInteger(text, 2)) ?? 7;
	if (maxConnections < minConnections) throw new ConfigError("--db-max-connections: less than --db-min-connections");
	return {
		kind: "postgresql",
		url: new SecretText(url),
		minConnections,
		maxConnections,
		skipMigrationsCheck,
		maximumConnectionAttempts:
			given.parse("maximum-database-connection-attempts", (text) => parseInteger(text, 0)) ?? 10,
		pauseBeforeRetrySeconds: given.parse("pause-before-retry-database-connection", parseSeconds) ?? 1,
	};
}

function readBlockstore(given: RunOptions, fallback: BlockstoreConfig | null): BlockstoreConfig {
	const values = given.list("blockstore");
	if (values.length > 0) return named("blockstore", () => parseBlockstore(values));
	if (!fallback) throw missing("blockstore");
	return fallback;
}

function readSecret(
	given: RunOptions,
	name: "administration-token" | "fake-account-password-algorithm-seed",
	fallback: string | SecretText | undefined,
): SecretText {
	const value = given.text(name) ?? fallback;
	if (value === undefined || value === "") throw missing(name);
	return typeof value === "string" ? new SecretText(value) : value;
}

/** nil: this machine, at the port that is bound. */
function readServerAddr(given: RunOptions, mayBeLocal: boolean): ServerAddr | null {
	const text = given.text("server-addr");
	if (text === undefined) {
		if (!mayBeLocal) throw missing("server-addr");
		return null;
	}
	try {
		return ServerAddr.parseNative(text);
	} catch (error) {
		if (error instanceof DecodeError) throw new ConfigError(`--server-addr: ${error.message}`);
		throw error;
	}
}

function readTls(given: RunOptions): TlsConfig | null {
	const [keyFile, certFile] = [given.text("ssl-keyfile"), given.text("ssl-certfile")];
	if (keyFile === undefined && certFile === undefined) return null;
	if (keyFile === undefined || certFile === undefined)
		throw new ConfigError("--ssl-keyfile and --ssl-certfile go together");
	return { keyFile, certFile, ciphers: given.text("ssl-ciphers")?.replaceAll(",", ":") ?? null };
}

function readOpenBao(given: RunOptions): OpenBaoServerConfig | null {
	const serverUrl = given.parse("openbao-server-url", parseHttpUrl);
	if (serverUrl === undefined) return null;
	const [proConnect, hexagone] = [given.text("openbao-auth-pro-connect"), given.text("openbao-auth-hexagone")];
	if (proConnect === undefined && hexagone === undefined)
		throw new ConfigError("--openbao-server-url needs --openbao-auth-pro-connect or --openbao-auth-hexagone");
	return {
		serverUrl,
		secretMountPath: given.text("openbao-secret-mount-path") ?? "secret",
		transitMountPath: given.text("openbao-transit-mount-path") ?? "transit",
		auths: {
			...(proConnect !== undefined && { PRO_CONNECT: proConnect }),
			...(hexagone !== undefined && { HEXAGONE: hexagone }),
		},
	};
}

function readScws(given: RunOptions): ScwsConfig | null {
	const keys = given.text("scws-idopte-public-keys-file");
	const file = given.text("scws-web-application-private-key-file");
	const content = given.text("scws-web-application-private-key-content");
	if (keys === undefined && file === undefined && content === undefined) return null;
	if (file !== undefined && content !== undefined)
		throw new ConfigError("--scws-web-application-private-key-file and …-content exclude each other");
	if (keys === undefined || (file === undefined && content === undefined))
		throw new ConfigError("--scws-idopte-public-keys-file and --scws-web-application-private-key-… go together");
	return {
		idoptePublicKeysFile: keys,
		webApplicationPrivateKey: file !== undefined ? { file } : { content: new SecretText(content ?? "") },
	};
}

function parseRateLimit(text: string): ServerConfig["validationEmailRateLimit"] {
	const parts = text.trim().split(/\s+/);
	if (parts.length !== 2) throw new ConfigError("expected '<cooldown in seconds> <maximum an hour>'");
	const [cooldownSeconds = 0, maxPerHour = 0] = parts.map((part) => Math.max(0, parseInteger(part)));
	return { cooldownSeconds, maxPerHour };
}

function readMail(given: RunOptions, dev: boolean, data: DataFolder | null): MailConfig {
	const language = given.parse("email-language", parseLanguage) ?? "en";
	const host = given.text("email-host");
	const sender = given.text("email-sender");
	if (host === undefined && data)
		return { kind: "outbox", path: data.outbox, sender: sender ?? "no-reply@localhost", language };
	if (host?.toUpperCase() === "MOCKED" || (host === undefined && dev))
		return { kind: "print", sender: sender ?? "no-reply@parsec.com", language };
	if (host === undefined) throw missing("email-host");
	if (sender === undefined) throw missing("email-sender");
	const [user, password] = [given.text("email-host-user"), given.text("email-host-password")];
	return {
		kind: "smtp",
		host,
		port: given.parse("email-port", (text) => parseInteger(text, 1, 65_535)) ?? 25,
		credentials: user !== undefined && password !== undefined ? { user, password: new SecretText(password) } : null,
		security: given.flag("email-use-ssl") ? "tls" : given.flag("email-use-tls") ? "starttls" : "none",
		sender,
		language,
	};
}

function parseLanguage(text: string): Language {
	return parseChoice(text, ["EN", "FR"]) === "EN" ? "en" : "fr";
}

function parseWebApp(directory: string): string {
	const path = resolve(directory);
	if (!existsSync(join(path, "index.html")))
		throw new ConfigError(`${path} holds no index.html; give the directory of a web app that is built`);
	return path;
}

function readKeepalive(given: RunOptions): number | null {
	const seconds = given.parse("sse-keepalive", (text) => parseInteger(text)) ?? 30;
	return seconds <= 0 ? null : seconds;
}

function readLog(given: DatabaseOptions, level: ServerConfig["log"]["level"]): ServerConfig["log"] {
	return {
		level: given.parse("log-level", (text) => parseChoice(text, LOG_LEVELS)) ?? level,
		format: given.parse("log-format", (text) => parseChoice(text, LOG_FORMATS)) ?? "CONSOLE",
		file: given.text("log-file"),
	};
}
