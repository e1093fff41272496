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
		next: "Si c’est une erreur, adressez-vous à un administrateur : il peut vous inviter de nouveau.",
	},
	organizationNotFound: {
		title: "Le serveur ne connaît plus {{organization}}",
		text: "L’organisation a été supprimée du serveur {{server}}, ou le serveur a été remplacé. Rien n’a changé sur cet appareil.",
		next: "Adressez-vous à la personne qui s’occupe du serveur. Dès qu’il connaîtra de nouveau l’organisation, connectez-vous comme d’habitude.",
	},
	notRecognized: {
		title: "Le serveur ne reconnaît pas cet appareil",
		text: "Il connaît {{organization}}, mais ni cet appareil ni sa clé : il a peut-être été rétabli à partir d’une copie ancienne. Rien n’a changé sur cet appareil.",
		next: "Adressez-vous à la personne qui s’occupe du serveur, ou ajoutez de nouveau ce navigateur depuis un autre de vos appareils.",
	},
	webNotAllowed: {
		title: "{{organization}} n’est pas ouverte aux navigateurs",
		text: "L’organisation ne laisse ses membres travailler que dans le programme de bureau. Rien n’a changé sur cet appareil.",
		next: "Déconnectez-vous ici, et ouvrez-la dans ce programme. Seule la personne qui s’occupe du serveur peut l’ouvrir aux navigateurs.",
	},
	invalidCertificate: {
		title: "On ne peut plus se fier à ce serveur",
		text: "Il a donné un enregistrement de {{organization}} que ses auteurs n’ont pas signé sous cette forme. Ou bien le serveur est défaillant, ou bien quelqu’un le manipule : par prudence, plus rien de ce qu’il envoie n’est accepté.",
		next: "Déconnectez-vous, puis prévenez un administrateur, par téléphone ou de vive voix, et la personne qui s’occupe du serveur.",
	},
	terms: {
		title: "Conditions d’utilisation",
		text: "Le serveur {{server}} vous demande d’accepter ses conditions d’utilisation avant de continuer. Elles datent du {{date}}.",
		open: "Ouvrir les conditions d’utilisation",
		agree: "J’ai lu et j’accepte les conditions d’utilisation",
		accept: "Accepter et continuer",
		refuse: "Refuser et se déconnecter",
		unreadable: "Le serveur donne une adresse qu’un navigateur n’ouvre pas : {{url}}",
		refused: "Le serveur n’a pas enregistré l’acceptation. Réessayez.",
	},
	expired: {
		title: "{{organization}} a expiré",
		text: "Le temps qui lui était accordé sur le serveur est écoulé : le serveur refuse ce que font ses membres. Rien n’est perdu.",
		next: "Demandez à la personne qui s’occupe du serveur de la prolonger, puis reconnectez-vous.",
	},
	frozen: {
		title: "Votre accès à {{organization}} est suspendu",
		text: "La personne qui s’occupe du serveur l’a suspendu : le serveur refuse ce que vous faites pour le moment. Vous restez membre, et rien n’est perdu.",
		next: "Demandez-en la raison à un administrateur. Une fois la suspension levée, reconnectez-vous.",
	},
	incompatible: {
		title: "Cette page et le serveur ne s’accordent pas",
		text: "L’un des deux est trop ancien pour l’autre : ils ne se comprennent pas. Rien n’est perdu.",
		next: "Rechargez la page pour prendre la version du serveur. Si rien ne change, prévenez la personne qui s’occupe du serveur.",
	},
	clock: {
		title: "L’horloge de cet appareil est fausse",
		text: "Elle indique {{deviceTime}}, et le serveur indique {{serverTime}}. Personne ne pourrait se fier à ce qui est signé à une heure fausse : le serveur refuse donc ce que vous faites.",
		next: "Corrigez la date, l’heure et le fuseau horaire de cet appareil, puis reconnectez-vous.",
	},
	failed: {
		title: "Les échanges avec le serveur ont échoué",
		text: "Il a répondu quelque chose qui n’a pas de sens, ou ce navigateur n’a pas pu conserver la réponse.",
		next: "Rechargez la page. Si cela continue, transmettez ce qui est dit plus bas à la personne qui s’occupe du serveur.",
	},
	neverReached: {
		title: "Le serveur est injoignable",
		text: "Le mot de passe était juste. Mais cet appareil n’a encore rien reçu de {{organization}} depuis {{server}} : il n’y a rien à montrer.",
		next: "Vérifiez la connexion de cet appareil. La page s’ouvrira d’elle-même dès que le serveur répondra.",
	},
	lastKnown: "Vous voyez ce qui était connu en dernier lieu sur cet appareil.",
	detail: "Pour la personne qui s’occupe du serveur : {{detail}}",
	read: "Lire ce qui est sur cet appareil",
};
