import type { Translated } from "../catalogue.ts";
import type { greeting as source } from "../en/greeting.ts";

export const greeting: Translated<typeof source> = {
	step: "Étape {{step}} sur {{count}}",
	stepNamed: "Étape {{step}} sur {{count}} : {{name}}",
	movesOn: "Cette page avance d’elle-même.",
	offline: "Pas de connexion. La suite viendra d’elle-même dès son retour.",
	steps: {
		meet: "Rencontre",
		ownCode: "Votre code",
		guestCode: "Code de l’invité",
		details: "Identité",
		done: "Terminé",
		link: "Lien",
		thisDeviceCode: "Code de cet appareil",
		otherDeviceCode: "Code de l’autre appareil",
	},
	leave: {
		action: "Quitter",
		title: "Quitter l’accueil ?",
		stay: "Rester",
		host: "Votre invité en est averti. Rien n’est partagé et l’invitation reste valable : vous pourrez l’accueillir plus tard.",
		deviceHost: "Votre autre appareil en est averti. Rien n’est partagé, et vous pourrez recommencer plus tard.",
	},
	people: {
		guest: "Votre invité",
		host: "Votre hôte",
		you: "Vous",
		thisDevice: "Cet appareil",
		otherDevice: "Votre autre appareil",
	},
	doing: {
		host: "Hôte",
		guest: "Invité",
		hostHere: "Hôte, présent",
		here: "Présent",
		notHere: "Pas encore là",
		reading: "Lit à voix haute",
		listening: "Écoute",
		recognized: "Code reconnu",
		disconnected: "Déconnecté",
		left: "Parti",
		writing: "Donne son nom",
		waiting: "Attend",
		showing: "Affiche son code",
		comparing: "Attend votre réponse",
		protecting: "En cours de protection",
		member: "Membre",
	},
	sight: {
		label: "{{me}} : {{mine}}. {{peer}} : {{theirs}}.",
		line: {
			waiting: "code pas encore lu",
			speaking: "code en cours de lecture",
			recognized: "code reconnu",
			missed: "les codes ne correspondent pas",
		},
	},
	cue: {
		say: "Dites-le à voix haute",
		listen: "Écoutez",
		show: "Trouvez-le sur votre autre appareil",
		look: "Regardez votre autre appareil",
		stopped: "Accueil arrêté",
		interrupted: "Accueil interrompu",
		verified: "Vous vous parlez l’un à l’autre, et à personne d’autre",
		verifiedDevice: "Vos deux appareils se parlent l’un à l’autre, et à personne d’autre",
		waitingFor: "En attente de {{who}}",
		guestHere: "Votre invité est là",
		deviceHere: "Votre autre appareil est là",
	},
	spelling: {
		letter: "<before>{{character}} comme</before> <word>{{word}}</word>",
		digit: "<before>chiffre</before> <word>{{word}}</word>",
		saidLetter: "{{character}} comme {{word}}",
		digits: {
			"2": "deux",
			"3": "trois",
			"4": "quatre",
			"5": "cinq",
			"6": "six",
			"7": "sept",
			"8": "huit",
			"9": "neuf",
		},
	},
	ownCode: {
		label: "Votre code : {{code}}",
		title: {
			guest: "Lisez ce code à votre invité",
			host: "À vous de lire votre code à {{name}}",
			device: "Choisissez ce code sur votre autre appareil",
		},
		lead: {
			guest: "Votre invité le choisit parmi quatre sur l’autre écran.",
			host: "{{name}} le choisit parmi quatre sur l’autre écran.",
			device: "C’est l’un des quatre qui y sont affichés.",
		},
		rule: {
			person: "De vive voix seulement. N’envoyez jamais le code par e-mail ou par messagerie.",
			device: "Comparez les deux écrans vous-même. N’envoyez jamais le code à personne.",
		},
		waiting: {
			guest: "En attente du choix de votre invité. Cette page avance d’elle-même.",
			host: "En attente du choix de votre hôte. Cette page avance d’elle-même.",
			device: "En attente de votre choix sur l’autre appareil. Cette page avance d’elle-même.",
		},
		recognized: {
			guest: "Votre invité a reconnu votre code",
			host: "{{name}} a reconnu votre code",
			device: "Votre autre appareil a reconnu ce code",
		},
	},
	peerCode: {
		title: {
			guest: "Quel code votre invité vous lit-il ?",
			host: "Quel code {{name}} vous lit-il ?",
			device: "Quel code votre autre appareil affiche-t-il ?",
		},
		lead: {
			person: "Attendez les quatre caractères. Ne choisissez jamais au hasard.",
			device: "Les quatre caractères doivent être les mêmes. Ne choisissez jamais au hasard.",
		},
		notHere: {
			guest: "Le code de mon invité n’est pas dans la liste",
			host: "Le code de mon hôte n’est pas dans la liste",
			device: "Le code n’est pas dans la liste",
		},
		recognized: "C’est le bon code",
		question: {
			title: "Le code n’est vraiment pas dans la liste ?",
			again: {
				guest: "Avant de répondre, demandez à votre invité de relire lentement les quatre caractères.",
				host: "Avant de répondre, demandez à {{name}} de relire lentement les quatre caractères.",
				device: "Avant de répondre, regardez encore une fois les quatre caractères sur votre autre appareil.",
			},
			risk: "S’il n’est pas parmi les quatre, quelqu’un s’interpose peut-être entre vous. L’accueil s’arrête, et rien n’est partagé.",
			restart: "Vous pourrez ensuite recommencer, avec de nouveaux codes.",
			keep: "Regarder encore",
			confirm: "Il n’y est pas",
		},
	},
	mismatch: {
		title: "Les codes ne correspondent pas",
		titleNoCode: "Quelqu’un s’interpose peut-être entre vous",
		lead: {
			chosen: {
				guest:
					"Le code que vous avez choisi n’est pas celui de votre invité. C’est peut-être un malentendu, ou quelqu’un qui s’interpose entre vous. Rien n’a été partagé.",
				host: "Le code que vous avez choisi n’est pas celui de {{name}}. C’est peut-être un malentendu, ou quelqu’un qui s’interpose entre vous. Rien n’a été partagé.",
				device:
					"Le code que vous avez choisi n’est pas celui de votre autre appareil. C’est peut-être une erreur, ou quelqu’un qui s’interpose entre les deux. Rien n’a été partagé.",
			},
			missing: {
				guest:
					"Le code de votre invité n’était pas parmi les quatre. C’est peut-être un malentendu, ou quelqu’un qui écoute et répond à sa place. Rien n’a été partagé.",
				host: "Le code de {{name}} n’était pas parmi les quatre. C’est peut-être un malentendu, ou quelqu’un qui écoute et répond à sa place. Rien n’a été partagé.",
				device:
					"Le code de votre autre appareil n’était pas parmi les quatre. Quelqu’un répond peut-être à sa place. Rien n’a été partagé.",
			},
			peer: {
				guest:
					"Votre invité n’a pas reconnu votre code. C’est peut-être un malentendu, ou quelqu’un qui s’interpose entre vous. Rien n’a été partagé.",
				host: "{{name}} n’a pas reconnu votre code. C’est peut-être un malentendu, ou quelqu’un qui s’interpose entre vous. Rien n’a été partagé.",
				device:
					"Le code de cet appareil n’a pas été reconnu sur l’autre. C’est peut-être une erreur, ou quelqu’un qui s’interpose entre les deux. Rien n’a été partagé.",
			},
		},
		before: "Avant de recommencer",
		beforeStopping: "Avant une autre tentative",
		right: {
			guest: "Assurez-vous de parler à la bonne personne, dont vous connaissez la voix.",
			host: "Assurez-vous de parler à la bonne personne, dont vous connaissez la voix.",
			device: "Assurez-vous que votre autre appareil a bien ouvert le lien créé par celui-ci.",
		},
		codes: {
			person: "Vous recevez tous deux de nouveaux codes. Les anciens ne valent plus rien.",
			device: "Les deux appareils reçoivent de nouveaux codes. Les anciens ne valent plus rien.",
		},
		again: {
			guest: "En cas de nouvel échec, arrêtez et prévenez un autre administrateur. L’invitation reste valable.",
			host: "En cas de nouvel échec, arrêtez et appelez vous-même votre organisation. Votre invitation reste valable.",
			device: "En cas de nouvel échec, arrêtez et prévenez un administrateur. Le lien reste valable.",
		},
		third: {
			guest:
				"Prévenez un autre administrateur avant d’inviter de nouveau. Trois échecs de suite sont rarement des malentendus.",
			host: "Appelez vous-même votre organisation avant de réessayer. Trois échecs de suite sont rarement des malentendus.",
			device: "Prévenez un administrateur avant de réessayer. Trois échecs de suite sont rarement des erreurs.",
		},
		stop: "Arrêter pour l’instant",
		restart: "Recommencer avec de nouveaux codes",
		attempt: "Échec {{attempt}} sur {{count}}. Après le troisième, l’accueil s’arrête.",
		lastAttempt: "Échec {{attempt}} sur {{count}}. L’accueil s’arrête ici.",
	},
	interrupted: {
		peerLeft: "{{name}} a quitté l’accueil",
		peerRestarted: "{{name}} a recommencé",
		failed: "L’accueil a été interrompu",
		back: "{{name}} est de retour",
		lead: {
			host: "Rien n’a été partagé et l’invitation reste valable. Au retour de votre invité, vous recommencez tous deux avec de nouveaux codes.",
			guest:
				"Rien n’a été partagé et votre invitation reste valable. Au retour de {{name}}, vous recommencez tous deux avec de nouveaux codes.",
			device:
				"Rien n’a été partagé et le lien reste valable. Au retour de votre autre appareil, les deux recommencent avec de nouveaux codes.",
		},
		backLead: "Rien n’a été partagé. Vous recommencez tous deux, avec de nouveaux codes.",
		failedLead:
			"Ce qui venait de l’autre côté était illisible ou n’était pas digne de confiance. Rien n’a été partagé. Tout recommence automatiquement, avec de nouveaux codes.",
		restart: "Recommencer avec de nouveaux codes",
	},
	gone: {
		used: {
			title: "Cette invitation a servi",
			text: "Quelqu’un a rejoint l’organisation avec elle. Si ce n’était pas votre invité, consultez la liste des utilisateurs.",
		},
		cancelled: {
			title: "Cette invitation a été annulée",
			text: "Un administrateur l’a annulée. Rien n’a été partagé. Vous pouvez inviter de nouveau la même personne.",
		},
		"not-found": {
			title: "Cette invitation n’existe pas",
			text: "Elle a peut-être été annulée il y a quelque temps. Vous pouvez inviter de nouveau la même personne.",
		},
		unknown: {
			title: "Cette invitation n’est plus valable",
			text: "Elle a servi ou a été annulée. Vous pouvez inviter de nouveau la même personne.",
		},
		back: "Retour aux invitations",
	},
	goneLink: {
		title: "Ce lien n’est plus valable",
		text: "Il a servi ou a été annulé. Vous pouvez en créer un autre.",
		back: "Retour à mes appareils",
	},
	ended: {
		left: { title: "Vous avez quitté l’accueil", text: "Rien n’a été partagé, et l’invitation reste valable." },
		elsewhere: {
			title: "L’accueil se poursuit dans une autre fenêtre",
			text: "Il a été rouvert, dans un autre onglet ou sur un autre appareil. Rien n’est perdu : poursuivez là-bas, ou reprenez ici.",
		},
		hostNotAllowed: {
			title: "Vous ne pouvez plus accueillir",
			text: "Seuls les administrateurs accueillent les invités. Rien n’a été partagé, et un autre administrateur peut accueillir cet invité.",
		},
		unreachable: {
			title: "Le serveur est injoignable",
			text: "Rien n’a été partagé, et l’invitation reste valable. Vérifiez la connexion de cet appareil, puis recommencez.",
		},
		failed: {
			title: "L’accueil a été interrompu trop souvent",
			text: "Rien n’a été partagé, et l’invitation reste valable. Transmettez ce qui suit à la personne qui s’occupe du serveur, puis recommencez.",
		},
		again: "Accueillir de nouveau",
		takeBack: "Poursuivre ici",
	},
	refused: {
		title: "Cet utilisateur n’a pas pu être ajouté",
		titleDevice: "Cet appareil n’a pas pu être ajouté",
		"active-users-limit":
			"L’organisation a atteint son nombre maximal d’utilisateurs actifs. Rien n’a été partagé. Révoquez quelqu’un qui est parti, ou faites relever la limite par la personne qui s’occupe du serveur, puis recommencez.",
		"email-taken":
			"Un utilisateur actif a déjà cet e-mail. Rien n’a été partagé. Révoquez d’abord cet utilisateur, ou invitez une autre adresse.",
		"not-allowed":
			"Vous n’êtes plus administrateur. Rien n’a été partagé, et un autre administrateur peut accueillir cet invité.",
		clock:
			"L’horloge de cet appareil est fausse. Rien n’a été partagé. Corrigez la date, l’heure et le fuseau horaire, puis recommencez.",
		other:
			"Le serveur a refusé sans dire pourquoi. Rien n’a été partagé. Recommencez ; si cela continue, prévenez la personne qui s’occupe du serveur.",
		again: "Accueillir de nouveau",
		back: "Retour aux invitations",
		backDevice: "Retour à mes appareils",
	},
	meet: {
		title: "Appelez votre invité, et restez en contact avec lui",
		lead: "L’accueil prend environ deux minutes. Vous vous lirez un code l’un à l’autre : voyez-vous, ou parlez-vous par téléphone ou en vidéo.",
		link: {
			title: "Votre invité ouvre le lien de l’invitation",
			sent: "Envoyée {{ago}}.",
			copy: "Copier le lien",
			send: "Renvoyer l’e-mail",
		},
		codes: {
			title: "Vous lisez un code à votre invité, puis il vous en lit un",
			text: "Chacun reconnaît le code de l’autre parmi quatre.",
		},
		details: {
			title: "Vous confirmez son identité et fixez son profil",
			text: "Rien n’est partagé avant cela.",
		},
		start: "Commencer",
		hint: "Vous pourrez commencer quand votre invité sera là. Gardez cette fenêtre ouverte.",
		readyHint: "Commencez quand vous vous entendez ou vous voyez.",
		guestHere: "Votre invité est là. Vous pouvez commencer.",
	},
	waitingDetails: {
		title: "Votre invité donne son nom",
		lead: "Restez avec lui.",
	},
	details: {
		title: "Confirmez l’identité de l’utilisateur",
		profile: "Fixez son profil",
		emailDiffers:
			"L’invitation a été envoyée à {{invited}}. Avant d’approuver, demandez à votre invité pourquoi l’adresse est différente.",
		useInvited: "Utiliser {{invited}}",
		noOutsiders: "Cette organisation n’admet pas d’utilisateurs externes.",
		approve: "Approuver",
		missing: "Donnez d’abord un nom et fixez le profil.",
	},
	finishing: {
		title: "{{name}} fait partie des utilisateurs",
		lead: "Sa page reçoit la réponse.",
		titleDevice: "Votre autre appareil est ajouté",
		leadDevice: "Il reçoit vos clés.",
		skip: "Ne pas attendre",
	},
	done: {
		title: "{{name}} a rejoint {{organization}}",
		lead: "{{name}} choisit maintenant un mot de passe. Vous pouvez raccrocher.",
		profile: "Profil",
		greetedBy: "Accueilli par",
		you: "Vous, {{ago}}",
		finish: "Terminer",
		toast: "{{name}} a rejoint {{organization}}",
	},
	notAllowed: {
		title: "Seuls les administrateurs accueillent les invités",
		text: "Demandez à un administrateur de {{organization}} d’accueillir cet invité, ou de vous donner ce profil.",
		back: "Retour à l’organisation",
	},
	addDevice: {
		preparing: "Création d’un lien pour votre autre appareil",
		title: "Ouvrez ce lien sur votre autre appareil",
		lead: "Scannez le code avec son appareil photo, ou apportez-y le lien vous-même. Il n’est que pour vous.",
		link: "Lien pour votre autre appareil",
		qr: "Le même lien, en code pour un appareil photo",
		send: "Me l’envoyer par e-mail",
		sendAgain: "Envoyer de nouveau",
		sendIn: "Envoyé. Nouvel envoi dans {{seconds}} s",
		sent: "Le lien a été envoyé à {{email}}",
		notSent: "L’e-mail n’a pas pu être envoyé à {{email}}. Servez-vous du code ou du lien",
		waitingFor: "En attente de votre autre appareil",
		start: "Commencer",
		hint: "Vous pourrez commencer quand votre autre appareil aura ouvert le lien. Gardez cette fenêtre ouverte.",
		readyHint: "Ayez les deux écrans sous les yeux, puis commencez.",
		here: "Votre autre appareil est là. Vous pouvez commencer.",
		waitingDetails: {
			title: "Votre autre appareil se prépare",
			lead: "Les codes sont les bons.",
		},
		done: {
			title: "Votre autre appareil a rejoint {{organization}}",
			lead: "Il vous demande maintenant un mot de passe à lui. Les deux appareils ont les mêmes droits.",
			finish: "Terminer",
			toast: "Votre autre appareil a rejoint {{organization}}",
		},
		failed: "Le lien n’a pas pu être créé",
		notAllowed: "Cet appareil ne peut pas en ajouter un autre.",
		back: "Retour à mes appareils",
	},
};
