/** What TypeScript's library does not declare yet (W3C Trusted Types): only what is used here. */
declare global {
	interface TrustedTypePolicy {
		createScriptURL(url: string): string;
	}
	var trustedTypes:
		| {
				createPolicy(name: string, rules: { readonly createScriptURL: (url: string) => string }): TrustedTypePolicy;
		  }
		| undefined;
}

/** The only policy that the Content-Security-Policy allows, made once: no script comes from a text but the workers of this build. */
const policy = globalThis.trustedTypes?.createPolicy("parallax", { createScriptURL: requireOwnScript });

/** The address of a worker, as the browser takes it. @throws when it is not one of this application's own files. */
export function scriptUrl(url: string): string {
	return policy?.createScriptURL(url) ?? requireOwnScript(url);
}

function requireOwnScript(url: string): string {
	const { origin, pathname } = new URL(url, location.href);
	if (origin !== location.origin || !pathname.startsWith(import.meta.env.BASE_URL))
		throw new TypeError("Scripts come from this application only");
	return url;
}
