/** Drawn by the screens to come. */
export function AddDevicePage() {
	return null;
}
