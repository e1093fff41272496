import type { Translated } from "../catalogue.ts";
import type { later as source } from "../en/later.ts";
import { unbroken } from "../unbroken.ts";
import { create } from "./create.ts";
import { greeting } from "./greeting.ts";
import { join } from "./join.ts";
import { login } from "./login.ts";
import { organization } from "./organization.ts";
import { profile } from "./profile.ts";
import { session } from "./session.ts";

export const later: Translated<typeof source> = unbroken({
	create,
	join,
	login,
	session,
	organization,
	greeting,
	profile,
});
