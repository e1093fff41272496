import type { Translated } from "../catalogue.ts";
import type { session as source } from "../en/session.ts";
import { frame } from "./frame.ts";

export const session: Translated<typeof source> = {
	frame,
	opening: "Ouverture",
	logOut: "Se déconnecter",
	logInAgain: "Se reconnecter",
	home: "Aller à la page d’accueil",
	revoked: {
		title: "Vous avez été révoqué de {{organization}}",
		text: "Un administrateur a mis fin à votre accès. Ce navigateur a oublié vos clés et ce qu’il conservait de l’organisation.",
		next: "Si c’est une erreur, adressez-vous à un administrateur : il peut vous inviter de nouveau.",
	},
	organizationNotFound: {
		title: "Le serveur ne connaît plus {{organization}}",
		text: "L’organisation a été supprimée du serveur {{server}}, ou le serveur a été remplacé. Rien n’a changé sur cet appareil. Adressez-vous à la personne qui s’occupe du serveur.",
	},
	notRecognized: {
		title: "Le serveur ne reconnaît pas cet appareil",
		text: "Il connaît {{organization}}, mais ni cet appareil ni sa clé : il a peut-être été rétabli à partir d’une copie ancienne. Rien n’a changé sur cet appareil. Adressez-vous à la personne qui s’occupe du serveur.",
	},
	webNotAllowed: {
		title: "{{organization}} n’est pas ouverte aux navigateurs",
		text: "L’organisation ne laisse ses membres travailler que dans le programme de bureau. Déconnectez-vous ici, et ouvrez-la là-bas.",
	},
	invalidCertificate: {
		title: "On ne peut plus se fier à ce serveur",
		text: "Il a donné un enregistrement de {{organization}} que ses auteurs n’ont pas signé sous cette forme. Ou bien le serveur est défaillant, ou bien quelqu’un le manipule : par prudence, plus rien de ce qu’il envoie n’est accepté.",
		next: "Prévenez un administrateur, par téléphone ou de vive voix, et la personne qui s’occupe du serveur.",
		detail: "Pour la personne qui s’occupe du serveur : {{detail}}",
	},
	terms: {
		title: "Conditions d’utilisation",
		text: "Le serveur {{server}} vous demande d’accepter ses conditions d’utilisation avant de continuer. Elles datent du {{date}}.",
		open: "Ouvrir les conditions d’utilisation",
		agree: "J’ai lu et j’accepte les conditions d’utilisation",
		accept: "Accepter et continuer",
		refuse: "Refuser et se déconnecter",
		unreadable: "Le serveur donne une adresse qu’un navigateur n’ouvre pas : {{url}}",
		refused: "Le serveur n’a pas enregistré l’acceptation. Réessayez.",
	},
	expired: {
		title: "{{organization}} a expiré",
		text: "Tant que la personne qui s’occupe du serveur ne l’a pas prolongée, le serveur refuse ce que vous faites. Ce qui est sur cet appareil peut encore être lu.",
	},
	frozen: {
		title: "Votre accès est suspendu",
		text: "Le serveur refuse vos demandes pour le moment. Ce qui est sur cet appareil peut encore être lu. Adressez-vous à un administrateur de {{organization}}.",
	},
	incompatible: {
		title: "Cette page et le serveur ne s’accordent pas",
		text: "L’un des deux est trop ancien pour l’autre. Ce qui est sur cet appareil peut encore être lu. Rechargez la page pour prendre la version du serveur.",
	},
	clock: {
		title: "L’horloge de cet appareil est fausse",
		text: "Elle indique {{deviceTime}}, et le serveur indique {{serverTime}}. Tant que les deux ne s’accordent pas, le serveur refuse ce que vous faites. Corrigez la date, l’heure et le fuseau horaire de cet appareil, puis reconnectez-vous.",
	},
	failed: {
		title: "Les échanges avec le serveur ont échoué",
		text: "Il a répondu quelque chose qui n’a pas de sens, ou ce navigateur n’a pas pu conserver la réponse. Ce qui est sur cet appareil peut encore être lu. Rechargez la page ; si cela continue, prévenez la personne qui s’occupe du serveur : {{detail}}",
	},
	read: "Lire ce qui est sur cet appareil",
};
