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
		text: "The organization was deleted from the server {{server}}, or the server has been replaced. Nothing of this device was changed.",
		next: "Ask whoever runs the server. Once it knows the organization again, log in as usual.",
	},
	notRecognized: {
		title: "The server does not recognize this device",
		text: "It knows {{organization}}, but neither this device nor its key: it may have been restored from an old copy. Nothing of this device was changed.",
		next: "Ask whoever runs the server, or add this browser again from another device of yours.",
	},
	webNotAllowed: {
		title: "{{organization}} is not open to browsers",
		text: "The organization lets its members work in the desktop program only. Nothing of this device was changed.",
		next: "Log out here, and open it in that program. Only whoever runs the server can open it to browsers.",
	},
	invalidCertificate: {
		title: "What the server says cannot be believed",
		text: "It gave a record of {{organization}} that its authors did not sign so. Either the server is faulty, or somebody is tampering with it: to be safe, nothing it says is believed any more.",
		next: "Log out, then tell an administrator, by telephone or face to face, and whoever runs the server.",
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
		text: "The time that was given to it on the server is over, so the server refuses what its members do. Nothing is lost.",
		next: "Ask whoever runs the server to extend it, then log in again.",
	},
	frozen: {
		title: "Your access to {{organization}} is suspended",
		text: "Whoever runs the server has suspended it, so the server refuses what you do for now. You are still a member, and nothing is lost.",
		next: "Ask an administrator why. Once it is over, log in again.",
	},
	incompatible: {
		title: "This page and the server do not match",
		text: "One of the two is too old for the other, so they do not understand each other. Nothing is lost.",
		next: "Reload the page to take the version of the server. If nothing changes, tell whoever runs the server.",
	},
	clock: {
		title: "The clock of this device is wrong",
		text: "It says {{deviceTime}}, and the server says {{serverTime}}. Nobody could trust what is signed at a wrong time, so the server refuses what you do.",
		next: "Correct the date, the time and the time zone of this device, then log in again.",
	},
	failed: {
		title: "Something went wrong with the server",
		text: "It answered what makes no sense, or this browser could not keep the answer.",
		next: "Reload the page. If it goes on, tell whoever runs the server what is said below.",
	},
	neverReached: {
		title: "The server cannot be reached",
		text: "The password was right. But this device has received nothing of {{organization}} from {{server}} yet, so there is nothing to show.",
		next: "Check the connection of this device. The page opens by itself as soon as the server answers.",
	},
	lastKnown: "You see what was last known on this device.",
	/** In the words of a program. */
	detail: "For whoever runs the server: {{detail}}",
	read: "Read what is on this device",
} as const;
