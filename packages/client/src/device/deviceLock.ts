import { spawn } from "node:child_process";
import { open } from "node:fs/promises";
import { join } from "node:path";
import type { DeviceID } from "@parallax/protocol";
import type { Directories } from "../configuration/directories.ts";
import { makePrivateFolder } from "./privateFiles.ts";

/** This process is the only one to use a device, until `release` or its own end, however it ends. */
export interface DeviceLock {
	release(): Promise<void>;
}

export type DeviceLockOutcome =
	| { readonly kind: "acquired"; readonly lock: DeviceLock }
	/** Another process uses the device. */
	| { readonly kind: "in-use" };

export type DeviceLockMode =
	| { readonly wait: false }
	/** `onWait` is called once, only if another process has the lock; `signal` gives up. */
	| { readonly wait: true; readonly signal: AbortSignal; readonly onWait: () => void };

/** `flock` ends with this status of ours when another process has the lock. */
const IN_USE = 75;
const HELD = "held";

/**
 * Takes the lock of a device before its databases are opened (device-files.md §7): BSD `flock` on a file shared with the
 * official programs, which is never removed. A child process holds it (docs/decisions/020-device-lock.md).
 * @throws Error when `flock` is missing or fails; the reason of `signal` when it fires.
 */
export async function acquireDeviceLock(
	directories: Directories,
	deviceId: DeviceID,
	mode: DeviceLockMode,
): Promise<DeviceLockOutcome> {
	const folder = join(directories.config, "in_use_devices");
	await makePrivateFolder(folder);
	const path = join(folder, deviceId);
	const first = await hold(path, ["--nonblock", "--conflict-exit-code", String(IN_USE)]);
	if (first || !mode.wait) return first ? { kind: "acquired", lock: first } : { kind: "in-use" };
	mode.onWait();
	mode.signal.throwIfAborted();
	const lock = await hold(path, [], mode.signal);
	return lock ? { kind: "acquired", lock } : { kind: "in-use" };
}

/**
 * `flock` opens and locks the file, then becomes a shell that tells it and reads its input until we close it: our end,
 * even by SIGKILL, closes it too. `undefined` when in use.
 */
async function hold(path: string, options: readonly string[], signal?: AbortSignal): Promise<DeviceLock | undefined> {
	await (await open(path, "a", 0o600)).close();
	const holder = ["sh", "-c", `echo ${HELD}; read -r _ || exit 0`];
	// In a session of its own: the ^C of a terminal must not take the lock from a process that still writes its databases.
	const child = spawn("flock", ["--exclusive", "--no-fork", ...options, path, ...holder], { detached: true });
	let complaint = "";
	child.stderr.setEncoding("utf8").on("data", (text: string) => {
		complaint += text;
	});
	// The holder may end before its input is closed.
	child.stdin.on("error", () => {});
	const ended = new Promise<number | null>((resolve, reject) => {
		child.once("error", (error: NodeJS.ErrnoException) => reject(error.code === "ENOENT" ? missing(error) : error));
		child.once("close", resolve);
	});
	const giveUp = () => child.kill();
	signal?.addEventListener("abort", giveUp, { once: true });
	try {
		const held = new Promise<"held">((resolve) => child.stdout.once("data", () => resolve("held")));
		const outcome = await Promise.race([held, ended]);
		if (signal?.aborted) {
			child.kill();
			await ended;
			signal.throwIfAborted();
		}
		if (outcome === IN_USE) return undefined;
		if (outcome !== "held")
			throw new Error(`The lock ${path} cannot be taken: ${complaint.trim() || `flock ended (${outcome})`}`);
	} finally {
		signal?.removeEventListener("abort", giveUp);
	}
	return {
		async release() {
			child.stdin.end();
			await ended;
		},
	};
}

function missing(cause: Error): Error {
	return new Error(
		"The program flock, which keeps two programs from using a device at once, is not installed. " +
			"Install util-linux (for example: apt install util-linux), then try again",
		{ cause },
	);
}
