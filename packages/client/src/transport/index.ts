export * from "./caller.ts";
export {
	ConnectionError,
	type ConnectionErrorDetails,
	type ConnectionErrorKind,
	type RouteFamily,
} from "./connectionError.ts";
