import { Family } from "../command.ts";
import { ping } from "../shared/ping.ts";
import { block_create, block_read } from "./block.ts";
import { certificate_get } from "./certificate.ts";
import { cryptpad_register_session } from "./cryptpad.ts";
import { device_create } from "./device.ts";
import { async_enrollment_accept, async_enrollment_list, async_enrollment_reject } from "./enrollment.ts";
import { events_listen } from "./events.ts";
import {
	invite_greeter_cancel_greeting_attempt,
	invite_greeter_start_greeting_attempt,
	invite_greeter_step,
} from "./greeting.ts";
import {
	invite_cancel,
	invite_complete,
	invite_list,
	invite_new_device,
	invite_new_shamir_recovery,
	invite_new_user,
} from "./invitation.ts";
import { organization_info } from "./organization.ts";
import {
	realm_create,
	realm_get_keys_bundle,
	realm_rename,
	realm_rotate_key,
	realm_self_promote_to_owner,
	realm_share,
	realm_unshare,
	realm_update_archiving,
} from "./realm.ts";
import { shamir_recovery_delete, shamir_recovery_setup } from "./shamir.ts";
import { totp_create_opaque_key, totp_setup_confirm, totp_setup_get_secret } from "./totp.ts";
import { list_frozen_users, user_create, user_revoke, user_update } from "./user.ts";
import { vlob_create, vlob_poll_changes, vlob_read_batch, vlob_read_versions, vlob_update } from "./vlob.ts";

/** `POST /authenticated/<OrganizationID>`: for a device (commands-authenticated-org.md and -data.md). */
export const authenticatedCommands = new Family("authenticated_cmds", {
	ping,
	organization_info,
	certificate_get,
	events_listen,
	user_create,
	user_update,
	user_revoke,
	list_frozen_users,
	device_create,
	invite_new_user,
	invite_new_device,
	invite_new_shamir_recovery,
	invite_cancel,
	invite_complete,
	invite_list,
	invite_greeter_start_greeting_attempt,
	invite_greeter_cancel_greeting_attempt,
	invite_greeter_step,
	shamir_recovery_setup,
	shamir_recovery_delete,
	totp_setup_get_secret,
	totp_setup_confirm,
	totp_create_opaque_key,
	async_enrollment_list,
	async_enrollment_accept,
	async_enrollment_reject,
	realm_create,
	realm_share,
	realm_unshare,
	realm_self_promote_to_owner,
	realm_rename,
	realm_rotate_key,
	realm_get_keys_bundle,
	realm_update_archiving,
	vlob_create,
	vlob_update,
	vlob_read_batch,
	vlob_read_versions,
	vlob_poll_changes,
	block_create,
	block_read,
	cryptpad_register_session,
});
