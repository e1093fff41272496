import {
	AccessToken,
	DateTime,
	DecodeError,
	DeviceLabel,
	EmailAddress,
	HumanHandle,
	InvitationAddr,
	OrganizationBootstrapAddr,
	OrganizationID,
	ServerAddr,
	type UserProfile,
} from "@parallax/protocol";
import { UsageError } from "../failure.ts";
import { flag, optional, required } from "./command.ts";

// The sets of options that commands share, under the letters of cli.md §2.5.

/** C: where devices and their data are. */
export const directoryOptions = {
	configDir: optional("-c, --config-dir <DIR>", "Where the devices of this person are [env: PARSEC_CONFIG_DIR]"),
	dataDir: optional("--data-dir <DIR>", "Where the data of the devices are [env: PARSEC_DATA_DIR]"),
};

/** D and C: which device. */
export const deviceOptions = {
	...directoryOptions,
	device: optional("-d, --device <ID>", "The device to act as: the beginning of its id is enough", {
		variable: "PARSEC_DEVICE_ID",
		parse: (typed) => typed,
	}),
};

/** P */
export const passwordOption = {
	passwordStdin: flag("--password-stdin", "Read the password from the first line of standard input"),
};

/** D, C and P: a device that is unlocked. */
export const unlockOptions = { ...deviceOptions, ...passwordOption };

/** F */
export const forceOption = { force: flag("-f, --force", "Ask no question") };

/** A: the administration of a server. */
export const administrationOptions = {
	addr: required("-a, --addr <ADDR>", "The server: parsec3://HOST[:PORT][?no_ssl=true]", {
		variable: "PARSEC_SERVER_ADDR",
		parse: (typed) => ServerAddr.parseNative(typed),
	}),
	token: required("-t, --token <TOKEN>", "The administration token of the server", {
		variable: "PARSEC_ADMINISTRATION_TOKEN",
		parse: (typed) => typed,
	}),
};

/** O */
export const organizationOption = {
	organization: required("-o, --organization <ID>", "The name of the organization", {
		variable: "PARSEC_ORGANIZATION_ID",
		parse: organizationId,
	}),
};

/** N: how a new device is protected; both spellings of official programs are understood (cli.md §5). */
export const newDeviceOptions = {
	auth: optional("--auth <METHOD>", "How the new device is protected (default: password)", {
		choices: ["password", "keyring"],
		parse: (typed) => typed as "password" | "keyring",
	}),
	useKeyring: flag("--use-keyring", "Same as --auth keyring"),
};

// What is typed, in the words of the official command line when it is wrong.

export function organizationId(typed: string): OrganizationID {
	return inWords("Invalid OrganizationID", () => OrganizationID.parse(typed));
}

export function email(typed: string): EmailAddress {
	return inWords("Invalid email address", () => EmailAddress.parse(typed));
}

export function deviceLabel(typed: string): DeviceLabel {
	return inWords("Invalid DeviceLabel", () => DeviceLabel.parse(typed));
}

export function invitationToken(typed: string): AccessToken {
	try {
		return AccessToken.parse(typed);
	} catch (error) {
		if (!(error instanceof DecodeError)) throw error;
		throw new DecodeError("The token is not a valid hex string: it has 32 digits or letters from a to f");
	}
}

export function bootstrapAddress(typed: string): OrganizationBootstrapAddr {
	return inWords("Invalid address: it must be the link that bootstraps an organization", () =>
		OrganizationBootstrapAddr.parse(typed),
	);
}

export function invitationAddress(typed: string): InvitationAddr {
	return inWords("Invalid address: it must be the whole link of an invitation", () => InvitationAddr.parse(typed));
}

export const PROFILES = ["STANDARD", "ADMIN", "OUTSIDER"] as const satisfies readonly UserProfile[];

/** An instant: RFC 3339, as this program shows them. */
export function instant(typed: string): DateTime {
	return inWords("Invalid date: it must be like 2026-11-24T07:52:55Z", () => DateTime.parse(typed));
}

const FACTORS: Readonly<Record<string, number>> = { "": 1, k: 1e3, m: 1e6, g: 1e9, t: 1e12 };

/** A number of bytes: `1500`, `10k`, `1.5G`. */
export function byteCount(typed: string): bigint {
	const [, digits = "", unit = ""] = /^(\d{1,15}(?:\.\d{1,3})?)([kmgt]?)b?$/i.exec(typed) ?? [];
	const value = digits === "" ? Number.NaN : Number(digits) * (FACTORS[unit.toLowerCase()] ?? 1);
	if (!Number.isInteger(value))
		throw new DecodeError("Invalid size: it must be a number of bytes, such as 1500 or 10k");
	return BigInt(value);
}

/** In any case; `EXTERNAL` is what screens call `OUTSIDER`. */
export function profile(typed: string): UserProfile {
	const name = typed.toUpperCase() === "EXTERNAL" ? "OUTSIDER" : typed.toUpperCase();
	const found = PROFILES.find((each) => each === name);
	if (!found) throw new DecodeError(`Invalid profile: one of ${PROFILES.join(", ")}`);
	return found;
}

/** @throws UsageError when the name or the address breaks its rules. */
export function humanHandle(address: string, name: string): HumanHandle {
	try {
		return HumanHandle.parse(address, name);
	} catch (error) {
		if (!(error instanceof DecodeError)) throw error;
		throw new UsageError(`Cannot create human handle: ${error.message}`);
	}
}

function inWords<T>(words: string, parse: () => T): T {
	try {
		return parse();
	} catch (error) {
		if (!(error instanceof DecodeError)) throw error;
		throw new DecodeError(`${words} (${error.message})`);
	}
}
