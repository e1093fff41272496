/** Drawn by the screens to come. */
export function CreatePage() {
	return null;
}
