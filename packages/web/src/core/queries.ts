import { QueryClient } from "@tanstack/react-query";

/**
 * What the page has asked of the core. The core tells what changes, so that nothing is asked again by time or by focus;
 * it answers from this computer, so that nothing waits for the network to be believed online.
 */
export const queries = new QueryClient({
	defaultOptions: {
		queries: {
			networkMode: "always",
			retry: false,
			staleTime: Number.POSITIVE_INFINITY,
			refetchOnWindowFocus: false,
			refetchOnReconnect: false,
		},
		mutations: { networkMode: "always", retry: false },
	},
});
