import type { Translated } from "../catalogue.ts";
import type { first as source } from "../en/first.ts";
import { unbroken } from "../unbroken.ts";
import { common } from "./common.ts";
import { home } from "./home.ts";

export const first: Translated<typeof source> = unbroken({ common, home });
