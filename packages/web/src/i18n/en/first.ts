import { unbroken } from "../unbroken.ts";
import { common } from "./common.ts";
import { home } from "./home.ts";

/** The texts of the first screen, and those that every screen uses. */
export const first = unbroken({ common, home } as const);
