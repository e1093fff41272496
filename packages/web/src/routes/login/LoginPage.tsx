/** Drawn by the screens to come. */
export function LoginPage() {
	return null;
}
