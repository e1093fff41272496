/** The greeting on the guest's side: joining an organization, or adding this device to a person who has others. */
export const join = {
	opening: "Opening your invitation",
	steps: {
		hostCode: "Host’s code",
		ownCode: "Your code",
		details: "Your details",
		password: "Password",
		otherDeviceCode: "Other device’s code",
		thisDeviceCode: "This device’s code",
	},
	leave: {
		user: "{{name}} is told. Nothing is kept: when you come back, you start again with new codes. Your invitation stays valid.",
		device: "Your other device is told. Nothing is kept: when you come back, you start again with new codes.",
	},
	meet: {
		title: "Welcome to {{organization}}",
		lead: "An administrator greets you here, live. Stay in contact with them the whole time, in person, by phone or by video.",
		who: "Who may greet you",
		invitation: "Invitation for {{email}}",
		invitedYou: "invited you",
		waitingForYou: "Waiting for you",
		wasHere: "Was here {{ago}}",
		notHere: "Not here yet",
		leftNow: "Left a moment ago",
		showAll_one: "Show one more",
		showAll_other: "Show {{count}} more",
		continue: "Continue",
		continueWith: "Continue with {{name}}",
		again: "Start again with new codes",
		hint: "You can continue when one of them is here. Keep this page open.",
		warning: "Somebody else called you about this invitation? Do not go on. Ring your organization yourself.",
		hostHere: "{{name}} is here. You can continue.",
		waitingCue: "Waiting for an administrator",
		hostCue: "{{name}} is here",
	},
	meetDevice: {
		title: "Add this device to {{organization}}",
		lead: "Keep your other device at hand: each of the two shows a code that you pick on the other.",
		items: {
			open: { title: "Your other device stays open on its link", text: "Start there when both are ready." },
			codes: {
				title: "You compare a code, twice",
				text: "Each screen shows one, to be picked among four on the other.",
			},
			password: { title: "You choose a password for this device", text: "Only this device is opened by it." },
		},
		continue: "Continue",
		hint: "You can continue when your other device is connected. Keep this page open.",
		here: "Your other device is here. You can continue.",
		waitingCue: "Waiting for your other device",
	},
	details: {
		title: "Tell {{name}} who you are",
		lead: "{{name}} sees your name, can correct it, and sets your profile.",
		nameHint: "As colleagues will read it.",
		emailHint: "Comes from the invitation and cannot be changed here.",
		send: "Send to {{name}}",
	},
	waitingConfirmation: {
		title: "{{name}} is looking at your details",
		lead: "Stay with them.",
		titleDevice: "Your other device is sending your keys",
		leadDevice: "They travel encrypted from one device to the other.",
	},
	password: {
		title: "Protect this device",
		lead: "{{name}} has confirmed you. Last step: what opens {{organization}} on this device.",
		leadDevice: "Last step: what opens {{organization}} on this device. It need not be the password of the other.",
		save: "Save and finish",
		hint: "Do not close this page: you would need a new invitation.",
		failed:
			"This browser refused to keep the device. Make room on the disk, or allow this page to store data (private windows often do not), then try again.",
	},
	done: {
		title: "You are in, {{name}}",
		lead: "From now on, only members you share with can read what you store. The server cannot.",
		titleDevice: "This device is yours, {{name}}",
		leadDevice: "It has the same rights as your other devices.",
		second: {
			title: "Add a second device soon",
			text: "If you lose this device or forget its password, it is the way back in. You find it in My profile, under Devices.",
		},
		logIn: "Log in",
	},
	gone: {
		used: {
			title: "This invitation has been used",
			text: "If it was you, log in on the device where you joined. If not, tell the person who invited you.",
		},
		cancelled: {
			title: "This invitation has been cancelled",
			text: "Nothing was shared. Ask the person who invited you for another one.",
		},
		"not-found": {
			title: "The server does not know this invitation",
			text: "The link may be cut or too old. Ask the person who invited you for another one.",
		},
		unknown: {
			title: "This invitation is no longer valid",
			text: "It has been used already, or cancelled. If you joined with it, log in on the device where you did; else ask for another one.",
		},
	},
	ended: {
		left: { title: "You left the greeting", text: "Nothing was kept, and your invitation stays valid." },
		elsewhere: {
			title: "You are joining in another window",
			text: "The invitation was opened again, in another tab or on another device. Go on there, or take it back here.",
		},
		hostNotAllowed: {
			title: "Nobody may greet you now",
			text: "The people who could are no longer administrators. Nothing was shared. Ring your organization.",
		},
		unreachable: {
			title: "The server cannot be reached",
			text: "Nothing was shared, and your invitation stays valid. Check the connection of this device, then try again.",
		},
		failed: {
			title: "The greeting was interrupted too often",
			text: "Nothing was shared, and your invitation stays valid. Tell your host what is said below, then try again.",
		},
		again: "Try again",
		takeBack: "Go on here",
	},
	problem: {
		home: "Go to the first page",
		none: {
			title: "There is no invitation in this address",
			text: "Open the link of your invitation whole, or paste it on the first page.",
		},
		expired: {
			title: "This organization has expired",
			text: "Nobody can join it now. Tell the person who invited you: the server’s administrator can prolong it.",
		},
		clock: { title: "The clock of this device is wrong" },
		incompatible: { title: "This page does not fit the server", reload: "Reload the page" },
		failed: { title: "Your invitation could not be opened" },
	},
} as const;
