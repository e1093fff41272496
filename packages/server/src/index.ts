export type * from "./config/config.ts";
export { type RunningServer, type ServerOptions, startServer } from "./server.ts";
