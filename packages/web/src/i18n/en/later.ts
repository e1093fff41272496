import { unbroken } from "../unbroken.ts";
import { create } from "./create.ts";
import { greeting } from "./greeting.ts";
import { join } from "./join.ts";
import { login } from "./login.ts";
import { organization } from "./organization.ts";
import { profile } from "./profile.ts";
import { session } from "./session.ts";

/** The texts of the screens that come after the first. */
export const later = unbroken({ create, join, login, session, organization, greeting, profile } as const);
