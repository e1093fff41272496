import { ConnectionError, type Session, type Timer } from "@parallax/client";
import {
	type AccessToken,
	DateTime,
	type EmailAddress,
	InvitationAddr,
	type InviteListItem,
	ServerAddr,
	type ServerEvent,
} from "@parallax/protocol";
import type { PendingInvitation } from "../core/api.ts";

/**
 * A guest who waits asks every second, and each time those who may greet are told (commands-authenticated-org.md §3.6). One
 * of whom nothing is heard for so long has gone, or lost the network.
 */
const SILENCE_MS = 3_500;

type UserInvitation = Extract<InviteListItem, { type: "USER" }>;

/** The invitations that a user may greet, and who of the guests waits right now. */
export class Invitations {
	readonly #session: Session;
	readonly #timer: Timer;
	readonly #onChange: () => void;
	/** As the server last gave it; `undefined` when something has happened since. */
	#list: Promise<readonly InviteListItem[]> | undefined;
	/** Who waits, each with what ends the watch over their silence. */
	readonly #waiting = new Map<AccessToken, AbortController>();

	constructor(session: Session, timer: Timer, onChange: () => void) {
		this.#session = session;
		this.#timer = timer;
		this.#onChange = onChange;
	}

	/** Those of new users that are neither used nor cancelled, oldest first; `null` when the server cannot be asked. */
	async pending(): Promise<readonly PendingInvitation[] | null> {
		try {
			const list = await this.#ask();
			return list
				.filter((each) => each.type === "USER")
				.filter(isPending)
				.map((each) => this.#shown(each));
		} catch (error) {
			if (error instanceof ConnectionError) return null;
			throw error;
		}
	}

	/** The address that an invitation was made for, whatever has become of it. @throws ConnectionError */
	async emailOf(token: AccessToken): Promise<EmailAddress | undefined> {
		const found = (await this.#ask()).find((each) => each.token === token);
		return found?.type === "USER" ? found.claimer_email : undefined;
	}

	/** Something happened that no event told of: an event may have been missed, or this device did it itself. */
	outdated(): void {
		this.#list = undefined;
		this.#onChange();
	}

	hear(event: ServerEvent): void {
		switch (event.event) {
			case "INVITATION":
				if (event.invitation_status !== "PENDING") this.#gone(event.token);
				this.outdated();
				break;
			case "GREETING_ATTEMPT_READY":
				this.#here(event.token);
				break;
			case "GREETING_ATTEMPT_JOINED":
			case "GREETING_ATTEMPT_CANCELLED":
				this.#gone(event.token);
				break;
			default:
		}
	}

	close(): void {
		for (const watch of this.#waiting.values()) watch.abort();
		this.#waiting.clear();
	}

	#ask(): Promise<readonly InviteListItem[]> {
		if (!this.#list) {
			const asking = this.#session.invitations();
			this.#list = asking;
			asking.catch(() => {
				if (this.#list === asking) this.#list = undefined;
			});
		}
		return this.#list;
	}

	#here(token: AccessToken): void {
		const before = this.#waiting.get(token);
		before?.abort();
		const watch = new AbortController();
		this.#waiting.set(token, watch);
		void this.#timer.sleep(SILENCE_MS, watch.signal).then(() => {
			if (!watch.signal.aborted) this.#gone(token);
		});
		if (!before) this.#onChange();
	}

	#gone(token: AccessToken): void {
		const watch = this.#waiting.get(token);
		if (!watch) return;
		watch.abort();
		this.#waiting.delete(token);
		this.#onChange();
	}

	#shown({ token, claimer_email, created_on, created_by }: UserInvitation): PendingInvitation {
		const { server_url, organization_id, user_id } = this.#session.device;
		const address = new InvitationAddr(ServerAddr.fromUrl(server_url), organization_id, "USER", token);
		return {
			token,
			email: claimer_email,
			createdOn: DateTime.toMilliseconds(created_on),
			createdBy:
				created_by.type === "USER"
					? { name: created_by.human_handle.label, me: created_by.user_id === user_id }
					: { name: created_by.service_label, me: false },
			link: address.toHttpRedirection(),
			guestWaiting: this.#waiting.has(token),
		};
	}
}

function isPending({ status }: InviteListItem): boolean {
	return status === "PENDING";
}
