/** What surrounds every page of a session: sidebar, top bar, menus, banner. */
export const frame = {
	main: "Main",
	organization: "Organization",
	myself: "You",
	manage: "Manage my organization",
	manageShort: "Organization",
	profile: "My profile",
	profileShort: "Profile",
	invite: "Invite a user",
	status: {
		online: "Online",
		offline: "Offline",
		connecting: "Connecting",
		stopped: "Stopped",
	},
	switcher: {
		open: "Switch organization",
		title: "Your open organizations",
		all: "All organizations",
	},
	pendingCount_one: "{{count}} pending invitation",
	pendingCount_other: "{{count}} pending invitations",
	pending: {
		title: "Pending invitations",
		grown_one: "{{count}} invitation is pending",
		grown_other: "{{count}} invitations are pending",
		openTab: "Open in Manage my organization",
	},
	menu: {
		open: "{{status}}. Personal menu",
		title: "Personal menu",
		profile: "My profile",
		devices: "My devices",
		settings: "Settings",
		logOut: "Log out",
	},
	logOut: {
		title: "Log out of {{organization}}?",
		forgets: "This page forgets the keys that it holds.",
		password: "To come back, you need the password of this device.",
		confirm: "Log out",
		keep: "Stay logged in",
		done: "Logged out of {{organization}}",
	},
	offline: {
		title: "You are offline.",
		administrator:
			"Users and their devices show as last known. Inviting, greeting, changing profiles and revoking come back with the server.",
		standard: "Users and their devices show as last known. Adding a device comes back with the server.",
		external: "Your profile and your devices show as last known. Adding a device comes back with the server.",
	},
	resize: "Width of the sidebar",
} as const;
