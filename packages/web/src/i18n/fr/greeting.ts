import type { Translated } from "../catalogue.ts";
import type { greeting as source } from "../en/greeting.ts";

export const greeting: Translated<typeof source> = {};
