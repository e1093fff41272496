/** Drawn by the screens to come. */
export function SessionHome() {
	return null;
}
