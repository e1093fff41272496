import type { DeviceInfo } from "@parallax/client";
import { DateTime, DeviceID } from "@parallax/protocol";
import { argument, command } from "../../arguments/command.ts";
import { email, unlockOptions } from "../../arguments/shared.ts";
import { pollFirst, withSession } from "../../device/open.ts";
import { type Json, jsonId, jsonTime } from "../../terminal/json.ts";
import { paint, type Text, text } from "../../terminal/text.ts";
import { findUser } from "./find.ts";

export const devices = command({
	name: "devices",
	summary: "List the devices of a user",
	examples: ["user devices --device 3f2 bob@example.com", "user devices -d 3f2 --json bob@example.com"],
	options: unlockOptions,
	arguments: [argument("<EMAIL>", "The address of the user", email)],
	run: (context, options, [address]) =>
		withSession(context, options, async (session) => {
			await pollFirst(context, session);
			const found = await session.devicesOf((await findUser(session, address)).id);
			context.terminal.notice(text`Found ${paint("green", found.length)} device(s):`);
			context.terminal.showList(found, line, json);
		}),
});

function line({ id, label, createdOn }: DeviceInfo): Text {
	return text`${paint("yellow", DeviceID.hyphenated(id))} - ${label}: created on ${DateTime.format(createdOn)}`;
}

function json({ id, label, purpose, createdOn, createdBy }: DeviceInfo): Json {
	return {
		device_id: jsonId(id),
		device_label: label,
		purpose,
		created_on: jsonTime(createdOn),
		created_by: createdBy && jsonId(createdBy),
	};
}
