import { Family } from "../command.ts";
import { ping } from "../shared/ping.ts";
import {
	account_delete_proceed,
	account_delete_send_validation_email,
	account_info,
	organization_self_list,
} from "./account.ts";
import { auth_method_create, auth_method_disable, auth_method_list } from "./authMethod.ts";
import { invite_self_list } from "./invitation.ts";
import { vault_item_list, vault_item_recovery_list, vault_item_upload, vault_key_rotation } from "./vault.ts";

/** `POST /authenticated_account`: for the holder of an account of the server (accounts.md §4). */
export const accountCommands = new Family("authenticated_account_cmds", {
	ping,
	account_info,
	account_delete_send_validation_email,
	account_delete_proceed,
	auth_method_create,
	auth_method_list,
	auth_method_disable,
	invite_self_list,
	organization_self_list,
	vault_item_list,
	vault_item_upload,
	vault_key_rotation,
	vault_item_recovery_list,
});
