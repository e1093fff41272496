/** Drawn by the screens to come. */
export function AuthenticationTab() {
	return null;
}
