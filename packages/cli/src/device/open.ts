import { join } from "node:path";
import { METHODS, type Protection, Session } from "@parallax/client";
import {
	acquireDeviceLock,
	type DeviceLock,
	deviceDataDirectory,
	SqliteCertificateStorage,
	SqliteFileStorages,
	SqliteWorkspaceStorage,
	type StoredDevice,
} from "@parallax/client/node";
import type { LocalDevice } from "@parallax/protocol";
import type { Context } from "../context.ts";
import { Failure } from "../failure.ts";
import { text } from "../terminal/text.ts";
import { type ChosenDevice, chooseDevice, type DeviceChoice } from "./choose.ts";
import { keyringUnavailable } from "./keyring.ts";

export interface UnlockChoice extends DeviceChoice {
	readonly passwordStdin: boolean;
}

/** Files of ours beside those of official programs, so that forgetting a device erases both (device-files.md §8). */
const DATABASES = { certificates: "parallax-certificates.sqlite", workspaces: "parallax-workspaces.sqlite" } as const;

export interface UnlockedDevice extends ChosenDevice {
	readonly device: LocalDevice;
	/** What opened it, and saves it again as it was. */
	readonly protection: Protection;
}

/** Chooses the device and opens it, under the lock that says that it is in use. */
export async function withDevice<T>(
	context: Context,
	choice: UnlockChoice,
	work: (unlocked: UnlockedDevice) => Promise<T>,
	prompt = PROMPT,
): Promise<T> {
	const chosen = await chooseDevice(context.environment, choice);
	const unlocked = await unlock(context, chosen, choice.passwordStdin, prompt);
	return withLock(context, chosen, () => work(unlocked));
}

/** As `withDevice`, with a session that is closed at the end. */
export function withSession<T>(
	context: Context,
	choice: UnlockChoice,
	work: (session: Session, unlocked: UnlockedDevice) => Promise<T>,
): Promise<T> {
	return withDevice(context, choice, async (unlocked) => {
		const { directories, device } = unlocked;
		const folder = deviceDataDirectory(directories, device.device_id);
		const certificates = await SqliteCertificateStorage.open(join(folder, DATABASES.certificates));
		const workspaces = await SqliteWorkspaceStorage.open(join(folder, DATABASES.workspaces));
		const files = new SqliteFileStorages(folder);
		const session = Session.open(context.network, device, certificates, workspaces, files);
		try {
			return await work(session, unlocked);
		} finally {
			await session.close();
		}
	});
}

/** The first step of most commands (cli.md §2.10). */
export function pollFirst(context: Context, session: Session): Promise<void> {
	return context.terminal.step("Poll server for new certificates", () => session.pollCertificates());
}

const PROMPT = "Enter password for the device:";

/**
 * Opens a device as its protection wants: with a password that is asked for, or without a question (cli.md §2.6).
 * @throws Failure when it does not open
 */
export async function unlock(
	context: Context,
	chosen: ChosenDevice,
	passwordStdin: boolean,
	prompt = PROMPT,
): Promise<UnlockedDevice> {
	const { stored } = chosen;
	// Said before a password is asked for in vain.
	if (stored.needsTotp) throw unsupported("TOTP");
	switch (stored.type) {
		case "password":
			return unlockByPassword(chosen, await context.terminal.secret(prompt, passwordStdin));
		case "keyring":
			return unlockByKeyring(context, chosen);
		default:
			throw unsupported(METHODS[stored.type]);
	}
}

async function unlockByPassword(chosen: ChosenDevice, password: string): Promise<UnlockedDevice> {
	const { folder, stored } = chosen;
	const unlocked = await folder.unlock(stored, password);
	switch (unlocked.status) {
		case "ok":
			return { ...chosen, device: unlocked.device, protection: password };
		case "wrong_password":
			throw new Failure("wrong_password", DECRYPTION_FAILED, {
				causes: ["the password is wrong, or the device file was altered"],
				next: "Type the password again; nobody can recover a forgotten one, but another of your devices can invite a new device",
			});
		case "other_protection":
			throw unsupported(unlocked.method);
		case "invalid_data":
			throw damaged(stored, "its content is not that of a device");
		case "refused_parameters":
			throw damaged(stored, "what it asks to compute from the password could exhaust this computer");
	}
}

async function unlockByKeyring({ keyring }: Context, chosen: ChosenDevice): Promise<UnlockedDevice> {
	const { folder, stored } = chosen;
	const unlocked = await folder.unlockByKeyring(stored, keyring);
	switch (unlocked.status) {
		case "ok":
			return { ...chosen, device: unlocked.device, protection: unlocked.protection };
		case "unavailable":
			throw keyringUnavailable(unlocked);
		case "missing_entry":
			throw new Failure("keyring_entry_missing", "The keyring of the system has no key for this device", {
				causes: ["it was emptied, or is the keyring of another person or another computer"],
				next: "Put back a copy of the keyring, or invite a new device from another of your devices",
			});
		case "wrong_key":
			throw new Failure("wrong_key", DECRYPTION_FAILED, {
				causes: ["the key in the keyring is that of another device, or the device file was altered"],
				next: "Put back a copy of the keyring and of the file, or invite a new device from another of your devices",
			});
		case "other_protection":
			throw unsupported(unlocked.method);
		case "invalid_data":
			throw damaged(stored, "its content is not that of a device");
	}
}

/** The words of the official command line. */
const DECRYPTION_FAILED = "Decryption failed: Decryption error";

function damaged({ path }: StoredDevice, why: string): Failure {
	return new Failure("corrupt_device", `The device file is damaged: ${path}`, {
		causes: [why],
		next: "Put back a copy of the file, or invite a new device from another of your devices",
	});
}

function unsupported(method: string): Failure {
	return new Failure("unsupported_protection", `Unsupported device file authentication \`${method}\``, {
		next: "Have a password or the keyring protect the device, with the program that protected it",
	});
}

/** Holds the lock during `work`; waits for another process, as long as `--lock-timeout` allows. */
export async function withLock<T>(context: Context, chosen: ChosenDevice, work: () => Promise<T>): Promise<T> {
	const lock = await acquireLock(context, chosen);
	try {
		return await work();
	} finally {
		await lock.release();
	}
}

async function acquireLock(context: Context, { directories, stored }: ChosenDevice): Promise<DeviceLock> {
	const { terminal, interruption, lockTimeout } = context;
	const outcome = await acquireDeviceLock(directories, stored.device_id, { wait: false });
	if (outcome.kind === "acquired") return outcome.lock;
	const wait = new AbortController();
	const timer = lockTimeout === undefined ? undefined : setTimeout(() => wait.abort(inUse()), lockTimeout);
	const forget = interruption.onInterrupt(() => wait.abort(inUse()));
	const mode = { wait: true, signal: wait.signal, onWait: () => {} } as const;
	const label = "Device already used by another process, waiting...";
	try {
		const waited = await terminal.step(
			label,
			() => acquireDeviceLock(directories, stored.device_id, mode),
			text`✔ Device accessed`,
		);
		if (waited.kind === "acquired") return waited.lock;
		throw inUse();
	} finally {
		clearTimeout(timer);
		forget();
	}
}

function inUse(): Failure {
	return new Failure("device_in_use", "Device already used by another process", {
		next: "Wait until the other program is done with the device, or end it",
	});
}
