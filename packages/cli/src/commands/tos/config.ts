import { readFile } from "node:fs/promises";
import { DecodeError } from "@parallax/protocol";
import { administer } from "../../administration.ts";
import { argumentList, command, flag, optional } from "../../arguments/command.ts";
import { administrationOptions, organizationOption } from "../../arguments/shared.ts";
import { Failure, UsageError } from "../../failure.ts";

type Terms = Readonly<Record<string, string>>;

export const config = command({
	name: "config",
	summary: "Set the terms of service that the users of an organization have to accept",
	examples: [
		"tos config --addr parsec3://parsec.example.com --token s3cr3t -o Acme en=https://example.com/terms",
		"tos config -a parsec3://parsec.example.com -t s3cr3t -o Acme --remove",
	],
	options: {
		...administrationOptions,
		...organizationOption,
		remove: flag("--remove", "Remove the terms of service"),
		fromJson: optional("--from-json <FILE>", "Read them from a JSON object: locales and URLs"),
	},
	arguments: [argumentList("[LOCALE=URL...]", "The terms in one language", localized)],
	run: async (context, options, [given]) => {
		const terms = await chosenTerms(options, given);
		await administer(context, options, (client) => client.setTermsOfService(options.organization, terms)).catch(
			(error: unknown) => {
				if (!(error instanceof Failure) || error.code !== "not_found") throw error;
				throw new Failure("not_found", `Organization ${options.organization} not found`, {
					causes: error.causes,
					next: "Check its name (--organization)",
				});
			},
		);
		context.terminal.showOutcome({ organization_id: options.organization, tos: terms });
	},
});

/** The file first, then the removal, then the arguments (cli.md §3.36). */
async function chosenTerms(
	{ remove, fromJson }: { readonly remove: boolean; readonly fromJson: string | undefined },
	given: readonly (readonly [string, string])[],
): Promise<Terms | null> {
	if (fromJson !== undefined) return readTerms(fromJson);
	if (remove) return null;
	if (given.length === 0) throw new UsageError("give the terms as LOCALE=URL, or --from-json, or --remove");
	return Object.fromEntries(given);
}

async function readTerms(path: string): Promise<Terms> {
	const content = await readFile(path, "utf8");
	let terms: unknown;
	try {
		terms = JSON.parse(content);
	} catch {
		terms = undefined;
	}
	if (
		typeof terms !== "object" ||
		terms === null ||
		Array.isArray(terms) ||
		!Object.values(terms).every((url) => typeof url === "string")
	) {
		throw new Failure("bad_file", `${path} is not a JSON object of texts`, {
			next: 'Write it as {"en": "https://example.com/terms"}',
		});
	}
	return terms as Terms;
}

function localized(typed: string): readonly [string, string] {
	const equals = typed.indexOf("=");
	if (equals < 1) throw new DecodeError(`Missing '=<URL>' in argument ('${typed}')`);
	return [typed.slice(0, equals), typed.slice(equals + 1)];
}
