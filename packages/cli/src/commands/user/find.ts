import type { Session, UserInfo } from "@parallax/client";
import type { EmailAddress } from "@parallax/protocol";
import { Failure } from "../../failure.ts";

/** The user who has this address now. @throws Failure when nobody has */
export async function findUser(session: Session, email: EmailAddress): Promise<UserInfo> {
	const user = await session.findActiveUser(email);
	if (user) return user;
	throw new Failure("user_not_found", "User not found", {
		causes: [`no user who is not revoked has the address ${email}`],
		next: "“parallax user list” shows the users; an External user does not see the addresses of others",
	});
}
