import type { Translated } from "../catalogue.ts";
import type { organization as source } from "../en/organization.ts";

export const organization: Translated<typeof source> = {};
