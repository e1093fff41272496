import { first } from "./first.ts";
import { later } from "./later.ts";

/** The English texts, which are the source: every other language has the same keys. */
export const en = { ...first, ...later } as const;
