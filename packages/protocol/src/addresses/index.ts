export * from "./organization.ts";
export { ServerAddr } from "./server.ts";
