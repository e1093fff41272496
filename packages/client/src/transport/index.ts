export * from "./caller.ts";
export { ConnectionError, type ConnectionErrorKind } from "./connectionError.ts";
