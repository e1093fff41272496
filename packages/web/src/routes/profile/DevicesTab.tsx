/** Drawn by the screens to come. */
export function DevicesTab() {
	return null;
}
