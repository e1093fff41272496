/** Drawn by the screens to come. */
export function AppFrame() {
	return null;
}
