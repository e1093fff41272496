import { MemoryCertificateStorage, type Network, Session } from "@parallax/client";
import {
	type AccessToken,
	authenticatedCommands,
	DateTime,
	EmailAddress,
	encodeReply,
	type InviteListItem,
	type LocalDevice,
} from "@parallax/protocol";
import { VirtualTime } from "../../../client/test/events/virtualTime.ts";
import { FakeServer } from "../../../client/test/session/fakeServer.ts";
import type { SessionChange, SessionSnapshot, SessionStatus } from "../../src/core/api.ts";
import { DeviceSession } from "../../src/worker/session.ts";

type Name = keyof typeof authenticatedCommands.commands;

/** A session of the worker, the server that it speaks to, and all that it told its page. */
export class Office {
	readonly server = new FakeServer();
	readonly time = new VirtualTime();
	readonly invitations: InviteListItem[] = [];
	readonly closed: string[] = [];
	readonly session: DeviceSession;
	readonly #told: SessionChange[] = [];
	readonly #waiting = new Set<() => void>();
	/** What the server answers to commands that it otherwise does not know here. */
	readonly answers: Partial<Record<Name, object>> = {
		list_frozen_users: { status: "ok", frozen_users: [] },
		organization_info: { status: "ok", total_block_bytes: 2_000_000n, total_metadata_bytes: 3_000n },
	};
	/** How often each command was asked. */
	readonly asked = new Map<Name, number>();

	constructor(device: LocalDevice = this.server.alice) {
		const storage = new MemoryCertificateStorage();
		const keeper = {
			changePassword: async () => ({ status: "ok" }) as const,
			closed: async (why: string) => void this.closed.push(why),
		};
		this.session = new DeviceSession(Session.open(this.#network(), device, storage), keeper, this.time);
	}

	async start(): Promise<this> {
		await this.session.watch((change) => {
			this.#told.push(change);
			for (const check of this.#waiting) check();
		});
		await this.session.start();
		return this;
	}

	get status(): SessionStatus | undefined {
		return this.#snapshot?.status;
	}

	/** Every status that was told, in order. */
	get statuses(): readonly SessionStatus["kind"][] {
		return this.#told.filter((change) => change.kind === "snapshot").map(({ snapshot }) => snapshot.status.kind);
	}

	/** The snapshot once it satisfies that. */
	snapshot(wanted: (snapshot: SessionSnapshot) => boolean): Promise<SessionSnapshot> {
		return this.#once(() => {
			const snapshot = this.#snapshot;
			return snapshot && wanted(snapshot) ? snapshot : undefined;
		});
	}

	until(kind: SessionStatus["kind"]): Promise<SessionSnapshot> {
		return this.snapshot(({ status }) => status.kind === kind);
	}

	/** Forgets what was told, and waits until the page is told of that. */
	async next(kind: SessionChange["kind"], happening: () => void | Promise<void>): Promise<void> {
		const before = this.#told.length;
		await happening();
		await this.#once(() => this.#told.slice(before).find((change) => change.kind === kind));
	}

	/** The connection ends, and time goes by until the client has tried another. */
	async streamEnds(): Promise<void> {
		await this.server.end();
		await this.time.advance(2_000);
	}

	invite(email: string, token: AccessToken): void {
		const { user_id, human_handle } = this.server.alice;
		this.invitations.push({
			type: "USER",
			token,
			created_on: DateTime.parse("2026-01-01T00:00:00Z"),
			created_by: { type: "USER", user_id, human_handle },
			status: "PENDING",
			claimer_email: EmailAddress.parse(email),
		});
	}

	get #snapshot(): SessionSnapshot | undefined {
		return this.#told.findLast((change) => change.kind === "snapshot")?.snapshot;
	}

	#once<T>(look: () => T | undefined): Promise<T> {
		return new Promise((resolve) => {
			const check = () => {
				const found = look();
				if (found === undefined) return;
				this.#waiting.delete(check);
				resolve(found);
			};
			this.#waiting.add(check);
			check();
		});
	}

	#network(): Network {
		const { network } = this.server;
		return { ...network, fetch: async (input, init) => this.#answer(init) ?? network.fetch(input, init) };
	}

	/** `undefined` for what the server itself answers, failures included. */
	#answer(init: RequestInit | undefined): Response | undefined {
		if (!(init?.body instanceof Uint8Array) || this.server.fate !== "ok") return undefined;
		let name: Name;
		try {
			name = authenticatedCommands.decodeRequest(init.body).command.name;
		} catch {
			return undefined;
		}
		this.asked.set(name, (this.asked.get(name) ?? 0) + 1);
		const reply = name === "invite_list" ? { status: "ok", invitations: this.invitations } : this.answers[name];
		if (!reply) return undefined;
		return new Response(encodeReply(authenticatedCommands.commands[name], reply as never) as Uint8Array<ArrayBuffer>);
	}
}
