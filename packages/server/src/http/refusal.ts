/** Every HTTP status that tells a failure, with the text that goes with it (transport.md §5). */
export const REFUSALS = {
	400: "Bad Request",
	401: "Missing authentication info",
	403: "Bad authentication info",
	404: "Organization not found",
	405: "Method Not Allowed",
	406: "Bad accept type",
	410: "Invitation already used or deleted",
	413: "Request Entity Too Large",
	415: "Bad content type or invalid body or unknown command",
	422: "Unprocessable Entity",
	460: "Organization expired",
	461: "User revoked",
	462: "User frozen",
	463: "User must accept tos",
	498: "Token expired",
	501: "Not Implemented",
	503: "Service Unavailable",
} as const;

export type RefusalStatus = keyof typeof REFUSALS;

/**
 * The request ends with this HTTP status and no command reply. Thrown by the checks before a command, and by a command that finds,
 * under its locks, that what those checks saw is no longer true (commands-authenticated-data.md §1.2).
 */
export class HttpRefusal extends Error {
	readonly status: RefusalStatus;

	constructor(status: RefusalStatus, detail: string = REFUSALS[status]) {
		super(detail);
		this.name = "HttpRefusal";
		this.status = status;
	}
}
