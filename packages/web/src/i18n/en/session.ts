import { frame } from "./frame.ts";

/** What surrounds the pages of a session, and what stops it. */
export const session = {
	frame,
	opening: "Opening",
	logOut: "Log out",
	logInAgain: "Log in again",
	home: "Go to the first page",
	revoked: {
		title: "You have been revoked from {{organization}}",
		text: "An administrator has ended your access. This browser has forgotten your keys and what it kept of the organization.",
		next: "If this is a mistake, contact an administrator: they can invite you again.",
	},
	organizationNotFound: {
		title: "The server no longer knows {{organization}}",
		text: "The organization was deleted from the server {{server}}, or the server has been replaced. Nothing of this device was changed. Ask whoever runs the server.",
	},
	notRecognized: {
		title: "The server does not recognize this device",
		text: "It knows {{organization}}, but neither this device nor its key: it may have been restored from an old copy. Nothing of this device was changed. Ask whoever runs the server.",
	},
	webNotAllowed: {
		title: "{{organization}} is not open to browsers",
		text: "The organization lets its members work in the desktop program only. Log out here, and open it there.",
	},
	invalidCertificate: {
		title: "What the server says cannot be believed",
		text: "It gave a record of {{organization}} that its authors did not sign so. Either the server is faulty, or somebody is tampering with it: to be safe, nothing it says is believed any more.",
		next: "Tell an administrator, by telephone or face to face, and whoever runs the server.",
		detail: "For whoever runs the server: {{detail}}",
	},
	terms: {
		title: "Terms of service",
		text: "The server {{server}} asks you to accept its terms of service before you go on. They are of {{date}}.",
		open: "Open the terms of service",
		agree: "I have read and accept the terms of service",
		accept: "Accept and go on",
		refuse: "Refuse and log out",
		unreadable: "The server gives an address that a browser does not open: {{url}}",
		refused: "The server did not take the acceptance. Try again.",
	},
	expired: {
		title: "{{organization}} has expired",
		text: "Until whoever runs the server extends it, the server refuses what you do. What is on this device can still be read.",
	},
	frozen: {
		title: "Your access is suspended",
		text: "The server refuses your requests for now. What is on this device can still be read. Ask an administrator of {{organization}}.",
	},
	incompatible: {
		title: "This page and the server do not match",
		text: "One of the two is too old for the other. What is on this device can still be read. Reload the page to take the version of the server.",
	},
	clock: {
		title: "The clock of this device is wrong",
		text: "It says {{deviceTime}}, and the server says {{serverTime}}. Until both agree, the server refuses what you do. Correct the date, the time and the time zone of this device, then log in again.",
	},
	failed: {
		title: "Something went wrong with the server",
		text: "It answered what makes no sense, or this browser could not keep the answer. What is on this device can still be read. Reload the page; if it goes on, tell whoever runs the server: {{detail}}",
	},
	read: "Read what is on this device",
} as const;
