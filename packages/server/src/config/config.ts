import type { AccountConfig, ServerAddr } from "@parallax/protocol";
import type { LogFormat, LogLevel } from "../log/logger.ts";
import type { Language } from "../mail/mailer.ts";
import type { BlockstoreConfig } from "./blockstore.ts";
import type { SecretText } from "./secretText.ts";

/** Everything an operator chooses, read and checked once at start (server.md §2). */
export interface ServerConfig {
	/** Answers `ping`, and logs what it can. */
	readonly debug: boolean;
	readonly host: string;
	/** 0: any free port. */
	readonly port: number;
	readonly tls: TlsConfig | null;
	readonly database: DatabaseConfig;
	readonly blockstore: BlockstoreConfig;
	readonly administrationToken: SecretText;
	/** Public address: links in e-mails, bootstrap and TOTP reset links, redirections. */
	readonly serverAddr: ServerAddr;
	readonly fakeAccountPasswordAlgorithmSeed: SecretText;
	readonly organization: OrganizationDefaults;
	readonly account: AccountConfig;
	readonly advisoryDeviceFileProtection: readonly string[];
	readonly cryptpadServerUrl: string | null;
	readonly openbao: OpenBaoServerConfig | null;
	/** Directories of PEM roots. */
	readonly trustedX509Roots: readonly string[];
	readonly scws: ScwsConfig | null;
	readonly validationEmailRateLimit: { readonly cooldownSeconds: number; readonly maxPerHour: number };
	readonly mail: MailConfig;
	readonly trustedProxies: readonly string[];
	/** nil: no keepalive. */
	readonly sseKeepaliveSeconds: number | null;
	/** Directory of the web app to host. */
	readonly webApp: string | null;
	readonly corsAllowOrigins: readonly string[];
	readonly log: { readonly level: LogLevel; readonly format: LogFormat; readonly file: string | undefined };
}

/** What a server is made from; without a public address it is the one of this machine, at the port that is bound. */
export type ServerOptions = Omit<ServerConfig, "serverAddr"> & { readonly serverAddr: ServerAddr | null };

export interface TlsConfig {
	readonly keyFile: string;
	readonly certFile: string;
	/** OpenSSL list; nil: Node's. */
	readonly ciphers: string | null;
}

export type DatabaseConfig =
	| {
			readonly kind: "postgresql";
			/** May carry a password. */
			readonly url: SecretText;
			readonly minConnections: number;
			readonly maxConnections: number;
			readonly skipMigrationsCheck: boolean;
			readonly maximumConnectionAttempts: number;
			readonly pauseBeforeRetrySeconds: number;
	  }
	| { readonly kind: "sqlite"; readonly path: string }
	/** Forgotten when the server stops. */
	| { readonly kind: "memory" };

/** What a new organization starts with, and who may make one. */
export interface OrganizationDefaults {
	/** Anybody may bootstrap an organization without a token. */
	readonly spontaneousBootstrap: boolean;
	readonly bootstrapWebhook: string | null;
	/** nil: no limit. */
	readonly activeUsersLimit: number | null;
	readonly userProfileOutsiderAllowed: boolean;
	readonly realmMinimumArchivingPeriodSeconds: number;
	/** URL by locale; nil: no terms of service. */
	readonly tos: Readonly<Record<string, string>> | null;
}

export interface OpenBaoServerConfig {
	readonly serverUrl: string;
	readonly secretMountPath: string;
	readonly transitMountPath: string;
	/** Mount path by authentication: `PRO_CONNECT`, `HEXAGONE`. */
	readonly auths: Readonly<Record<string, string>>;
}

export interface ScwsConfig {
	readonly idoptePublicKeysFile: string;
	readonly webApplicationPrivateKey: { readonly file: string } | { readonly content: SecretText };
}

export type MailConfig = { readonly sender: string; readonly language: Language } & (
	| {
			readonly kind: "smtp";
			readonly host: string;
			readonly port: number;
			readonly credentials: { readonly user: string; readonly password: SecretText } | null;
			readonly security: "tls" | "starttls" | "none";
	  }
	/** Each e-mail becomes a file of this folder. */
	| { readonly kind: "outbox"; readonly path: string }
	/** Each e-mail is printed on standard error. */
	| { readonly kind: "print" }
);
