import type { Translated } from "../catalogue.ts";
import type { join as source } from "../en/join.ts";

export const join: Translated<typeof source> = {
	opening: "Ouverture de votre invitation",
	steps: {
		hostCode: "Code de l’hôte",
		ownCode: "Votre code",
		details: "Votre identité",
		password: "Mot de passe",
		otherDeviceCode: "Code de l’autre appareil",
		thisDeviceCode: "Code de cet appareil",
	},
	leave: {
		user: "{{name}} en est averti. Rien n’est conservé : à votre retour, vous recommencerez avec de nouveaux codes. Votre invitation reste valable.",
		device:
			"Votre autre appareil en est averti. Rien n’est conservé : à votre retour, vous recommencerez avec de nouveaux codes.",
	},
	meet: {
		title: "Bienvenue dans {{organization}}",
		lead: "Un administrateur vous accueille ici, en direct. Restez en contact avec lui tout du long, en personne, par téléphone ou en vidéo.",
		who: "Qui peut vous accueillir",
		invitation: "Invitation pour {{email}}",
		invitedYou: "vous a invité",
		waitingForYou: "Vous attend",
		wasHere: "Était là {{ago}}",
		notHere: "Pas encore là",
		leftNow: "Parti à l’instant",
		showAll_one: "En afficher un de plus",
		showAll_other: "En afficher {{count}} de plus",
		continue: "Continuer",
		continueWith: "Continuer avec {{name}}",
		again: "Recommencer avec de nouveaux codes",
		hint: "Vous pourrez continuer quand l’un d’eux sera là. Gardez cette page ouverte.",
		warning:
			"Quelqu’un d’autre vous a appelé au sujet de cette invitation ? N’allez pas plus loin. Appelez vous-même votre organisation.",
		hostHere: "{{name}} est là. Vous pouvez continuer.",
		waitingCue: "En attente d’un administrateur",
		hostCue: "{{name}} est là",
	},
	meetDevice: {
		title: "Ajoutez cet appareil à {{organization}}",
		lead: "Gardez votre autre appareil sous la main : chacun des deux affiche un code, que vous choisissez sur l’autre.",
		items: {
			open: {
				title: "Votre autre appareil reste ouvert sur son lien",
				text: "Commencez là-bas quand les deux sont prêts.",
			},
			codes: {
				title: "Vous comparez un code, deux fois",
				text: "Chaque écran en affiche un, à choisir parmi quatre sur l’autre.",
			},
			password: {
				title: "Vous choisissez un mot de passe pour cet appareil",
				text: "Il n’ouvre que cet appareil.",
			},
		},
		continue: "Continuer",
		hint: "Vous pourrez continuer quand votre autre appareil sera connecté. Gardez cette page ouverte.",
		here: "Votre autre appareil est là. Vous pouvez continuer.",
		waitingCue: "En attente de votre autre appareil",
	},
	details: {
		title: "Dites à {{name}} qui vous êtes",
		lead: "{{name}} voit votre nom, peut le corriger, et fixe votre profil.",
		nameHint: "Tel que vos collègues le liront.",
		emailHint: "Vient de l’invitation et ne se change pas ici.",
		send: "Envoyer à {{name}}",
	},
	waitingConfirmation: {
		title: "{{name}} regarde ce que vous avez donné",
		lead: "Restez en contact.",
		titleDevice: "Votre autre appareil envoie vos clés",
		leadDevice: "Elles voyagent chiffrées d’un appareil à l’autre.",
	},
	password: {
		title: "Protégez cet appareil",
		lead: "{{name}} vous a confirmé. Dernière étape : ce qui ouvre {{organization}} sur cet appareil.",
		leadDevice:
			"Dernière étape : ce qui ouvre {{organization}} sur cet appareil. Ce peut être un autre mot de passe que sur l’autre.",
		save: "Enregistrer et terminer",
		hint: "Ne fermez pas cette page : il vous faudrait une nouvelle invitation.",
		failed:
			"Ce navigateur a refusé de garder l’appareil. Libérez de la place, ou autorisez cette page à conserver des données (les fenêtres privées le refusent souvent), puis réessayez.",
	},
	done: {
		title: "Vous y êtes, {{name}}",
		lead: "Désormais, seuls les membres avec qui vous partagez peuvent lire ce que vous déposez. Le serveur ne le peut pas.",
		titleDevice: "Cet appareil est à vous, {{name}}",
		leadDevice: "Il a les mêmes droits que vos autres appareils.",
		second: {
			title: "Ajoutez bientôt un second appareil",
			text: "Si vous perdez celui-ci ou oubliez son mot de passe, c’est par lui que vous reviendrez. C’est dans Mon profil, sous Appareils.",
		},
		logIn: "Se connecter",
	},
	gone: {
		used: {
			title: "Cette invitation a déjà servi",
			text: "Si c’était vous, connectez-vous sur l’appareil qui a servi à rejoindre l’organisation. Sinon, prévenez la personne qui vous a invité.",
		},
		cancelled: {
			title: "Cette invitation a été annulée",
			text: "Rien n’a été partagé. Demandez-en une autre à la personne qui vous a invité.",
		},
		"not-found": {
			title: "Le serveur ne connaît pas cette invitation",
			text: "Le lien est peut-être coupé ou trop ancien. Demandez-en un autre à la personne qui vous a invité.",
		},
		unknown: {
			title: "Cette invitation n’est plus valable",
			text: "Elle a déjà servi, ou a été annulée. Si vous avez rejoint l’organisation avec elle, connectez-vous sur l’appareil utilisé alors ; sinon demandez-en une autre.",
		},
	},
	ended: {
		left: { title: "Vous avez quitté l’accueil", text: "Rien n’a été conservé, et votre invitation reste valable." },
		elsewhere: {
			title: "La suite se passe dans une autre fenêtre",
			text: "L’invitation a été rouverte, dans un autre onglet ou sur un autre appareil. Poursuivez là-bas, ou reprenez ici.",
		},
		hostNotAllowed: {
			title: "Personne ne peut vous accueillir en ce moment",
			text: "Les personnes qui le pouvaient ne sont plus administrateurs. Rien n’a été partagé. Appelez votre organisation.",
		},
		unreachable: {
			title: "Le serveur est injoignable",
			text: "Rien n’a été partagé, et votre invitation reste valable. Vérifiez la connexion de cet appareil, puis réessayez.",
		},
		failed: {
			title: "L’accueil a été interrompu trop souvent",
			text: "Rien n’a été partagé, et votre invitation reste valable. Transmettez ce qui suit à votre hôte, puis réessayez.",
		},
		again: "Réessayer",
		takeBack: "Poursuivre ici",
	},
	problem: {
		home: "Aller à la page d’accueil",
		none: {
			title: "Il n’y a pas d’invitation dans cette adresse",
			text: "Ouvrez le lien de votre invitation en entier, ou collez-le sur la page d’accueil.",
		},
		expired: {
			title: "Cette organisation a expiré",
			text: "Personne ne peut la rejoindre en ce moment. Prévenez la personne qui vous a invité : l’administrateur du serveur peut la prolonger.",
		},
		clock: { title: "L’horloge de cet appareil est fausse" },
		incompatible: { title: "Cette page ne convient pas au serveur", reload: "Recharger la page" },
		failed: { title: "Votre invitation n’a pas pu être ouverte" },
	},
};
