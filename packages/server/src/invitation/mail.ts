import type { EmailAddress, HumanHandle, InvitationType, OrganizationID } from "@parallax/protocol";
import { type Letter, writeLetter } from "../mail/letter.ts";
import type { Language, Mail } from "../mail/mailer.ts";

export interface InvitationMail {
	readonly type: InvitationType;
	readonly to: EmailAddress;
	/** Who invites. */
	readonly greeter: HumanHandle;
	readonly organization: OrganizationID;
	/** A web address, which mail programs make clickable. */
	readonly link: string;
}

/** The words of a letter; `button` is the label of its action. */
type Wording = Pick<Letter, "opening" | "steps" | "closing"> & { readonly button: string };

/** The e-mail that brings an invitation to its person (server.md §7.1). Nothing in it is secret but the link. */
export function invitationMail(mail: InvitationMail, language: Language): Mail {
	const greeter = oneLine(mail.greeter.label);
	const { button, ...words } = WORDINGS[language][mail.type](greeter, mail.organization);
	const isForOneself = mail.type === "DEVICE";
	return {
		to: mail.to,
		subject: isForOneself
			? `[Parsec] New device invitation to ${mail.organization}`
			: `[Parsec] ${greeter} invited you to ${mail.organization}`,
		...writeLetter({ language, ...words, action: { label: button, url: mail.link } }),
		...(!isForOneself && { replyTo: { email: mail.greeter.email, label: greeter } }),
	};
}

const WORDINGS: Readonly<
	Record<Language, Readonly<Record<InvitationType, (greeter: string, organization: OrganizationID) => Wording>>>
> = {
	en: {
		USER: (greeter, organization) => ({
			opening: `${greeter} invites you to join the organization ${organization}.`,
			steps: [
				`Agree with ${greeter} on a moment when both of you are connected, and on a way to talk: face to face, by telephone or by video.`,
				"Open the link below, or paste it in the application.",
				"Tell each other the codes that the application shows, to be sure that nobody stands between you.",
			],
			button: "Join the organization",
			closing: `This link is for you alone: do not forward it. If you do not know ${greeter}, ignore this e-mail.`,
		}),
		DEVICE: (_greeter, organization) => ({
			opening: `You asked to add a device to your account in the organization ${organization}.`,
			steps: [
				"Keep a device that you already use at hand, connected to the organization.",
				"Open the link below on the new device, or paste it in the application there.",
				"Compare the codes that the two devices show.",
			],
			button: "Add this device",
			closing:
				"This link is for you alone: do not forward it. If you asked for nothing, cancel the invitation in the application and tell an administrator.",
		}),
		SHAMIR_RECOVERY: (greeter, organization) => ({
			opening: `${greeter} helps you to recover your account in the organization ${organization}.`,
			steps: [
				"Agree with the people whom you trusted with your recovery on a moment to talk: face to face, by telephone or by video.",
				"Open the link below, or paste it in the application.",
				"With each of them, tell each other the codes that the application shows.",
			],
			button: "Recover my account",
			closing: `This link is for you alone: do not forward it. If you did not lose access to your account, ignore this e-mail and tell ${greeter}.`,
		}),
	},
	fr: {
		USER: (greeter, organization) => ({
			opening: `${greeter} vous invite à rejoindre l’organisation ${organization}.`,
			steps: [
				`Convenez avec ${greeter} d’un moment où vous serez tous deux connectés, et d’un moyen de vous parler : de vive voix, par téléphone ou en visioconférence.`,
				"Ouvrez le lien ci-dessous, ou collez-le dans l’application.",
				"Échangez les codes que l’application affiche, pour être sûrs que personne ne s’est glissé entre vous.",
			],
			button: "Rejoindre l’organisation",
			closing: `Ce lien n’est que pour vous : ne le transmettez pas. Si vous ne connaissez pas ${greeter}, ignorez ce message.`,
		}),
		DEVICE: (_greeter, organization) => ({
			opening: `Vous avez demandé à ajouter un appareil à votre compte dans l’organisation ${organization}.`,
			steps: [
				"Gardez à portée de main un appareil que vous utilisez déjà, connecté à l’organisation.",
				"Ouvrez le lien ci-dessous sur le nouvel appareil, ou collez-le dans son application.",
				"Comparez les codes que les deux appareils affichent.",
			],
			button: "Ajouter cet appareil",
			closing:
				"Ce lien n’est que pour vous : ne le transmettez pas. Si vous n’avez rien demandé, annulez l’invitation dans l’application et prévenez un administrateur.",
		}),
		SHAMIR_RECOVERY: (greeter, organization) => ({
			opening: `${greeter} vous aide à récupérer votre compte dans l’organisation ${organization}.`,
			steps: [
				"Convenez avec les personnes à qui vous avez confié votre récupération d’un moment pour vous parler : de vive voix, par téléphone ou en visioconférence.",
				"Ouvrez le lien ci-dessous, ou collez-le dans l’application.",
				"Avec chacune d’elles, échangez les codes que l’application affiche.",
			],
			button: "Récupérer mon compte",
			closing: `Ce lien n’est que pour vous : ne le transmettez pas. Si vous n’avez pas perdu l’accès à votre compte, ignorez ce message et prévenez ${greeter}.`,
		}),
	},
};

/** A name may hold line breaks, which no header of an e-mail can. */
function oneLine(text: string): string {
	return text.replaceAll(/[\p{Cc}\u2028\u2029]+/gu, " ");
}
