import {
	ConnectionError,
	DeviceGuestGreeting,
	type GreetingEnd,
	type GuestState,
	type InvitedTo,
	UserGuestGreeting,
} from "@parallax/client";
import { DeviceLabel, HumanHandle, type LocalDevice, type UserID } from "@parallax/protocol";
import type { GuestGreeting, GuestView, Interruption, PossibleHost } from "../../core/api.ts";
import { askInvitation, type Invitation, invitedEmail, possibleHosts } from "./invitation.ts";
import { afterFailure, GreetingScreen, type Next, type StepOf, screenPace } from "./screen.ts";

type Client = UserGuestGreeting | DeviceGuestGreeting;
type Step = StepOf<GuestView>;

/** Protects the device of the guest, and keeps it in this browser. */
export type SaveDevice = (device: LocalDevice, password: string) => Promise<void>;

/** The guest's side, of a user invitation as of a device invitation: the server tells which it is. */
export class GuestScreen extends GreetingScreen<Client, Step> implements GuestGreeting {
	readonly #invitedTo: InvitedTo;
	readonly #saveDevice: SaveDevice;
	#hosts: readonly PossibleHost[] = [];
	#email = "";
	/** The host who left last. */
	#gone: UserID | undefined;
	#device: LocalDevice | undefined;

	constructor(invitedTo: InvitedTo, saveDevice: SaveDevice, pace = screenPace) {
		super({ step: "meet", hosts: [], ready: null, interruption: null }, pace);
		this.#invitedTo = { ...invitedTo, caller: this.reach.through(invitedTo.caller) };
		this.#saveDevice = saveDevice;
	}

	/** @throws DecodeError when the name is none: the screen tells so while it is typed. */
	async give({ name, deviceLabel: label }: Parameters<GuestGreeting["give"]>[0]): Promise<void> {
		const { client } = this;
		if (client?.state.step !== "details-to-give" || this.step.step !== "details") return;
		const deviceLabel = DeviceLabel.parse(label);
		if (client instanceof DeviceGuestGreeting) client.give({ deviceLabel });
		else client.give({ deviceLabel, humanHandle: HumanHandle.parse(this.#email, name) });
	}

	async save(password: string): Promise<void> {
		const device = this.#device;
		if (!device || this.step.step !== "password" || this.step.busy) return;
		this.show({ ...passwordFor(device), busy: true });
		try {
			await this.#saveDevice(device, password);
		} catch {
			// The person may make room, or allow storage, and try again: the device exists nowhere else.
			return this.show({ ...passwordFor(device), failed: true });
		}
		this.#device = undefined;
		this.stop({ step: "done", deviceId: device.device_id, name: device.human_handle.label });
	}

	override async leave(): Promise<void> {
		this.#device = undefined;
		await super.leave();
	}

	/** Asks again each time who may greet: somebody else may by now. */
	protected override async open(): Promise<{ readonly client: Client } | Next<Step>> {
		let invitation: Invitation | undefined;
		try {
			invitation = await this.askPatiently(() => askInvitation(this.#invitedTo.caller));
		} catch (error) {
			return afterNoInvitation(error);
		}
		if (!invitation) return { show: { step: "gone", how: "not-found" } };
		this.#hosts = possibleHosts(invitation);
		this.#email = invitedEmail(invitation);
		this.redrawMeeting();
		const Greeting = invitation.type === "USER" ? UserGuestGreeting : DeviceGuestGreeting;
		const ids = this.#hosts.map(({ id }) => id);
		return { client: new Greeting(this.#invitedTo, ids, { pace: this.pace }) };
	}

	protected override meet(ready: boolean, interruption: Interruption | null): Step {
		const host = ready ? this.#hosts.find(({ id }) => id === this.client?.host) : undefined;
		if (host?.id === this.#gone) this.#gone = undefined;
		const hosts = this.#hosts.map((each) => ({ ...each, left: each.id === this.#gone }));
		return { step: "meet", hosts, ready: host ?? null, interruption };
	}

	protected override isReady({ state }: Client): boolean {
		return state.step === "code-to-choose";
	}

	protected override draw(client: Client): Step | undefined {
		const state: GuestState = client.state;
		switch (state.step) {
			case "code-to-read":
				return { step: "own-code", code: state.code };
			case "details-to-give":
				return { step: "details", email: this.#email };
			case "waiting-for-confirmation":
				return { step: "waiting-confirmation" };
			default:
				return undefined;
		}
	}

	protected override finish({ state }: Client): Step {
		if (state.step !== "finished") throw new Error("A greeting that goes on has no result");
		this.#device = state.device;
		return passwordFor(state.device);
	}

	protected override peerName(client: Client): string | null {
		return this.#hosts.find(({ id }) => id === this.#hostOf(client))?.name ?? null;
	}

	protected override after(end: GreetingEnd, client: Client): Next<Step> {
		// A host who was there and may no longer greet: there may be others.
		const next: Next<Step> =
			end.kind === "host-not-allowed" && client.host !== undefined
				? { again: { why: "peer-left", by: this.peerName(client) } }
				: super.after(end, client);
		if ("again" in next && next.again.why === "peer-left") this.#gone = this.#hostOf(client);
		return next;
	}

	/** The host of an attempt. Before the codes are there only a single host can be told from the others. */
	#hostOf(client: Client): UserID | undefined {
		return client.host ?? (this.#hosts.length === 1 ? this.#hosts[0]?.id : undefined);
	}
}

function passwordFor({ human_handle, initial_profile }: LocalDevice): Extract<Step, { step: "password" }> {
	return { step: "password", name: human_handle.label, profile: initial_profile, busy: false, failed: false };
}

function afterNoInvitation(error: unknown): Next<Step> {
	if (error instanceof ConnectionError) {
		if (error.kind === "invitation_gone") return { show: { step: "gone", how: "unknown" } };
		if (error.kind === "invitation_not_found" || error.kind === "organization_not_found")
			return { show: { step: "gone", how: "not-found" } };
	}
	return afterFailure(error instanceof Error ? error : new Error(String(error)));
}
