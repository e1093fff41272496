import { Text } from "../../schema/primitives.ts";
import { union } from "../../schema/struct.ts";
import type { Infer } from "../../schema/type.ts";
import { UserID } from "../../types/ids.ts";
import { HumanHandle } from "../../types/names.ts";

/** Who made an invitation: a user, or a provisioning tool acting on the server (commands-authenticated-org.md §3.2). */
export type InvitationCreatedBy = Infer<typeof InvitationCreatedBy>;
export const InvitationCreatedBy = union("type", {
	USER: { user_id: UserID, human_handle: HumanHandle },
	EXTERNAL_SERVICE: { service_label: Text },
});
