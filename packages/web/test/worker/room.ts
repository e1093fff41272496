import assert from "node:assert/strict";
import type { AuthenticatedCaller, InvitedCaller, Pace, PreparedRequest } from "@parallax/client";
import { realTimer } from "@parallax/client";
import { newAccessToken } from "@parallax/crypto";
import {
	authenticatedCommands,
	type Command,
	DateTime,
	EmailAddress,
	encodeRequest,
	HumanHandle,
	type InviteInfo,
	invitedCommands,
	type LocalDevice,
	type RequestOf,
} from "@parallax/protocol";
import { ModelServer } from "../../../../test/greeting/model.ts";
import { ORGANIZATION, registrar, SERVER, someDevice } from "../../../../test/greeting/people.ts";
import type { Farewell, GuestView, HostView } from "../../src/core/api.ts";
import { GuestScreen, type SaveDevice } from "../../src/worker/greeting/guest.ts";
import { DeviceHostScreen, UserHostScreen } from "../../src/worker/greeting/host.ts";

export const INVITED = EmailAddress.parse("bob@parsec.invalid");

/** As fast as the model answers. */
const pace: Pace = { ...realTimer, throttle: 2, offlinePatience: Number.POSITIVE_INFINITY };

type Screen = UserHostScreen | DeviceHostScreen | GuestScreen;
type ViewOf<S> = S extends GuestScreen ? GuestView : HostView;
type At<S, Step> = Extract<ViewOf<S>, { step: Step }>;

/** A host and a guest, each in front of a screen, and one invitation on a server between them. */
export class Room {
	readonly server = new ModelServer();
	readonly token = newAccessToken();
	readonly alice: LocalDevice = someDevice();
	/** Another administrator. */
	readonly dave: LocalDevice = { ...someDevice(), human_handle: HumanHandle.parse("dave@parsec.invalid", "Dave") };
	readonly saved: { readonly device: LocalDevice; readonly password: string }[] = [];
	readonly #open: Screen[] = [];
	/** What the server answers to whoever asks to register somebody; `undefined`: as it should. */
	refusal: string | undefined;
	saveDevice: SaveDevice = async (device, password) => {
		this.saved.push({ device, password });
	};

	host(device = this.alice, timer: Partial<Pace> = {}): UserHostScreen {
		return this.#enter(
			new UserHostScreen(this.#registrar(device), this.token, async () => INVITED, { ...pace, ...timer }),
		);
	}

	deviceHost(): DeviceHostScreen {
		return this.#enter(new DeviceHostScreen(this.#registrar(this.alice), this.token, "ADMIN", pace));
	}

	/** @param hosts who may greet; the first invited. */
	guest(hosts: readonly LocalDevice[] = [this.alice]): GuestScreen {
		return this.#answer(userInvitation(hosts));
	}

	#answer(info: InviteInfo): GuestScreen {
		const invitedTo = { server: SERVER, organizationId: ORGANIZATION, caller: this.#claimerCaller(info) };
		return this.#enter(new GuestScreen(invitedTo, (device, password) => this.saveDevice(device, password), pace));
	}

	deviceGuest(): GuestScreen {
		const { user_id: claimer_user_id, human_handle: claimer_human_handle } = this.alice;
		const created_by = { type: "USER", user_id: claimer_user_id, human_handle: claimer_human_handle } as const;
		return this.#answer({ type: "DEVICE", claimer_user_id, claimer_human_handle, created_by });
	}

	/** What a page does with a farewell when it is closed. */
	async send(farewell: Farewell | null): Promise<void> {
		assert.ok(farewell, "a page that is closed now would leave without a word");
		const [host, guest] = [this.server.greeterCaller(this.alice.user_id), this.server.claimerCaller()];
		if (isHosts(farewell)) {
			const { invite_greeter_cancel_greeting_attempt: command } = authenticatedCommands.commands;
			const call = authenticatedCommands.decodeRequest(farewell.body);
			assert.equal(call.command, command);
			await host.call(command, call.request as RequestOf<typeof command>);
		} else {
			const { invite_claimer_cancel_greeting_attempt: command } = invitedCommands.commands;
			const call = invitedCommands.decodeRequest(farewell.body);
			assert.equal(call.command, command);
			await guest.call(command, call.request as RequestOf<typeof command>);
		}
	}

	/** A host joins the attempt in which the guest waits, and gives up before anything is said. */
	async comeAndGo({ user_id }: LocalDevice): Promise<void> {
		const caller = this.server.greeterCaller(user_id);
		const { invite_greeter_start_greeting_attempt: start, invite_greeter_cancel_greeting_attempt: cancel } =
			authenticatedCommands.commands;
		const guestWaits = () =>
			this.server.active.find(({ greeter, joined }) => greeter === user_id && joined.has("CLAIMER"));
		while (!guestWaits()) await new Promise((resolve) => setImmediate(resolve));
		const reply = await caller.call(start, { token: this.token });
		assert.ok(reply.status === "ok");
		await caller.call(cancel, { greeting_attempt: reply.greeting_attempt, reason: "MANUALLY_CANCELLED" });
	}

	/** The server ends the attempt under way, in the name of the two. */
	interrupt(): void {
		for (const attempt of this.server.active)
			attempt.cancelled = { origin: "GREETER", reason: "MANUALLY_CANCELLED", timestamp: DateTime.EPOCH };
	}

	/** Everybody goes home. */
	async close(): Promise<void> {
		this.server.transit = async () => "none";
		await Promise.all(this.#open.map((screen) => screen.leave()));
	}

	#enter<S extends Screen>(screen: S): S {
		this.#open.push(screen);
		screen.start();
		return screen;
	}

	#registrar(device: LocalDevice) {
		const honest = registrar(device, this.server);
		const caller: AuthenticatedCaller = {
			prepare: preparer("authenticated"),
			call: (command, request, signal) =>
				this.refusal !== undefined && (command as Command).name === "user_create"
					? Promise.resolve({ status: this.refusal } as never)
					: honest.caller.call(command, request, signal),
		};
		return { ...honest, caller };
	}

	#claimerCaller(info: InviteInfo): InvitedCaller {
		const honest = this.server.claimerCaller();
		return {
			prepare: preparer("invited"),
			call: async (command, request, signal) =>
				(command as Command).name === "invite_info"
					? ({ status: "ok", ...info } as never)
					: honest.call(command, request, signal),
		};
	}
}

function userInvitation(hosts: readonly LocalDevice[]): InviteInfo {
	const [author] = hosts;
	assert.ok(author);
	return {
		type: "USER",
		claimer_email: INVITED,
		created_by: { type: "USER", user_id: author.user_id, human_handle: author.human_handle },
		administrators: hosts.map(({ user_id, human_handle }) => ({
			user_id,
			human_handle,
			online_status: "UNKNOWN",
			last_greeting_attempt_joined_on: null,
		})),
	};
}

function isHosts({ url }: Farewell): boolean {
	return url.endsWith("/authenticated");
}

/** What would be sent over HTTP: here the command tells by itself what it is. */
function preparer(route: "authenticated" | "invited") {
	return <C extends Command>(command: C, request: RequestOf<C>): PreparedRequest => ({
		url: `https://parsec.invalid/${route}`,
		method: "POST",
		headers: { Authorization: "Bearer proof" },
		body: encodeRequest(command, request) as Uint8Array<ArrayBuffer>,
	});
}

/** The view of a screen once it shows `step`, and what else is asked of it. */
export function showing<S extends Screen, Step extends ViewOf<S>["step"]>(
	screen: S,
	step: Step,
	which: (view: At<S, Step>) => boolean = () => true,
): Promise<At<S, Step>> {
	return new Promise((resolve) => {
		void screen.watch((view) => {
			const seen = view as ViewOf<S>;
			if (seen.step === step && which(seen as At<S, Step>)) resolve(seen as At<S, Step>);
		});
	});
}

/** Both begin, as soon as both are there. */
export async function bothBegin(host: UserHostScreen | DeviceHostScreen, guest: GuestScreen): Promise<void> {
	await Promise.all([
		showing(host, "meet", ({ ready }) => ready),
		showing(guest, "meet", ({ ready }) => ready !== null),
	]);
	await Promise.all([host.begin(), guest.begin()]);
}

/** Each reads their code, which the other recognizes. */
export async function exchangeCodes(host: UserHostScreen | DeviceHostScreen, guest: GuestScreen): Promise<void> {
	await bothBegin(host, guest);
	await guest.choose((await showing(host, "own-code")).code);
	const { code } = await showing(guest, "own-code");
	await showing(host, "peer-code", ({ choices }) => choices.includes(code));
	await host.choose(code);
}
