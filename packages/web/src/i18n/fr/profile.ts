import type { Translated } from "../catalogue.ts";
import type { profile as source } from "../en/profile.ts";

export const profile: Translated<typeof source> = {
	tabs: {
		label: "Mon profil",
		details: "Détails",
		devices: "Appareils",
		authentication: "Authentification",
		settings: "Réglages",
	},
	details: {
		profile: "Profil",
		may: {
			ADMIN:
				"Invite des utilisateurs, fixe et change les profils, et retire tout utilisateur. Crée et partage des espaces.",
			STANDARD: "Crée et partage des espaces, et voit le nom et l’e-mail des utilisateurs.",
			OUTSIDER: "Collabore dans les espaces partagés avec vous. Ne voit ni le nom ni l’e-mail des autres utilisateurs.",
		},
		organization: "Organisation",
		server: "Serveur",
		change:
			"Votre nom et votre e-mail ont été confirmés à votre arrivée, et ne changent pas. Votre profil est fixé par les administrateurs.",
	},
	devices: {
		title: "Mes appareils",
		lead: "Chacun a son propre mot de passe. En perdre un est sans gravité s’il en reste un autre.",
		add: "Ajouter un appareil",
		joined: "Ajouté le {{date}}",
		current: "Cet appareil",
		copyId: "Copier l’identifiant de cet appareil : {{label}}",
		only: "C’est votre seul appareil. Avec un second, un mot de passe oublié ou un ordinateur perdu ne vous coûte rien.",
	},
	authentication: {
		title: "Changer le mot de passe",
		lead: "Il n’ouvre que cet appareil : vos autres appareils gardent le leur.",
		current: "Mot de passe actuel",
		next: "Nouveau mot de passe",
		button: "Changer le mot de passe",
		changed: "Le mot de passe de cet appareil est changé",
		wrong: "Mot de passe erroné. C’est celui avec lequel vous avez ouvert cet appareil.",
		gone: "L’appareil n’est plus dans ce navigateur : il a été retiré dans un autre onglet. Ajoutez de nouveau ce navigateur depuis un autre appareil.",
		storage:
			"Ce navigateur a refusé d’enregistrer l’appareil : son stockage est peut-être plein. L’ancien mot de passe l’ouvre toujours.",
		failed: "Une erreur est survenue sur cet appareil. L’ancien mot de passe l’ouvre toujours.",
	},
	settings: {
		title: "Réglages",
		lead: "Ils valent pour ce navigateur, quelle que soit l’organisation.",
		language: "Langue",
		theme: "Thème",
		themeHint: "« Comme le système » suit le réglage clair ou sombre de cet ordinateur.",
	},
};
