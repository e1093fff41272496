import type { Translated } from "../catalogue.ts";
import type { session as source } from "../en/session.ts";
import { frame } from "./frame.ts";

export const session: Translated<typeof source> = { frame };
