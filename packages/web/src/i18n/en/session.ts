import { frame } from "./frame.ts";

export const session = { frame } as const;
