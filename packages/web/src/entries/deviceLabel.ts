import type { TFunction } from "i18next";

const KNOWN = ["Web", "MobileWeb", "Windows", "MacOS", "Linux", "Android", "Unknown"] as const;

/** What this device calls itself: its platform (web-app.md §5.3). It is not asked. */
export function ownDeviceLabel(): "Web" | "MobileWeb" {
	return matchMedia("(pointer: coarse) and (hover: none)").matches ? "MobileWeb" : "Web";
}

/** Platforms by their name in the language of the moment; any other label as it is. */
export function shownDeviceLabel(t: TFunction, label: string): string {
	const known = KNOWN.find((name) => name === label);
	return known ? t(`common.deviceLabel.${known}`) : label;
}
