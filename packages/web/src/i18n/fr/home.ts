import type { Translated } from "../catalogue.ts";
import type { home as source } from "../en/home.ts";

export const home: Translated<typeof source> = {
	title: "Bienvenue",
	headline: "Des fichiers entre gens qui se connaissent",
	pitch:
		"Tout est chiffré sur votre appareil, pour les personnes que vous choisissez. On devient membre en se rencontrant, si bien que personne ne se glisse entre vous.",
	join: {
		title: "Rejoindre une organisation",
		label: "Lien d’invitation",
		placeholder: "https://… ou parsec3://…",
		hint: "Il se trouve dans l’e-mail que vous avez reçu.",
		paste: "Coller depuis le presse-papiers",
		pasteRefused: "Le navigateur n’a pas permis de lire le presse-papiers. Collez au clavier",
		button: "Rejoindre",
	},
	create: {
		title: "Créer une organisation",
		text: "Vous en devenez le premier administrateur.",
	},
	otherDevice: {
		title: "J’utilise déjà Parallax sur un autre appareil",
		first: "Sur cet appareil-là, ouvrez Mon profil, puis Appareils, et choisissez Ajouter un appareil.",
		second: "Copiez le lien qui s’affiche, et envoyez-le-vous.",
		third: "Collez-le dans le champ ci-dessus, et comparez les codes sur les deux écrans.",
		storage: "Ce navigateur doit être autorisé à conserver des données pour ce site.",
	},
	lostAccess: {
		title: "Accès perdu ?",
		device:
			"Un autre de vos appareils ouvre encore l’organisation : ajoutez ce navigateur depuis cet appareil, comme indiqué ci-dessus.",
		file: "Vous avez exporté le fichier d’un appareil et connaissez son mot de passe : importez ce fichier ici.",
		importFile: "Importer un fichier d’appareil",
		invitation:
			"Ni l’un ni l’autre : demandez à un administrateur de révoquer votre ancien utilisateur, puis de vous inviter de nouveau. Personne ne peut réinitialiser un mot de passe.",
	},
	list: {
		title: "Vos organisations",
		createOrJoin: "Créer ou rejoindre",
		create: "Créer une organisation",
		join: "Rejoindre avec un lien",
		import: "Importer un fichier d’appareil",
		search: "Chercher une organisation ou un utilisateur",
		noMatch: "Rien ne correspond à « {{query}} »",
		noMatchText: "La recherche porte sur le nom de l’organisation, sur le vôtre et sur votre e-mail.",
		sort: "Trier par",
		sortBy: { organization: "Organisation", user: "Utilisateur", lastLogin: "Dernière connexion" },
		loggedIn: "Connecté",
		never: "Jamais connecté",
		lastLogin: "Dernière connexion : {{date}}",
		elsewhere: "Ne s’ouvre pas dans un navigateur",
		menu: "Actions pour {{organization}}, {{name}}",
		export: "Exporter le fichier d’appareil",
		forget: "Oublier cet appareil",
	},
	storage: {
		title: "Ce navigateur ne conserve rien pour ce site",
		text: "Parallax garde vos appareils dans le stockage du navigateur, qui lui est refusé.",
		next: "Quittez la navigation privée, ou autorisez ce site à conserver des données, puis réessayez.",
	},
	forget: {
		title: "Oublier cet appareil ?",
		who: "{{organization}}, {{name}}, {{email}}",
		file: "Le fichier d’appareil chiffré est retiré de ce navigateur, avec tout ce qui était conservé pour lui.",
		back: "Sans autre appareil ni fichier exporté, seule une nouvelle invitation vous permettra de revenir.",
		rest: "L’organisation et vos autres appareils ne sont pas touchés.",
		confirm: "Oublier cet appareil",
		keep: "Garder cet appareil",
		done: "Ce navigateur a oublié l’appareil de {{organization}}",
		failed: "L’appareil n’a pas pu être retiré. Réessayez.",
		inUse:
			"{{organization}} est ouverte dans un autre onglet ou une autre fenêtre de ce navigateur. Déconnectez-vous-y, puis réessayez.",
	},
	exported: {
		done: "Le fichier d’appareil est enregistré. Son mot de passe l’ouvre toujours : gardez-le là où vous seul allez.",
		gone: "Cet appareil n’est plus dans ce navigateur",
	},
	imported: {
		ok: "L’appareil est là. Connectez-vous avec son propre mot de passe.",
		invalid: "Ce fichier n’est pas un fichier d’appareil, ou il est abîmé.",
		"already-here": "Cet appareil est déjà dans ce navigateur.",
		elsewhere: "Cet appareil est celui du serveur {{server}}, et ne s’ouvre que là-bas. Rien n’a été importé.",
		"storage-refused":
			"Ce navigateur a refusé de conserver l’appareil. Autorisez le stockage pour ce site, puis réessayez.",
	},
	link: {
		scheme: "Un lien commence par https:// ou parsec3://, ce qui n’est pas le cas de ce texte.",
		action:
			"C’est un lien de Parallax, mais il ne dit pas à quoi il sert. Il est peut-être coupé : copiez-le en entier.",
		token: "La fin de ce lien manque ou est abîmée. Copiez-le en entier.",
		other: "Ce lien est illisible. Il est peut-être coupé : copiez-le en entier.",
		elsewhere: "Ce lien est pour un autre serveur, {{server}}. C’est là qu’il s’ouvre.",
		openElsewhere: "Ouvrir {{server}}",
		shamir:
			"Ce lien sert à retrouver un accès avec des personnes de confiance, ce que cette version ne fait pas dans un navigateur.",
		workspace: "Ce lien mène à des fichiers, que cette version n’ouvre pas encore dans un navigateur.",
		enrollment:
			"Ce lien sert à demander à entrer, ce que cette version ne fait pas dans un navigateur. Demandez une invitation.",
		"totp-reset": "Ce lien concerne un second facteur, que cette version n’utilise pas.",
		organization:
			"C’est l’adresse d’une organisation, et non une invitation. Demandez à un administrateur de vous inviter.",
	},
	redirect: {
		title: "Ouverture d’un lien",
		badTitle: "Ce lien ne mène nulle part",
		otherTitle: "Ce lien sert à autre chose",
		elsewhereTitle: "Ce lien est pour un autre serveur",
		home: "Aller à la page d’accueil",
		program: "Ouvrir dans un autre programme",
	},
};
