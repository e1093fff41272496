import { DeviceFolder, type Directories, findDirectories, type StoredDevice } from "@parallax/client/node";
import { ServerAddr } from "@parallax/protocol";
import type { Environment } from "../context.ts";
import { Failure } from "../failure.ts";
import { text } from "../terminal/text.ts";
import { deviceText, prefixLength } from "./describe.ts";

export interface DirectoryChoice {
	readonly configDir: string | undefined;
	readonly dataDir: string | undefined;
}

export interface DeviceChoice extends DirectoryChoice {
	readonly device: string | undefined;
}

export function chosenDirectories(environment: Environment, { configDir, dataDir }: DirectoryChoice): Directories {
	return findDirectories(environment, {
		...(configDir === undefined ? {} : { config: configDir }),
		...(dataDir === undefined ? {} : { data: dataDir }),
	});
}

export interface ChosenDevice {
	readonly directories: Directories;
	readonly folder: DeviceFolder;
	readonly stored: StoredDevice;
}

/** The one device whose id begins with what was given (cli.md §2.6). @throws Failure when there is none, or several */
export async function chooseDevice(environment: Environment, choice: DeviceChoice): Promise<ChosenDevice> {
	const directories = chosenDirectories(environment, choice);
	const folder = new DeviceFolder(directories);
	const devices = await folder.list();
	const found = choice.device === undefined ? [] : matching(devices, choice.device);
	const [stored, ...others] = found;
	if (stored && others.length === 0) return { directories, folder, stored };
	if (choice.device === undefined) {
		throw refuse("device_missing", "Missing option '--device'\n\nAvailable devices:", devices, folder.path);
	}
	if (!stored) {
		const message = `Device \`${choice.device}\` not found, available devices:`;
		throw refuse("device_not_found", message, devices, folder.path);
	}
	const message = `Multiple devices found for \`${choice.device}\`:`;
	throw refuse("device_ambiguous", message, found, folder.path);
}

function matching(devices: readonly StoredDevice[], typed: string): readonly StoredDevice[] {
	const prefix = typed.replaceAll("-", "").toLowerCase();
	return devices.filter(({ device_id }) => device_id.startsWith(prefix));
}

function refuse(code: string, message: string, devices: readonly StoredDevice[], path: string): Failure {
	if (devices.length === 0) {
		return new Failure(code, `${message}\n(none in ${path})`, {
			next: "Join an organization with “parallax invite claim”, or begin one with “parallax organization bootstrap”",
		});
	}
	const digits = prefixLength(devices);
	const lines = devices.map((device) => {
		const server = ServerAddr.fromUrl(device.server_url).toParsec3();
		return text`${deviceText(device, digits)} (${server})`.toString();
	});
	return new Failure(code, [message, ...lines].join("\n"), {
		next: "Give the first digits of one of them with --device, enough to tell it from the others",
	});
}
