/** Drawn by the screens to come. */
export function DetailsTab() {
	return null;
}
