/** Drawn by the screens to come. */
export function HomePage() {
	return null;
}
