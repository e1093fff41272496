import type { Translated } from "../catalogue.ts";
import type { en } from "../en/index.ts";
import { first } from "./first.ts";
import { later } from "./later.ts";

export const fr: Translated<typeof en> = { ...first, ...later };
