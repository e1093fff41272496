import { Family } from "../command.ts";
import { ping } from "../shared/ping.ts";
import {
	account_create_proceed,
	account_create_send_validation_email,
	account_recover_proceed,
	account_recover_send_validation_email,
	auth_method_password_get_algorithm,
} from "./account.ts";
import { server_config } from "./config.ts";
import { scws_service_mutual_challenges } from "./scws.ts";

/** `POST /anonymous_server`: without credentials nor organization (commands-anonymous.md §3). */
export const anonymousServerCommands = new Family("anonymous_server_cmds", {
	ping,
	server_config,
	account_create_send_validation_email,
	account_create_proceed,
	account_recover_send_validation_email,
	account_recover_proceed,
	auth_method_password_get_algorithm,
	scws_service_mutual_challenges,
});
