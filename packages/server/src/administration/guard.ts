import { DecodeError, OrganizationID } from "@parallax/protocol";
import { sendJson } from "../http/exchange.ts";
import { HttpRefusal } from "../http/refusal.ts";
import type { RouteHandler } from "../http/router.ts";
import { InvalidInput } from "./json.ts";

/** Checks the token before anything is read of the request. */
export function guarded(handler: RouteHandler): RouteHandler {
	return async (exchange, ...parameters) => {
		const { request, response, services } = exchange;
		const [scheme, token] = (request.headers.authorization ?? "").trim().split(/\s+/);
		if (scheme?.toLowerCase() !== "bearer" || token === undefined) throw new HttpRefusal(403, "Not authenticated");
		if (!services.config.administrationToken.equals(token)) throw new HttpRefusal(403, "Bad authorization token");
		try {
			await handler(exchange, ...parameters);
		} catch (error) {
			if (!(error instanceof InvalidInput)) throw error;
			const detail = [{ type: "invalid", loc: error.location, msg: error.message, input: null }];
			sendJson(response, 422, { detail });
		}
	};
}

/** @throws HttpRefusal 404 */
export function readId(segment: string): OrganizationID {
	try {
		return OrganizationID.parse(decodeURIComponent(segment));
	} catch (error) {
		if (error instanceof DecodeError || error instanceof URIError)
			throw new HttpRefusal(404, "Invalid organization ID");
		throw error;
	}
}

/** @throws HttpRefusal 404 */
export function found<T>(row: T | undefined): T {
	if (row === undefined) throw new HttpRefusal(404);
	return row;
}
