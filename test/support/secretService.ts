import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { installPackages } from "../../tools/debian.ts";

/** `secret-tool` is of libsecret, which shares nothing with what is tested: the judge of what a keyring holds. */
const PROGRAMS = ["dbus-daemon", "dbus-send", "gnome-keyring-daemon", "secret-tool"];
const PACKAGES = ["dbus", "gnome-keyring", "libsecret-tools"];

/** A bus that starts no program by itself, least of all the keyring of whoever runs the tests. */
const busConfiguration = (folder: string) => `<busconfig>
<type>session</type>
<listen>unix:dir=${folder}</listen>
<auth>EXTERNAL</auth>
<policy context="default"><allow send_destination="*"/><allow receive_sender="*"/><allow own="*"/></policy>
</busconfig>`;

export type Attributes = Readonly<Record<string, string>>;

/** GNOME Keyring on a bus of its own, with a home of its own: the desktop of a person who has logged in. */
export class SecretService {
	readonly #home: string;
	readonly #bus: ChildProcess;
	#daemon: ChildProcess;
	/** What programs of that desktop have in their environment. */
	readonly environment: Readonly<Record<string, string>>;

	private constructor(home: string, bus: ChildProcess, environment: Readonly<Record<string, string>>) {
		this.#home = home;
		this.#bus = bus;
		this.environment = environment;
		this.#daemon = this.#startDaemon("--unlock");
	}

	/** Starts it unlocked, and waits until it answers. The programs are installed when they are missing. */
	static async start(): Promise<SecretService> {
		ensureInstalled();
		const home = await mkdtemp(join(tmpdir(), "parallax-keyring-"));
		const configuration = join(home, "bus.conf");
		await writeFile(configuration, busConfiguration(home));
		await mkdir(join(home, "run"), { mode: 0o700 });
		const bus = spawn("dbus-daemon", [`--config-file=${configuration}`, "--nofork", "--print-address=1"], {
			stdio: ["ignore", "pipe", "ignore"],
		});
		const [address] = await Promise.race([
			once(bus.stdout, "data") as Promise<[Buffer]>,
			once(bus, "close").then(() => Promise.reject(new Error("dbus-daemon ended at once"))),
		]);
		const service = new SecretService(home, bus, { DBUS_SESSION_BUS_ADDRESS: String(address).trim() });
		await service.#answers();
		return service;
	}

	/** The person logs out and in again without typing the password of the keyring. */
	async lock(): Promise<void> {
		await this.#restart();
	}

	async unlock(): Promise<void> {
		await this.#restart("--unlock");
	}

	/** The bus stays, and nobody on it is a Secret Service any more. */
	async leave(): Promise<void> {
		await end(this.#daemon);
	}

	/** It is there, and answers nothing until `work` is done. */
	async hanging<T>(work: () => Promise<T>): Promise<T> {
		this.#daemon.kill("SIGSTOP");
		try {
			return await work();
		} finally {
			this.#daemon.kill("SIGCONT");
		}
	}

	/** Puts a secret there as another program does. */
	store(attributes: Attributes, secret: string): void {
		this.#tool(["store", "--label", "of a test", ...words(attributes)], secret);
	}

	clear(attributes: Attributes): void {
		this.#tool(["clear", ...words(attributes)]);
	}

	/** The secrets of all items that have these attributes, among others. */
	secrets(attributes: Attributes): readonly string[] {
		const { out } = this.#tool(["search", "--all", ...words(attributes)]);
		return [...out.matchAll(/^secret = (.*)$/gm)].map(([, secret = ""]) => secret);
	}

	/** All the attributes of the one item that has these. */
	attributes(attributes: Attributes): Attributes {
		const { err } = this.#tool(["search", ...words(attributes)]);
		return Object.fromEntries([...err.matchAll(/^attribute\.(\S+) = (.*)$/gm)].map(([, name, value]) => [name, value]));
	}

	async stop(): Promise<void> {
		await end(this.#daemon);
		await end(this.#bus);
		await rm(this.#home, { recursive: true });
	}

	async #restart(...options: readonly string[]): Promise<void> {
		await end(this.#daemon);
		this.#daemon = this.#startDaemon(...options);
		await this.#answers();
	}

	#startDaemon(...options: readonly string[]): ChildProcess {
		const control = `--control-directory=${join(this.#home, "run")}`;
		const daemon = spawn("gnome-keyring-daemon", ["--foreground", "--components=secrets", control, ...options], {
			stdio: ["pipe", "ignore", "ignore"],
			env: { ...this.environment, PATH: process.env["PATH"], HOME: this.#home },
		});
		// With `--unlock`, the password of the keyring, which the first time makes it.
		daemon.stdin.on("error", () => {}).end("password of the desktop");
		return daemon;
	}

	async #answers(): Promise<void> {
		for (let attempt = 0; attempt < 200; attempt++) {
			if (this.#daemon.exitCode !== null) throw new Error("gnome-keyring-daemon ended at once");
			const { stdout } = spawnSync(
				"dbus-send",
				[
					...["--session", "--print-reply", "--dest=org.freedesktop.DBus", "/org/freedesktop/DBus"],
					...["org.freedesktop.DBus.NameHasOwner", "string:org.freedesktop.secrets"],
				],
				{ env: { ...process.env, ...this.environment }, encoding: "utf8" },
			);
			if (stdout.includes("boolean true")) return;
			await new Promise((resolve) => setTimeout(resolve, 50));
		}
		throw new Error("gnome-keyring-daemon did not answer within ten seconds");
	}

	#tool(args: readonly string[], input = ""): { readonly out: string; readonly err: string } {
		const { stdout, stderr } = spawnSync("secret-tool", args, {
			input,
			env: { ...process.env, ...this.environment },
			encoding: "utf8",
		});
		return { out: stdout, err: stderr };
	}
}

function words(attributes: Attributes): string[] {
	return Object.entries(attributes).flat();
}

async function end(child: ChildProcess): Promise<void> {
	if (child.exitCode !== null || child.signalCode !== null) return;
	const ended = once(child, "exit");
	child.kill();
	await ended;
}

function ensureInstalled(): void {
	if (PROGRAMS.every(isInstalled)) return;
	if (installPackages(...PACKAGES) && PROGRAMS.every(isInstalled)) return;
	throw new Error(
		`The keyring tests need the programs ${PROGRAMS.join(", ")}, of Debian's packages ${PACKAGES.join(", ")}, ` +
			"which could not be installed (that takes root and a network). Install them by hand.",
	);
}

function isInstalled(program: string): boolean {
	return (process.env["PATH"] ?? "").split(":").some((folder) => existsSync(join(folder, program)));
}
