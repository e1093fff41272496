/** Drawn by the screens to come. */
export function SettingsTab() {
	return null;
}
