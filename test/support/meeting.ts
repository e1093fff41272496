import {
	anonymousCaller,
	bootstrapOrganization,
	DeviceGuestGreeting,
	invitedCaller,
	MemoryCertificateStorage,
	type Network,
	type Pace,
	realPace,
	Session,
	UserGuestGreeting,
} from "@parallax/client";
import { systemNetwork } from "@parallax/client/node";
import {
	DeviceLabel,
	EmailAddress,
	HumanHandle,
	InvitationAddr,
	invitedCommands,
	type LocalDevice,
	OrganizationBootstrapAddr,
	OrganizationID,
	ServerAddr,
	type UserProfile,
} from "@parallax/protocol";
import {
	actAsGuest,
	actAsHost,
	type Guest,
	type GuestDetails,
	guestNamed,
	type Host,
	readAloud,
} from "./honestPeople.ts";

// What tests that need people in an organization share: real greetings, over the network, with people who answer at once.

/** Polls twenty times a second: people of tests do not wait. */
export const quickPace: Pace = { ...realPace, throttle: 50 };

export const network: Network = systemNetwork("test");

/** A new organization on a server that lets anybody make one; gives its first administrator at work. */
export async function newOrganization(server: string, name: string, net: Network = network): Promise<Session> {
	const address = new OrganizationBootstrapAddr(ServerAddr.parse(server), OrganizationID.parse(name), null);
	const caller = anonymousCaller(net, address.server, address.organizationId);
	const outcome = await bootstrapOrganization(address, caller, net.now(), {
		humanHandle: HumanHandle.parse("alice@example.com", "Alice"),
		deviceLabel: DeviceLabel.parse("desk"),
		sequesterAuthority: null,
	});
	if (outcome.status !== "ok") throw new Error(`The organization could not be made: ${outcome.status}`);
	const session = await logIn(outcome.device, net);
	await session.pollCertificates();
	return session;
}

/** A session that keeps its certificates in memory. */
export async function logIn(device: LocalDevice, net: Network = network): Promise<Session> {
	return Session.open(net, device, new MemoryCertificateStorage());
}

/** Invites, meets, compares codes, grants: the new user's device, as they would save it. */
export async function letIn(host: Session, email: string, name: string, profile: UserProfile): Promise<LocalDevice> {
	const address = EmailAddress.parse(email);
	const invitation = await host.inviteUser(address, false);
	if (invitation.status !== "ok") throw new Error(`The invitation was refused: ${invitation.status}`);
	const hosting = host.greetUser(invitation.token, address, { pace: quickPace });
	const guest = await guestOf(invitation.link);
	if (!(guest instanceof UserGuestGreeting)) throw new Error("Not an invitation for a user");
	return meet(hosting, guest, guestNamed(name, email), profile);
}

/** Adds a device to the host's own user. */
export async function addDevice(host: Session, label: string): Promise<LocalDevice> {
	const invitation = await host.inviteDevice(false);
	if (invitation.status !== "ok") throw new Error(`The invitation was refused: ${invitation.status}`);
	const hosting = host.greetDevice(invitation.token, { pace: quickPace });
	const guest = await guestOf(invitation.link);
	if (!(guest instanceof DeviceGuestGreeting)) throw new Error("Not an invitation for a device");
	return meet(hosting, guest, guestNamed("Nobody", "nobody@example.com", label));
}

/** The guest's side of whatever a link invites to, waiting for everybody who may greet. */
export async function guestOf(link: string, net: Network = network): Promise<Guest> {
	const { server, organizationId, token } = InvitationAddr.parse(link);
	const caller = invitedCaller(net, server, organizationId, token);
	const info = await caller.call(invitedCommands.commands.invite_info, {});
	if (info.status !== "ok") throw new Error("The invitation tells nothing");
	const invitedTo = { server, organizationId, caller };
	if (info.type === "DEVICE") return new DeviceGuestGreeting(invitedTo, [info.claimer_user_id], { pace: quickPace });
	if (info.type !== "USER") throw new Error("Neither a user nor a device is invited");
	const hosts = info.administrators.map(({ user_id }) => user_id);
	return new UserGuestGreeting(invitedTo, hosts, { pace: quickPace });
}

/** Two honest people on the telephone: each takes the code that the other reads. Gives the guest's device. */
export async function meet(
	host: Host,
	guest: Guest,
	details: GuestDetails,
	profile: UserProfile = "STANDARD",
): Promise<LocalDevice> {
	function act(): void {
		// Whoever acts may change what the other hears.
		const [hostReads, guestReads] = [readAloud(host), readAloud(guest)];
		actAsHost(host, guestReads, profile);
		actAsGuest(guest, hostReads, details);
	}
	for (const greeting of [host, guest]) greeting.subscribe(() => queueMicrotask(act));
	const [hosted, joined] = await Promise.all([host.run(), guest.run()]);
	if (joined.step !== "finished" || hosted.step !== "finished") {
		throw new Error("The greeting did not finish", { cause: { hosted, joined } });
	}
	return joined.device;
}
