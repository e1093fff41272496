import { Family } from "../command.ts";
import { ping } from "../shared/ping.ts";
import { async_enrollment_cancel, async_enrollment_info, async_enrollment_submit } from "./enrollment.ts";
import { organization_bootstrap } from "./organization.ts";
import { totp_fetch_opaque_key, totp_setup_confirm, totp_setup_get_secret } from "./totp.ts";

/** `POST /anonymous/<OrganizationID>`: without credentials, on one organization (commands-anonymous.md §2). */
export const anonymousCommands = new Family("anonymous_cmds", {
	ping,
	organization_bootstrap,
	totp_setup_get_secret,
	totp_setup_confirm,
	totp_fetch_opaque_key,
	async_enrollment_submit,
	async_enrollment_info,
	async_enrollment_cancel,
});
