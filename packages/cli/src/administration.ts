import { STATUS_CODES } from "node:http";
import { AdministrationClient, AdministrationError } from "@parallax/client";
import type { ServerAddr } from "@parallax/protocol";
import type { Context } from "./context.ts";
import { Failure } from "./failure.ts";

export interface AdministrationChoice {
	readonly addr: ServerAddr;
	readonly token: string;
}

/** Asks the administration of a server; its refusals are shown as official programs do (cli.md §2.3). */
export async function administer<T>(
	{ network }: Context,
	{ addr, token }: AdministrationChoice,
	ask: (client: AdministrationClient) => Promise<T>,
): Promise<T> {
	try {
		return await ask(new AdministrationClient(network, addr, token));
	} catch (error) {
		if (error instanceof AdministrationError) throw administrationFailure(error);
		throw error;
	}
}

function administrationFailure({ status, detail, url, cause }: AdministrationError): Failure {
	if (status === null) {
		const why = cause instanceof Error && cause.cause instanceof Error ? cause.cause.message : undefined;
		return new Failure("offline", `Failed to retrieve the response: error sending request for url (${url})`, {
			...(why ? { causes: [why] } : {}),
			next: "Check the network and the address of the server (--addr), then try again",
		});
	}
	const phrase = STATUS_CODES[status];
	const kind = status >= 500 ? "server" : "client";
	return new Failure(CODES[status] ?? "refused", "Unexpected response status", {
		causes: [
			`HTTP status ${kind} error (${status}${phrase ? ` ${phrase}` : ""}) for url (${url})`,
			...(detail === null ? [] : [detail]),
		],
		next: ADVICE[status] ?? "Is it the address of a Parsec server? Its log says more",
	});
}

const CODES: Readonly<Record<number, string>> = { 400: "refused", 403: "bad_token", 404: "not_found", 422: "invalid" };

const ADVICE: Readonly<Record<number, string>> = {
	400: "Correct what the server names above, then try again",
	403: "Check the administration token (--token, or the variable PARSEC_ADMINISTRATION_TOKEN)",
	404: "Check the name of the organization (--organization) and what is designated in it",
	422: "Check the values of the options",
	501: "Update the server, or do without: this version of it cannot do that",
};
