import { withServer } from "@parallax/client";
import { DecodeError, ServerAddr } from "@parallax/protocol";
import { command, required } from "../../arguments/command.ts";
import { forceOption, unlockOptions } from "../../arguments/shared.ts";
import { chooseDevice } from "../../device/choose.ts";
import { deviceJson, deviceLine } from "../../device/describe.ts";
import { unlock, withLock } from "../../device/open.ts";
import { text } from "../../terminal/text.ts";

export const overwriteServerUrl = command({
	name: "overwrite-server-url",
	summary: "Tell a device that its server has another address",
	examples: [
		"device overwrite-server-url --device 3f2 --server-url https://parsec.example.com",
		"device overwrite-server-url -d 3f2 -s http://127.0.0.1:6777 --password-stdin --force",
	],
	options: {
		...unlockOptions,
		...forceOption,
		serverUrl: required("-s, --server-url <URL>", "The new address: http(s)://HOST[:PORT]", { parse: webAddress }),
	},
	arguments: [],
	run: async (context, options) => {
		const { terminal, network } = context;
		const chosen = await chooseDevice(context.environment, options);
		const { folder, stored, device, protection } = await unlock(context, chosen, options.passwordStdin);
		const current = ServerAddr.fromUrl(device.server_url).toParsec3();
		terminal.notice(text`You are about to update the following device:\n${deviceLine(stored)}`);
		terminal.notice(text`Current server URL: ${current}\nNew server URL: ${options.serverUrl.toParsec3()}`);
		if (!options.force && !(await terminal.confirm("Are you sure?"))) {
			terminal.notice(text`Operation cancelled`);
			return;
		}
		const moved = withServer(device, options.serverUrl.toUrl());
		await withLock(context, chosen, () => folder.protectAgain(stored, moved, protection, network.now()));
		terminal.notice(text`Device updated successfully`);
		terminal.showOutcome(deviceJson(stored));
	},
});

/** `https://host/`, with nothing behind. */
function webAddress(typed: string): ServerAddr {
	const url = URL.parse(typed);
	if (!url || (url.protocol !== "http:" && url.protocol !== "https:"))
		throw new DecodeError("Invalid address: it must begin with http:// or https://");
	if (url.pathname !== "/" || url.search !== "" || url.hash !== "" || url.username !== "")
		throw new DecodeError("Invalid address: nothing may come after the host and the port");
	return new ServerAddr(url.host, url.protocol === "https:");
}
