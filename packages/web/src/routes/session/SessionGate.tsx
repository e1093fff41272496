/** Drawn by the screens to come. */
export function SessionGate() {
	return null;
}
