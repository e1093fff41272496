/** Drawn by the screens to come. */
export function JoinPage() {
	return null;
}
