import type { Translated } from "../catalogue.ts";
import type { home as source } from "../en/home.ts";

export const home: Translated<typeof source> = {};
