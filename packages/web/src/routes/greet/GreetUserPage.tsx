/** Drawn by the screens to come. */
export function GreetUserPage() {
	return null;
}
