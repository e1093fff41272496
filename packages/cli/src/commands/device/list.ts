import { DeviceFolder } from "@parallax/client/node";
import { command } from "../../arguments/command.ts";
import { directoryOptions } from "../../arguments/shared.ts";
import { chosenDirectories } from "../../device/choose.ts";
import { deviceJson, deviceLine, prefixLength } from "../../device/describe.ts";
import { paint, text } from "../../terminal/text.ts";

export const list = command({
	name: "list",
	summary: "List the devices of this computer",
	examples: ["device list", "device list --format json"],
	options: directoryOptions,
	arguments: [],
	run: async ({ terminal, environment }, options) => {
		const folder = new DeviceFolder(chosenDirectories(environment, options));
		const devices = await folder.list();
		terminal.notice(
			devices.length === 0
				? text`No devices found in ${folder.path}`
				: text`Found ${paint("green", devices.length)} device(s) in ${folder.path}`,
		);
		const digits = prefixLength(devices);
		terminal.showList(devices, (device) => deviceLine(device, digits), deviceJson);
	},
});
