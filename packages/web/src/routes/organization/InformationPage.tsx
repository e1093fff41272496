/** Drawn by the screens to come. */
export function InformationPage() {
	return null;
}
