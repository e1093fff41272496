import type { Translated } from "../catalogue.ts";
import type { en } from "../en/index.ts";
import { unbroken } from "../unbroken.ts";
import { common } from "./common.ts";
import { create } from "./create.ts";
import { greeting } from "./greeting.ts";
import { home } from "./home.ts";
import { join } from "./join.ts";
import { login } from "./login.ts";
import { organization } from "./organization.ts";
import { profile } from "./profile.ts";
import { session } from "./session.ts";

export const fr: Translated<typeof en> = unbroken({
	common,
	home,
	create,
	join,
	login,
	session,
	organization,
	greeting,
	profile,
});
