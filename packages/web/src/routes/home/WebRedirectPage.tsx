/** Drawn by the screens to come. */
export function WebRedirectPage() {
	return null;
}
