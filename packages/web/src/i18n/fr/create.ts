import type { Translated } from "../catalogue.ts";
import type { create as source } from "../en/create.ts";

export const create: Translated<typeof source> = {};
