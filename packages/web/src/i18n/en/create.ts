/** Creating an organization. */
export const create = {
	title: "Create an organization",
	stepsLabel: "Step {{step}} of {{count}}: {{name}}",
	steps: {
		organization: "Organization",
		details: "Your details",
		password: "Password",
		check: "Check",
	},
	organization: {
		title: "Name your organization",
		lead: "A council, a company, an association: the people who share files together.",
		hint: "1 to 32 letters, digits, “_” and “-”, without spaces.",
		fixed: "The creation link that you opened gives the name.",
		note: "The name cannot be changed later, and is not confidential.",
		server: "On the server {{server}}",
	},
	invalid: {
		space: "A name has no spaces. “{{proposal}}” would do.",
		length: "A name has at most 32 letters, and fewer when some are accented.",
		character: "Only letters, digits, “_” and “-” make a name.",
	},
	useProposal: "Use “{{proposal}}”",
	details: {
		title: "Who are you?",
		lead: "You will be the first administrator of {{organization}}.",
		emailHint: "Members see your name and e-mail. External users see neither.",
	},
	password: {
		title: "Protect this device",
		lead: "Choose what opens {{organization}} here. Other devices will have their own.",
	},
	check: {
		title: "Is everything right?",
		lead: "The name cannot be changed afterwards.",
		server: "Server",
		protection: "Protection",
		byPassword: "Password",
		edit: "Edit",
		editWhat: "Edit: {{what}}",
		create: "Create the organization",
	},
	creating: {
		title: "Creating {{organization}}",
		text: "The keys are made on this device. The server never has them.",
	},
	done: {
		title: "{{organization}} is ready",
		text: "You are its administrator. Next, invite the people whom you work with: each one joins by meeting you, for two minutes, on the telephone or face to face.",
		open: "Open my organization",
	},
	failure: {
		nameTaken: "This server already has an organization named {{organization}}. Choose another name.",
		changeName: "Change the name",
		tokenUsed:
			"The creation link has been used already. If you created the organization yourself, log in to it; else ask whoever runs the server for another link.",
		disabled:
			"This server lets nobody create an organization without a creation link. Ask whoever runs the server for one.",
		storage:
			"This browser refused to keep the device: it is perhaps a private window, or its storage is full. Allow storage for this site, then try again.",
		notCreated: "Nothing was created, and your entries are kept.",
		kept: "Your entries are kept.",
	},
	closed: {
		title: "Creating needs a link",
		text: "On this server, an organization is created from a link that whoever runs the server gives. Open it, or paste it on the first page.",
		home: "Go to the first page",
	},
	noPassword: {
		title: "Not in a browser on this server",
		text: "This server does not allow devices protected by a password, and a browser has no other protection. Use the desktop program.",
	},
	leave: {
		title: "Leave the creation?",
		text: "Nothing has been created yet, and what you typed is not kept.",
		stay: "Stay here",
		leave: "Leave",
	},
} as const;
