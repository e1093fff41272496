/** What the service worker does with a request of a page: `null` leaves it to the browser, as if there were no service worker. */
export type Answer = "network-first" | "cache-first" | null;

/**
 * Documents and files of the application, which are only ever read: nothing of the API, and nothing that is sent. The last word of a
 * page that is closed is such a request, and a worker that held it would end with the page.
 * @param base the address below which the application is, with its last `/`.
 */
export function answerTo({ method, mode, url }: Pick<Request, "method" | "mode" | "url">, base: URL): Answer {
	const { origin, pathname } = new URL(url);
	if (method !== "GET" || origin !== base.origin || !pathname.startsWith(base.pathname)) return null;
	if (mode === "navigate") return "network-first";
	return pathname.startsWith(`${base.pathname}assets/`) ? "cache-first" : null;
}
