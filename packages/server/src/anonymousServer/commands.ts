import type { anonymousServerCommands } from "@parallax/protocol";
import type { AnonymousServerHandler } from "../http/handlers.ts";
import type { AnonymousServerHandlers } from "../http/registry.ts";
import { advertise } from "./config.ts";

type Commands = typeof anonymousServerCommands.commands;

/** commands-anonymous.md §3.1 */
const ping: AnonymousServerHandler<Commands["ping"]> = async (_services, _who, request) => ({
	status: "ok",
	pong: request.ping,
});

/** commands-anonymous.md §3.2 */
const server_config: AnonymousServerHandler<Commands["server_config"]> = async ({ config }) => advertise(config);

export const anonymousServer = { ping, server_config } satisfies AnonymousServerHandlers;
