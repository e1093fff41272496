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

/** The English texts, which are the source: every other language has the same keys. */
export const en = unbroken({ common, home, create, join, login, session, organization, greeting, profile } as const);
