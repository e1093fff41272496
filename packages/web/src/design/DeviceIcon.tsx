import {
	IconBrandAndroid,
	IconBrandApple,
	IconBrandWindows,
	IconBrowser,
	IconDeviceDesktop,
	IconDeviceLaptop,
	IconDeviceMobile,
} from "@tabler/icons-react";

/** By the labels that programs give to their devices (web-app.md §5.3). */
const ICONS: ReadonlyMap<string, typeof IconDeviceDesktop> = new Map([
	["Web", IconBrowser],
	["MobileWeb", IconDeviceMobile],
	["Windows", IconBrandWindows],
	["MacOS", IconBrandApple],
	["Linux", IconDeviceLaptop],
	["Android", IconBrandAndroid],
]);

/** What kind of device a label names; its words stand beside. */
export function DeviceIcon({ label, size }: { readonly label: string; readonly size: 18 | 24 }) {
	const Icon = ICONS.get(label) ?? IconDeviceDesktop;
	return <Icon size={size} stroke={size === 24 ? 1.5 : 1.75} aria-hidden="true" />;
}
