/** The greeting, on the host's side, and what both sides show. */
export const greeting = {
	step: "Step {{step}} of {{count}}",
	stepNamed: "Step {{step}} of {{count}}: {{name}}",
	movesOn: "This page moves on by itself.",
	offline: "No connection. It goes on by itself as soon as there is one.",
	steps: {
		meet: "Meet",
		ownCode: "Your code",
		guestCode: "Guest’s code",
		details: "Details",
		done: "Done",
		link: "Link",
		thisDeviceCode: "This device’s code",
		otherDeviceCode: "Other device’s code",
	},
	leave: {
		action: "Leave",
		title: "Leave the greeting?",
		stay: "Stay",
		host: "Your guest is told. Nothing is shared, and the invitation stays valid: you can greet again later.",
		deviceHost: "Your other device is told. Nothing is shared, and you can begin again later.",
	},
	people: {
		guest: "Your guest",
		host: "Your host",
		you: "You",
		thisDevice: "This device",
		otherDevice: "Your other device",
	},
	doing: {
		host: "Host",
		guest: "Guest",
		hostHere: "Host, here now",
		here: "Here now",
		notHere: "Not here yet",
		reading: "Reading aloud",
		listening: "Listening",
		recognized: "Code recognized",
		disconnected: "Disconnected",
		left: "Left",
		writing: "Giving their name",
		waiting: "Waiting",
		showing: "Showing its code",
		comparing: "Waiting for your answer",
		protecting: "Being protected",
		member: "Member",
	},
	sight: {
		label: "{{me}}: {{mine}}. {{peer}}: {{theirs}}.",
		line: {
			waiting: "code not read yet",
			speaking: "code being read",
			recognized: "code recognized",
			missed: "the codes do not match",
		},
	},
	cue: {
		say: "Say it aloud",
		listen: "Listen",
		show: "Find it on your other device",
		look: "Look at your other device",
		stopped: "Greeting stopped",
		interrupted: "Greeting interrupted",
		verified: "You are talking to each other, and nobody else",
		verifiedDevice: "Your two devices are talking to each other, and nobody else",
		waitingFor: "Waiting for {{who}}",
		guestHere: "Your guest is here",
		deviceHere: "Your other device is here",
	},
	spelling: {
		letter: "<before>{{character}} as in</before> <word>{{word}}</word>",
		digit: "<before>number</before> <word>{{word}}</word>",
		saidLetter: "{{character}} as in {{word}}",
		digits: {
			"2": "two",
			"3": "three",
			"4": "four",
			"5": "five",
			"6": "six",
			"7": "seven",
			"8": "eight",
			"9": "nine",
		},
	},
	ownCode: {
		label: "Your code: {{code}}",
		title: {
			guest: "Read this code to your guest",
			host: "Now read your code to {{name}}",
			device: "Pick this code on your other device",
		},
		lead: {
			guest: "Your guest picks it among four on the other screen.",
			host: "{{name}} picks it among four on the other screen.",
			device: "It is one of the four that are shown there.",
		},
		rule: {
			person: "By voice only. Never send the code by e-mail or chat.",
			device: "Compare the two screens yourself. Never send the code to anybody.",
		},
		waiting: {
			guest: "Waiting for your guest’s choice. This page moves on by itself.",
			host: "Waiting for your host’s choice. This page moves on by itself.",
			device: "Waiting for your choice on the other device. This page moves on by itself.",
		},
		recognized: {
			guest: "Your guest has recognized your code",
			host: "{{name}} has recognized your code",
			device: "Your other device has recognized this code",
		},
	},
	peerCode: {
		title: {
			guest: "Which code does your guest read to you?",
			host: "Which code does {{name}} read to you?",
			device: "Which code does your other device show?",
		},
		lead: {
			person: "Wait for all four characters. Never pick at random.",
			device: "All four characters must be the same. Never pick at random.",
		},
		notHere: {
			guest: "My guest’s code is not here",
			host: "My host’s code is not here",
			device: "The code is not here",
		},
		recognized: "The code is the right one",
		question: {
			title: "Is the code really not here?",
			again: {
				guest: "Ask your guest to read the four characters once more, slowly, before you answer.",
				host: "Ask {{name}} to read the four characters once more, slowly, before you answer.",
				device: "Look once more at the four characters on your other device before you answer.",
			},
			risk: "If it is not among the four, someone may stand between you. The greeting stops, and nothing is shared.",
			restart: "You can start again afterwards, with new codes.",
			keep: "Look again",
			confirm: "It is not here",
		},
	},
	mismatch: {
		title: "The codes do not match",
		titleNoCode: "Someone may stand between you",
		lead: {
			chosen: {
				guest:
					"The code you chose is not your guest’s. It may be a slip of the ear, or someone standing between you. Nothing was shared.",
				host: "The code you chose is not that of {{name}}. It may be a slip of the ear, or someone standing between you. Nothing was shared.",
				device:
					"The code you chose is not that of your other device. It may be a slip, or someone standing between them. Nothing was shared.",
			},
			missing: {
				guest:
					"Your guest’s code was not among the four. It may be a slip of the ear, or somebody who listens and answers in their place. Nothing was shared.",
				host: "The code of {{name}} was not among the four. It may be a slip of the ear, or somebody who listens and answers in their place. Nothing was shared.",
				device:
					"The code of your other device was not among the four. Somebody may answer in its place. Nothing was shared.",
			},
			peer: {
				guest:
					"Your guest did not recognize your code. It may be a slip of the ear, or someone standing between you. Nothing was shared.",
				host: "{{name}} did not recognize your code. It may be a slip of the ear, or someone standing between you. Nothing was shared.",
				device:
					"The code of this device was not recognized on the other one. It may be a slip, or someone standing between them. Nothing was shared.",
			},
		},
		before: "Before you start again",
		beforeStopping: "Before you try another time",
		right: {
			guest: "Make sure that you talk to the right person, on a call where you know the voice.",
			host: "Make sure that you talk to the right person, on a call where you know the voice.",
			device: "Make sure that your other device opened the link that this one made.",
		},
		codes: {
			person: "Both of you get new codes. The old ones are worth nothing now.",
			device: "Both devices get new codes. The old ones are worth nothing now.",
		},
		again: {
			guest: "If it fails again, stop, and tell another administrator. The invitation stays valid.",
			host: "If it fails again, stop, and ring your organization yourself. Your invitation stays valid.",
			device: "If it fails again, stop, and tell an administrator. The link stays valid.",
		},
		third: {
			guest: "Tell another administrator before inviting again. Three failures in a row are rarely slips of the ear.",
			host: "Ring your organization yourself before you try again. Three failures in a row are rarely slips of the ear.",
			device: "Tell an administrator before you try again. Three failures in a row are rarely slips.",
		},
		stop: "Stop for now",
		restart: "Start again with new codes",
		attempt: "Failed attempt {{attempt}} of {{count}}. After the third, greeting stops.",
		lastAttempt: "Failed attempt {{attempt}} of {{count}}. Greeting stops here.",
	},
	interrupted: {
		peerLeft: "{{name}} left the greeting",
		peerRestarted: "{{name}} started again",
		failed: "The greeting was interrupted",
		back: "{{name}} is here again",
		lead: {
			host: "Nothing was shared and the invitation stays valid. When your guest returns, you both start again with new codes.",
			guest:
				"Nothing was shared and your invitation stays valid. When {{name}} returns, you both start again with new codes.",
			device:
				"Nothing was shared and the link stays valid. When your other device returns, both start again with new codes.",
		},
		backLead: "Nothing was shared. You both start again, with new codes.",
		failedLead:
			"What came from the other side could not be trusted or read. Nothing was shared. It begins again by itself, with new codes.",
		restart: "Start again with new codes",
	},
	gone: {
		used: {
			title: "This invitation has been used",
			text: "Somebody has joined with it. If it was not your guest, look at the list of users.",
		},
		cancelled: {
			title: "This invitation has been cancelled",
			text: "An administrator cancelled it. Nothing was shared. You can invite the same person again.",
		},
		"not-found": {
			title: "There is no such invitation",
			text: "It may have been cancelled a while ago. You can invite the same person again.",
		},
		unknown: {
			title: "This invitation is no longer valid",
			text: "It has been used or cancelled. You can invite the same person again.",
		},
		back: "Back to the invitations",
	},
	goneLink: {
		title: "This link is no longer valid",
		text: "It has been used or cancelled. You can make another one.",
		back: "Back to my devices",
	},
	ended: {
		left: { title: "You left the greeting", text: "Nothing was shared, and the invitation stays valid." },
		elsewhere: {
			title: "The greeting goes on in another window",
			text: "It was opened again, in another tab or on another device. Nothing is lost: go on there, or take it back here.",
		},
		hostNotAllowed: {
			title: "You may no longer greet",
			text: "Only administrators greet guests. Nothing was shared, and another administrator can greet this guest.",
		},
		unreachable: {
			title: "The server cannot be reached",
			text: "Nothing was shared, and the invitation stays valid. Check the connection of this device, then greet again.",
		},
		failed: {
			title: "The greeting was interrupted too often",
			text: "Nothing was shared, and the invitation stays valid. Tell whoever runs the server what is said below, then greet again.",
		},
		again: "Greet again",
		takeBack: "Go on here",
	},
	refused: {
		title: "This user could not be added",
		titleDevice: "This device could not be added",
		"active-users-limit":
			"The organization has as many active users as it may have. Nothing was shared. Revoke somebody who has left, or have the limit raised by whoever runs the server, then greet again.",
		"email-taken":
			"An active user already has this e-mail. Nothing was shared. Revoke that user first, or invite another address.",
		"not-allowed":
			"You are no longer an administrator. Nothing was shared, and another administrator can greet this guest.",
		clock:
			"The clock of this device is wrong. Nothing was shared. Correct the date, the time and the time zone, then greet again.",
		other:
			"The server refused it without saying why. Nothing was shared. Greet again; if it goes on, tell whoever runs the server.",
		again: "Greet again",
		back: "Back to the invitations",
		backDevice: "Back to my devices",
	},
	meet: {
		title: "Call your guest, and keep them with you",
		lead: "Greeting takes about two minutes. You will read a code to each other, so meet in person or talk by phone or video.",
		link: {
			title: "Your guest opens the link in the invitation",
			sent: "Sent {{ago}}.",
			copy: "Copy the link",
			send: "Send the e-mail again",
		},
		codes: {
			title: "You read a code to your guest, then your guest reads one to you",
			text: "Each of you recognizes the other’s code among four.",
		},
		details: {
			title: "You confirm the user details and set the user profile",
			text: "Nothing is shared before that.",
		},
		start: "Start",
		hint: "Start becomes available when your guest is here. Keep this window open.",
		readyHint: "Start when you hear or see each other.",
		guestHere: "Your guest is here. You can start.",
	},
	waitingDetails: {
		title: "Your guest is giving their name",
		lead: "Stay with them.",
	},
	details: {
		title: "Confirm the user details",
		profile: "Set its user profile",
		emailDiffers:
			"The invitation was sent to {{invited}}. Ask your guest why the address is another one before you approve.",
		useInvited: "Use {{invited}}",
		noOutsiders: "This organization does not allow External users.",
		approve: "Approve",
		missing: "Give a name and set the profile first.",
	},
	finishing: {
		title: "{{name}} has been added",
		lead: "Their page is receiving the answer.",
		titleDevice: "Your other device has been added",
		leadDevice: "It is receiving your keys.",
		skip: "Do not wait",
	},
	done: {
		title: "{{name}} has joined {{organization}}",
		lead: "{{name}} is choosing a password now. You can put the phone down.",
		profile: "Profile",
		greetedBy: "Greeted by",
		you: "You, {{ago}}",
		finish: "Finish",
		toast: "{{name}} has joined {{organization}}",
	},
	notAllowed: {
		title: "Only administrators greet guests",
		text: "Ask an administrator of {{organization}} to greet this guest, or to make you one.",
		back: "Back to the organization",
	},
	addDevice: {
		preparing: "Making a link for your other device",
		title: "Open this link on your other device",
		lead: "Scan the code with its camera, or bring the link there yourself. It is for you alone.",
		link: "Link for your other device",
		qr: "The same link, as a code for a camera",
		send: "Send it to myself by e-mail",
		sendAgain: "Send it again",
		sendIn: "Sent. Again in {{seconds}} s",
		sent: "The link was sent to {{email}}",
		notSent: "The e-mail could not be sent to {{email}}. Use the code or the link",
		waitingFor: "Waiting for your other device",
		start: "Start",
		hint: "Start becomes available when your other device has opened the link. Keep this window open.",
		readyHint: "Have both screens before your eyes, then start.",
		here: "Your other device is here. You can start.",
		waitingDetails: {
			title: "Your other device is getting ready",
			lead: "The codes are right.",
		},
		done: {
			title: "Your other device has joined {{organization}}",
			lead: "It asks you for a password of its own now. Both devices have the same rights.",
			finish: "Finish",
			toast: "Your other device has joined {{organization}}",
		},
		failed: "The link could not be made",
		notAllowed: "This device may not add another one.",
		back: "Back to my devices",
	},
} as const;
