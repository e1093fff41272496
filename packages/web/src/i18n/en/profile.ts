/** My profile. */
export const profile = {
	tabs: {
		label: "My profile",
		details: "Details",
		devices: "Devices",
		authentication: "Authentication",
		settings: "Settings",
	},
	details: {
		profile: "Profile",
		may: {
			ADMIN: "Invites users, sets and changes profiles, and removes any user. Creates and shares workspaces.",
			STANDARD: "Creates and shares workspaces, and sees the name and e-mail of users.",
			OUTSIDER: "Collaborates in workspaces shared with you. Sees neither name nor e-mail of other users.",
		},
		organization: "Organization",
		server: "Server",
		change: "Name and e-mail were confirmed when you joined, and do not change. Your profile is set by administrators.",
	},
	devices: {
		title: "My devices",
		lead: "Each has its own password. Losing one is harmless if another remains.",
		add: "Add a device",
		joined: "Joined {{date}}",
		current: "This device",
		copyId: "Copy the id of this device: {{label}}",
		only: "This is your only device. With a second one, a forgotten password or a lost computer costs you nothing.",
	},
	authentication: {
		title: "Change the password",
		lead: "It opens this device only: your other devices keep theirs.",
		current: "Current password",
		next: "New password",
		button: "Change the password",
		changed: "The password of this device is changed",
		wrong: "Wrong password. It is the one with which you opened this device.",
		gone: "The device is no longer in this browser: it was removed in another tab. Add this browser again from another device.",
		storage:
			"This browser refused to write the device: its storage is perhaps full. The former password still opens it.",
		failed: "Something went wrong on this device. The former password still opens it.",
	},
	settings: {
		title: "Settings",
		lead: "They hold for this browser, whatever the organization.",
		language: "Language",
		theme: "Theme",
		themeHint: "“Like the system” follows the light or dark setting of this computer.",
	},
} as const;
