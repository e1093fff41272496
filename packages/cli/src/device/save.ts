import { DeviceFolder, type StoredDevice } from "@parallax/client/node";
import type { LocalDevice } from "@parallax/protocol";
import type { Context } from "../context.ts";
import { UsageError } from "../failure.ts";
import { text } from "../terminal/text.ts";
import { chosenDirectories, type DirectoryChoice } from "./choose.ts";
import { deviceJson, deviceLine } from "./describe.ts";

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
	if (keyring) {
		context.terminal.notice(
			text`This program cannot use a keyring: a password will protect the new device. It can be changed later.`,
		);
	}
	const folder = new DeviceFolder(chosenDirectories(context.environment, choice));
	await folder.prepare();
	return new NewDevice(context, folder, choice.passwordStdin);
}

/** A device that does not exist yet, and the place that waits for it. */
export class NewDevice {
	readonly #context: Context;
	readonly #folder: DeviceFolder;
	readonly #passwordStdin: boolean;

	constructor(context: Context, folder: DeviceFolder, passwordStdin: boolean) {
		this.#context = context;
		this.#folder = folder;
		this.#passwordStdin = passwordStdin;
	}

	choosePassword(prompt: string): Promise<string> {
		return this.#context.terminal.newSecret(prompt, this.#passwordStdin);
	}

	save(device: LocalDevice, password: string): Promise<StoredDevice> {
		return this.#folder.save(device, password, this.#context.network.now());
	}

	/** Tells of the device that was saved: data on out. */
	show(stored: StoredDevice): void {
		this.#context.terminal.notice(text`New device created:`);
		this.#context.terminal.show(deviceLine(stored), deviceJson(stored));
	}
}
