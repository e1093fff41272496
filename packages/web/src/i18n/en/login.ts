/** Opening a device with its password. */
export const login = {
	title: "Log in to {{organization}}",
	loading: "Log in",
	person: "{{name}}, {{email}}",
	button: "Log in",
	home: "All organizations",
	wrongPassword: "Wrong password. This device keeps its own: try the one that you chose here.",
	inUse:
		"This organization is open in another tab or window of this browser. Go on there, or log out there and try again.",
	damaged:
		"The file of this device is damaged, and cannot be opened. Import it again if you have exported it, or add this browser from another device.",
	gone: "The device is no longer in this browser: it was removed in another tab.",
	otherProtection:
		"This device is not protected by a password, and a browser has no other means. Open it in the program that made it.",
	failed: "Something went wrong on this device, and nothing was changed. Try again.",
	forgotten: {
		title: "Forgotten password?",
		text: "Nobody can reset it, not even the people who run the server.",
		device:
			"If another device of yours still opens this organization, add this browser from it: My profile, Devices, Add a device.",
		invitation: "If not, ask an administrator to revoke your old user, then to invite you again.",
	},
	unknown: {
		title: "This device is not in this browser",
		text: "It was forgotten here, or the address is of another browser.",
		next: "Choose an organization on the first page, or follow an invitation.",
		home: "Go to the first page",
	},
} as const;
