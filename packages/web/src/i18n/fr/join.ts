import type { Translated } from "../catalogue.ts";
import type { join as source } from "../en/join.ts";

export const join: Translated<typeof source> = {};
