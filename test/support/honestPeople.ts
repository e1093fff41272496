import {
	DeviceGuestGreeting,
	type DeviceHostGreeting,
	type UserGuestGreeting,
	UserHostGreeting,
} from "@parallax/client";
import type { SASCode } from "@parallax/crypto";
import { DeviceLabel, EmailAddress, HumanHandle, type UserProfile } from "@parallax/protocol";

// What honest people do about what their screens show, whatever carries the greeting: a server, a model, a cut network.

export type Host = UserHostGreeting | DeviceHostGreeting;
export type Guest = UserGuestGreeting | DeviceGuestGreeting;

/** Who a guest says they are; a device that is added to somebody has a label alone. */
export interface GuestDetails {
	readonly deviceLabel: DeviceLabel;
	readonly humanHandle: HumanHandle;
}

/** @throws DecodeError when these are no names. */
export function guestNamed(name: string, email: string, deviceLabel = "laptop"): GuestDetails {
	return {
		humanHandle: HumanHandle.parse(EmailAddress.parse(email), name),
		deviceLabel: DeviceLabel.parse(deviceLabel),
	};
}

/** The code that a person reads aloud now. */
export function readAloud(person: Host | Guest | undefined): SASCode | undefined {
	return person?.state.step === "code-to-read" ? person.state.code : undefined;
}

/** Looks for the code that they hear among those shown, and grants what the guest asks for. */
export function actAsHost(host: Host, heard: SASCode | undefined, profile: UserProfile = "STANDARD"): void {
	compare(host, heard);
	if (host instanceof UserHostGreeting) {
		if (host.state.step !== "details-to-confirm") return;
		const { deviceLabel, humanHandle } = host.state.requested;
		host.confirm({ deviceLabel, humanHandle, profile });
	} else if (host.state.step === "details-to-confirm") host.confirm(host.state.requested);
}

/** Looks for the code that they hear among those shown, and tells who they are. */
export function actAsGuest(guest: Guest, heard: SASCode | undefined, details: GuestDetails): void {
	compare(guest, heard);
	if (guest.state.step !== "details-to-give") return;
	if (guest instanceof DeviceGuestGreeting) guest.give({ deviceLabel: details.deviceLabel });
	else guest.give(details);
}

function compare(person: Host | Guest, heard: SASCode | undefined): void {
	if (person.state.step !== "code-to-choose" || heard === undefined) return;
	person.choose(person.state.choices.find((code) => code === heard) ?? null);
}
