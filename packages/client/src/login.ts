import type { LocalDevice } from "@parallax/protocol";
import type { Unlocked } from "./device/deviceFile.ts";
import { Session } from "./session.ts";
import { type SessionStatus, statusOf } from "./sessionStatus.ts";
import type { CertificateStorage } from "./storage/certificateStorage.ts";
import type { WorkspaceStorage } from "./storage/workspaceStorage.ts";
import { realTimer, type Timer } from "./timer.ts";
import type { Network } from "./transport/index.ts";

export interface LoginOptions {
	/**
	 * How long the server may take, in milliseconds, before a device that knows certificates already is opened without waiting
	 * any longer; one that knows none waits for its answer.
	 */
	readonly patience?: number;
	readonly timer?: Timer;
	/** What keeps the workspaces of the device; see `Session.open`. */
	readonly openWorkspaces?: (device: LocalDevice) => Promise<WorkspaceStorage>;
}

/** Whatever a login may come to: a screen shows each, none is thrown. */
export type LoginOutcome =
	/** Wrong password, damaged file, another protection than a password. */
	| Exclude<Unlocked, { readonly status: "ok" }>
	/** `session.status` tells how the server is met; when it is not online, what is known is that of the last time. */
	| { readonly status: "opened"; readonly session: Session }
	/** There is no session: this user is revoked, or nothing is known yet and `why` prevents knowing. */
	| { readonly status: "refused"; readonly why: SessionStatus };

/**
 * From an unlocked device file to a session with its certificates. Whoever gets a session closes it.
 * @param openStorage what keeps the certificates of a device; what it throws is an outcome too.
 */
export async function logIn(
	network: Network,
	unlocked: Unlocked,
	openStorage: (device: LocalDevice) => Promise<CertificateStorage>,
	{ patience = 3_000, timer = realTimer, openWorkspaces }: LoginOptions = {},
): Promise<LoginOutcome> {
	if (unlocked.status !== "ok") return unlocked;
	let storage: CertificateStorage | undefined;
	let workspaces: WorkspaceStorage | undefined;
	try {
		storage = await openStorage(unlocked.device);
		workspaces = await openWorkspaces?.(unlocked.device);
	} catch (error) {
		await storage?.close();
		return { status: "refused", why: statusOf(error, network.now()) };
	}
	const session = Session.open(network, unlocked.device, storage, workspaces);
	// A storage that cannot be read makes the connection fail too, which tells why.
	const known = await session.certificates.view().then(
		({ empty }) => !empty,
		() => false,
	);
	const answered = session.connect();
	if (known) await sooner(answered, patience, timer);
	else await answered;
	const why = session.status;
	const useful = known || why.kind === "online" || why.kind === "must-accept-tos";
	if (useful && why.kind !== "revoked") return { status: "opened", session };
	await session.close();
	return { status: "refused", why };
}

async function sooner(answered: Promise<unknown>, patience: number, timer: Timer): Promise<void> {
	const over = new AbortController();
	await Promise.race([answered, timer.sleep(patience, over.signal)]);
	over.abort();
}
