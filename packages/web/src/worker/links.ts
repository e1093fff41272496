import {
	AsyncEnrollmentAddr,
	DecodeError,
	InvitationAddr,
	OrganizationAddr,
	OrganizationBootstrapAddr,
	PkiEnrollmentAddr,
	parseActionAddr,
	TotpResetAddr,
	WorkspacePathAddr,
} from "@parallax/protocol";
import type { Link } from "../core/api.ts";

type Address = ReturnType<typeof parseActionAddr> | OrganizationAddr;

/**
 * What a link is for that somebody pasted or opened: native, a web address that redirects to it, or the address of this
 * application that was redirected to (web-app.md §4.3).
 * @param origin of the server that serves this application: the only one that it may ask.
 */
export function readLink(text: string, origin: string): Link {
	const link = redirectedTo(text.trim());
	let address: Address;
	try {
		address = parse(link);
	} catch (error) {
		if (error instanceof DecodeError) return { kind: "invalid", problem: problemOf(link) };
		throw error;
	}
	const what = unsupported(address);
	if (what) return { kind: "unsupported", what };
	const { organizationId, server } = address;
	if (new URL(server.toUrl()).origin !== origin)
		return { kind: "elsewhere", server: server.host, address: address.toHttpRedirection() };
	if (address instanceof OrganizationBootstrapAddr) return { kind: "bootstrap", organizationId, server: server.host };
	const kind = address instanceof InvitationAddr && address.type === "DEVICE" ? "device-invitation" : "user-invitation";
	return { kind, organizationId, server: server.host };
}

/** The invitation of a link that `readLink` has accepted. @throws DecodeError */
export function invitationOf(link: string): InvitationAddr {
	return InvitationAddr.parse(redirectedTo(link.trim()));
}

/** @throws DecodeError */
export function bootstrapOf(link: string): OrganizationBootstrapAddr {
	return OrganizationBootstrapAddr.parse(redirectedTo(link.trim()));
}

/** Who copies the address of the page that a link has led to copies the link inside. */
function redirectedTo(text: string): string {
	return URL.parse(text)?.searchParams.get("webRedirectUrl") ?? text;
}

function parse(link: string): Address {
	return URL.parse(link)?.searchParams.has("a") ? parseActionAddr(link) : OrganizationAddr.parse(link);
}

function unsupported(address: Address): Extract<Link, { kind: "unsupported" }>["what"] | undefined {
	if (address instanceof OrganizationAddr) return "organization";
	if (address instanceof WorkspacePathAddr) return "workspace";
	if (address instanceof AsyncEnrollmentAddr || address instanceof PkiEnrollmentAddr) return "enrollment";
	if (address instanceof TotpResetAddr) return "totp-reset";
	return address instanceof InvitationAddr && address.type === "SHAMIR_RECOVERY" ? "shamir" : undefined;
}

const ACTIONS: ReadonlySet<string | null> = new Set([
	OrganizationBootstrapAddr.action,
	"claim_user",
	"claim_device",
	"claim_shamir_recovery",
	WorkspacePathAddr.action,
	AsyncEnrollmentAddr.action,
	PkiEnrollmentAddr.action,
	TotpResetAddr.action,
]);

/** What to say of a text that is no link: the first thing that is wrong with it. */
function problemOf(link: string): Extract<Link, { kind: "invalid" }>["problem"] {
	const url = URL.parse(link);
	const redirection = (url?.protocol === "https:" || url?.protocol === "http:") && url.pathname.startsWith("/redirect");
	if (!url || (url.protocol !== "parsec3:" && !redirection)) return "scheme";
	if (!ACTIONS.has(url.searchParams.get("a"))) return "action";
	return withoutProblem(url) ? "token" : "other";
}

/** Whether all is well but the payload, which is where tokens are. */
function withoutProblem(url: URL): boolean {
	const { pathname, host } = url;
	return host !== "" && pathname.length > 1;
}
