import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { SecretText } from "./secretText.ts";
import { ConfigError } from "./values.ts";

/** What an embedded server keeps in one folder, readable by its owner only. */
export interface DataFolder {
	readonly path: string;
	readonly database: string;
	readonly blocks: string;
	readonly outbox: string;
	readonly administrationTokenFile: string;
	readonly administrationToken: SecretText;
	readonly accountSeed: SecretText;
}

/** Makes the folder and its secrets, or finds them. @throws ConfigError when that is not possible. */
export function openDataFolder(
	given: string | undefined,
	env: Readonly<Record<string, string | undefined>>,
): DataFolder {
	const path = resolve(given ?? defaultDataFolder(env));
	try {
		mkdirSync(path, { recursive: true, mode: 0o700 });
		const administrationTokenFile = join(path, "administration-token");
		return {
			path,
			database: join(path, "parallax.sqlite"),
			blocks: join(path, "blocks"),
			outbox: join(path, "outbox"),
			administrationTokenFile,
			administrationToken: keepSecret(administrationTokenFile),
			accountSeed: keepSecret(join(path, "account-seed")),
		};
	} catch (error) {
		throw new ConfigError(`--data: the folder ${path} cannot be used: ${(error as Error).message}`);
	}
}

function keepSecret(file: string): SecretText {
	if (!existsSync(file)) {
		const secret = crypto.getRandomValues(new Uint8Array(32)).toBase64({ alphabet: "base64url", omitPadding: true });
		writeFileSync(file, `${secret}\n`, { mode: 0o600, flag: "wx", flush: true });
	}
	// Somebody may have copied the folder with other modes.
	chmodSync(file, 0o600);
	const secret = readFileSync(file, "utf8").trim();
	if (secret === "") throw new Error(`${file} is empty; delete it to have a new one made`);
	return new SecretText(secret);
}

function defaultDataFolder(env: Readonly<Record<string, string | undefined>>): string {
	if (process.platform === "win32") return join(env["APPDATA"] ?? join(homedir(), "AppData", "Roaming"), "parallax");
	if (process.platform === "darwin") return join(homedir(), "Library", "Application Support", "parallax");
	return join(env["XDG_DATA_HOME"] || join(homedir(), ".local", "share"), "parallax");
}
