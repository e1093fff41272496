import type { Exchange } from "./exchange.ts";

/** Answers one request; `parameters` are the `:segments` of the path, still percent-encoded, then the rest for `*`. */
export type RouteHandler = (exchange: Exchange, ...parameters: string[]) => Promise<void>;

/** The handlers of a path, by HTTP method. */
export interface Route {
	/** `/a/:b/c`; a last segment `*` takes all that follows. */
	readonly path: string;
	readonly methods: Readonly<Record<string, RouteHandler>>;
	/** Sets the headers of every answer of this path, refusals included. */
	readonly prepare?: (exchange: Exchange) => void;
}

export interface Match {
	readonly route: Route;
	readonly parameters: readonly string[];
}

export class Router {
	readonly #routes: readonly { readonly route: Route; readonly segments: readonly string[] }[];

	constructor(routes: readonly Route[]) {
		this.#routes = routes.map((route) => ({ route, segments: route.path.split("/") }));
	}

	find(path: string): Match | undefined {
		const given = path.split("/");
		for (const { route, segments } of this.#routes) {
			const parameters = match(segments, given);
			if (parameters) return { route, parameters };
		}
		return undefined;
	}
}

function match(segments: readonly string[], given: readonly string[]): string[] | undefined {
	const open = segments.at(-1) === "*";
	if (open ? given.length < segments.length : given.length !== segments.length) return undefined;
	const parameters: string[] = [];
	for (const [index, segment] of segments.entries()) {
		const text = given[index] ?? "";
		if (open && index === segments.length - 1) parameters.push(given.slice(index).join("/"));
		else if (segment.startsWith(":")) parameters.push(text);
		else if (segment !== text) return undefined;
	}
	return parameters;
}
