import type { Translated } from "../catalogue.ts";
import type { login as source } from "../en/login.ts";

export const login: Translated<typeof source> = {
	title: "Connexion à {{organization}}",
	loading: "Connexion",
	person: "{{name}}, {{email}}",
	button: "Se connecter",
	home: "Toutes les organisations",
	wrongPassword: "Mot de passe erroné. Cet appareil a le sien : essayez celui que vous avez choisi ici.",
	inUse:
		"Cette organisation est ouverte dans un autre onglet ou une autre fenêtre de ce navigateur. Continuez là-bas, ou déconnectez-vous-y et réessayez.",
	damaged:
		"Le fichier de cet appareil est abîmé et ne peut pas être ouvert. Importez-le de nouveau si vous l’avez exporté, ou ajoutez ce navigateur depuis un autre appareil.",
	gone: "L’appareil n’est plus dans ce navigateur : il a été retiré dans un autre onglet.",
	otherProtection:
		"Cet appareil n’est pas protégé par un mot de passe, et un navigateur n’a pas d’autre moyen. Ouvrez-le dans le programme qui l’a créé.",
	failed: "Une erreur est survenue sur cet appareil, et rien n’a été modifié. Réessayez.",
	forgotten: {
		title: "Mot de passe oublié ?",
		text: "Personne ne peut le réinitialiser, pas même les personnes qui s’occupent du serveur.",
		device:
			"Si un autre de vos appareils ouvre encore cette organisation, ajoutez ce navigateur depuis cet appareil : Mon profil, Appareils, Ajouter un appareil.",
		invitation:
			"Sinon, demandez à un administrateur de révoquer votre ancien utilisateur, puis de vous inviter de nouveau.",
	},
	unknown: {
		title: "Cet appareil n’est pas dans ce navigateur",
		text: "Il a été oublié ici, ou l’adresse est celle d’un autre navigateur.",
		next: "Choisissez une organisation sur la page d’accueil, ou suivez une invitation.",
		home: "Aller à la page d’accueil",
	},
};
