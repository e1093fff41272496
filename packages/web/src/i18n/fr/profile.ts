import type { Translated } from "../catalogue.ts";
import type { profile as source } from "../en/profile.ts";

export const profile: Translated<typeof source> = {};
