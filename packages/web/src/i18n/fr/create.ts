import type { Translated } from "../catalogue.ts";
import type { create as source } from "../en/create.ts";

export const create: Translated<typeof source> = {
	title: "Créer une organisation",
	stepsLabel: "Étape {{step}} sur {{count}} : {{name}}",
	steps: {
		organization: "Organisation",
		details: "Vos coordonnées",
		password: "Mot de passe",
		check: "Vérification",
	},
	organization: {
		title: "Nommez votre organisation",
		lead: "Une mairie, une entreprise, une association : les personnes qui partagent des fichiers.",
		hint: "De 1 à 32 lettres, chiffres, « _ » et « - », sans espace.",
		fixed: "Le lien de création que vous avez ouvert donne le nom.",
		note: "Le nom ne pourra pas être changé, et il n’est pas confidentiel.",
		server: "Sur le serveur {{server}}",
	},
	invalid: {
		space: "Un nom ne contient pas d’espace. « {{proposal}} » conviendrait.",
		length: "Un nom compte au plus 32 lettres, et moins si certaines sont accentuées.",
		character: "Un nom ne peut contenir que des lettres, des chiffres, « _ » et « - ».",
	},
	useProposal: "Prendre « {{proposal}} »",
	details: {
		title: "Qui êtes-vous ?",
		lead: "Vous serez le premier administrateur de {{organization}}.",
		emailHint: "Les membres voient votre nom et votre e-mail. Les utilisateurs externes ne voient ni l’un ni l’autre.",
	},
	password: {
		title: "Protégez cet appareil",
		lead: "Choisissez ce qui ouvre {{organization}} ici. Vos autres appareils auront le leur.",
	},
	check: {
		title: "Tout est-il exact ?",
		lead: "Le nom ne pourra plus être changé.",
		server: "Serveur",
		protection: "Protection",
		byPassword: "Mot de passe",
		edit: "Modifier",
		editWhat: "Modifier : {{what}}",
		create: "Créer l’organisation",
	},
	creating: {
		title: "Création de {{organization}}",
		text: "Les clés sont fabriquées sur cet appareil. Le serveur ne les a jamais.",
	},
	done: {
		title: "{{organization}} est prête",
		text: "Vous en êtes l’administrateur. Invitez maintenant les personnes avec qui vous travaillez : chacune vous rejoint après une rencontre de deux minutes, par téléphone ou de vive voix.",
		open: "Ouvrir mon organisation",
	},
	failure: {
		nameTaken: "Ce serveur a déjà une organisation nommée {{organization}}. Choisissez un autre nom.",
		changeName: "Changer le nom",
		tokenUsed:
			"Le lien de création a déjà servi. Si vous avez créé vous-même l’organisation, connectez-vous-y ; sinon, demandez un autre lien à la personne qui s’occupe du serveur.",
		disabled:
			"Ce serveur ne laisse personne créer une organisation sans lien de création. Demandez-en un à la personne qui s’occupe du serveur.",
		storage:
			"Ce navigateur a refusé de conserver l’appareil : c’est peut-être une fenêtre privée, ou son stockage est plein. Autorisez le stockage pour ce site, puis réessayez.",
		notCreated: "Rien n’a été créé, et vos saisies sont conservées.",
		kept: "Vos saisies sont conservées.",
	},
	closed: {
		title: "La création nécessite un lien",
		text: "Sur ce serveur, une organisation se crée à partir d’un lien que donne la personne qui s’en occupe. Ouvrez ce lien, ou collez-le sur la page d’accueil.",
		home: "Aller à la page d’accueil",
	},
	noPassword: {
		title: "Pas dans un navigateur sur ce serveur",
		text: "Ce serveur n’accepte pas les appareils protégés par un mot de passe, et un navigateur n’a pas d’autre protection. Utilisez le programme de bureau.",
	},
	leave: {
		title: "Quitter la création ?",
		text: "Rien n’a encore été créé, et ce que vous avez saisi n’est pas conservé.",
		stay: "Rester ici",
		leave: "Quitter",
	},
};
