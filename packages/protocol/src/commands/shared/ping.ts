import { Text } from "../../schema/primitives.ts";
import { command } from "../command.ts";

/** The same command in every family but `tos`; the authenticated one also dispatches the event `PINGED`. */
export const ping = command("ping", "commands-anonymous.md §2.1", { ping: Text }, { ok: { pong: Text } });
