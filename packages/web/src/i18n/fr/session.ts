import type { Translated } from "../catalogue.ts";
import type { session as source } from "../en/session.ts";

export const session: Translated<typeof source> = {};
