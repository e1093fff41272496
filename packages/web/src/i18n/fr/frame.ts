import type { Translated } from "../catalogue.ts";
import type { frame as source } from "../en/frame.ts";

export const frame: Translated<typeof source> = {
	main: "Principal",
	organization: "Organisation",
	myself: "Vous",
	manage: "Gérer mon organisation",
	manageShort: "Organisation",
	profile: "Mon profil",
	profileShort: "Profil",
	invite: "Inviter un utilisateur",
	status: {
		online: "En ligne",
		offline: "Hors ligne",
		connecting: "Connexion",
		stopped: "Arrêtée",
	},
	switcher: {
		open: "Changer d’organisation",
		title: "Vos organisations ouvertes",
		all: "Toutes les organisations",
	},
	pendingCount_one: "{{count}} invitation en attente",
	pendingCount_other: "{{count}} invitations en attente",
	pending: {
		title: "Invitations en attente",
		grown_one: "{{count}} invitation est en attente",
		grown_other: "{{count}} invitations sont en attente",
		openTab: "Ouvrir dans Gérer mon organisation",
	},
	menu: {
		open: "{{status}}. Menu personnel",
		title: "Menu personnel",
		profile: "Mon profil",
		devices: "Mes appareils",
		settings: "Réglages",
		logOut: "Se déconnecter",
	},
	logOut: {
		title: "Se déconnecter de {{organization}} ?",
		forgets: "Cette page oublie les clés qu’elle détient.",
		password: "Pour revenir, il vous faudra le mot de passe de cet appareil.",
		confirm: "Se déconnecter",
		keep: "Garder la session",
		done: "{{organization}} : session fermée",
	},
	offline: {
		title: "Vous êtes hors ligne.",
		administrator:
			"Les utilisateurs et leurs appareils s’affichent tels que connus en dernier. Inviter, accueillir, changer un profil et révoquer reviendront avec le serveur.",
		standard:
			"Les utilisateurs et leurs appareils s’affichent tels que connus en dernier. L’ajout d’un appareil reviendra avec le serveur.",
		external:
			"Votre profil et vos appareils s’affichent tels que connus en dernier. L’ajout d’un appareil reviendra avec le serveur.",
	},
	resize: "Largeur de la barre latérale",
};
