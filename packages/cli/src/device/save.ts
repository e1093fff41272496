import type { KeyringKey, Protection } from "@parallax/client";
import { DeviceFolder, type StoredDevice } from "@parallax/client/node";
import type { LocalDevice } from "@parallax/protocol";
import type { Context } from "../context.ts";
import { UsageError } from "../failure.ts";
import { text } from "../terminal/text.ts";
import { chosenDirectories, type DirectoryChoice } from "./choose.ts";
import { deviceJson, deviceLine } from "./describe.ts";
import { ownKeyringKey } from "./keyring.ts";

export interface NewDeviceChoice extends DirectoryChoice {
	readonly passwordStdin: boolean;
	readonly auth: "password" | "keyring" | undefined;
	readonly useKeyring: boolean;
}

/** Where a new device will be saved, made sure of before anything is asked of a server: its keys would be lost otherwise. */
export async function prepareNewDevice(context: Context, choice: NewDeviceChoice): Promise<NewDevice> {
	const keyring = choice.useKeyring || choice.auth === "keyring";
	if (choice.useKeyring && choice.auth === "password")
		throw new UsageError("the argument '--use-keyring' cannot be used with '--auth password'");
	if (keyring && choice.passwordStdin)
		throw new UsageError("the argument '--use-keyring' cannot be used with '--password-stdin'");
	const folder = new DeviceFolder(chosenDirectories(context.environment, choice));
	await folder.prepare();
	return new NewDevice(context, folder, choice.passwordStdin, keyring ? await keyIfPossible(context) : undefined);
}

/** The key of the keyring; without a keyring, people are told that a password is needed after all (cli.md §6). */
async function keyIfPossible(context: Context): Promise<KeyringKey | undefined> {
	const outcome = await ownKeyringKey(context);
	if (outcome.status === "ok") return outcome.protection;
	context.terminal.notice(
		text`The keyring of the system cannot be used (${outcome.why}): a password will protect the new device instead.`,
	);
	context.terminal.notice(text`“parallax device change-authentication --keyring” changes that, once it can be used.`);
	return undefined;
}

/** A device that does not exist yet, and the place that waits for it. */
export class NewDevice {
	readonly #context: Context;
	readonly #folder: DeviceFolder;
	readonly #passwordStdin: boolean;
	readonly #keyringKey: KeyringKey | undefined;

	constructor(context: Context, folder: DeviceFolder, passwordStdin: boolean, keyringKey: KeyringKey | undefined) {
		this.#context = context;
		this.#folder = folder;
		this.#passwordStdin = passwordStdin;
		this.#keyringKey = keyringKey;
	}

	/** The keyring if it was asked for and can be used, else a password that is chosen at `prompt`. */
	async chooseProtection(prompt: string): Promise<Protection> {
		return this.#keyringKey ?? (await this.#context.terminal.newSecret(prompt, this.#passwordStdin));
	}

	save(device: LocalDevice, protection: Protection): Promise<StoredDevice> {
		return this.#folder.save(device, protection, this.#context.network.now());
	}

	/** Tells of the device that was saved: data on out. */
	show(stored: StoredDevice): void {
		this.#context.terminal.notice(text`New device created:`);
		this.#context.terminal.show(deviceLine(stored), deviceJson(stored));
	}
}
