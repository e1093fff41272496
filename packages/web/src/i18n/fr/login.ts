import type { Translated } from "../catalogue.ts";
import type { login as source } from "../en/login.ts";

export const login: Translated<typeof source> = {};
