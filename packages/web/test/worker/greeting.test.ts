import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { realTimer } from "@parallax/client";
import { authenticatedCommands, invitedCommands } from "@parallax/protocol";
import type { GuestScreen } from "../../src/worker/greeting/guest.ts";
import type { UserHostScreen } from "../../src/worker/greeting/host.ts";
import { bothBegin, exchangeCodes, INVITED, Room, showing } from "./room.ts";

function room(t: TestContext): Room {
	const room = new Room();
	t.after(() => room.close());
	return room;
}

function both(t: TestContext) {
	const here = room(t);
	return { here, host: here.host(), guest: here.guest() };
}

test("a greeting from the first screen to the last, on both sides", async (t) => {
	const { host, guest, here } = both(t);
	assert.equal(host.view.step, "meet");
	await bothBegin(host, guest);

	const hostCode = await showing(host, "own-code");
	const shown = await showing(guest, "peer-code");
	assert.equal(shown.choices.length, 4);
	assert.ok(shown.choices.includes(hostCode.code));
	await guest.choose(hostCode.code);

	const guestCode = await showing(guest, "own-code");
	await showing(host, "peer-code");
	await host.choose(guestCode.code);

	assert.equal((await showing(guest, "details")).email, INVITED);
	await showing(host, "waiting-details");
	await guest.give({ name: "Bob", deviceLabel: "Web" });
	await showing(guest, "waiting-confirmation");

	const details = await showing(host, "details");
	assert.partialDeepStrictEqual(details, { name: "Bob", email: INVITED, deviceLabel: "Web", invitedEmail: null });
	await host.approve({ name: "Robert", email: INVITED, profile: "STANDARD" });

	assert.partialDeepStrictEqual(await showing(guest, "password"), { name: "Robert", profile: "STANDARD" });
	const done = await showing(host, "done");
	assert.partialDeepStrictEqual(done, { name: "Robert", email: INVITED, profile: "STANDARD", farewell: null });

	await guest.save("correct horse battery staple");
	const [kept] = here.saved;
	assert.equal(kept?.device.user_id, done.userId);
	assert.equal(kept?.password, "correct horse battery staple");
	assert.equal((await showing(guest, "done")).deviceId, kept?.device.device_id);
});

test("nobody sees a code before pressing the button, whatever the other does", async (t) => {
	const { host, guest } = both(t);
	await showing(host, "meet", ({ ready }) => ready);
	await showing(guest, "meet", ({ ready }) => ready?.name === "Host");
	await guest.begin();
	await showing(guest, "peer-code");
	assert.equal(host.view.step, "meet");
	await host.choose("AAAA");
	assert.equal(host.view.step, "meet", "what is not on the screen cannot be pressed");
});

/** How far a greeting has gone when something happens to it. */
const MOMENTS = {
	"when both are there": async (host: UserHostScreen, guest: GuestScreen) => {
		await Promise.all([
			showing(host, "meet", ({ ready }) => ready),
			showing(guest, "meet", ({ ready }) => ready !== null),
		]);
	},
	"at the first code": async (host: UserHostScreen, guest: GuestScreen) => {
		await bothBegin(host, guest);
		await Promise.all([showing(host, "own-code"), showing(guest, "peer-code")]);
	},
	"at the second code": async (host: UserHostScreen, guest: GuestScreen) => {
		await bothBegin(host, guest);
		await guest.choose((await showing(host, "own-code")).code);
		await Promise.all([showing(host, "peer-code"), showing(guest, "own-code")]);
	},
	"while the guest types": async (host: UserHostScreen, guest: GuestScreen) => {
		await exchangeCodes(host, guest);
		await Promise.all([showing(host, "waiting-details"), showing(guest, "details")]);
	},
	"while the host looks at the details": async (host: UserHostScreen, guest: GuestScreen) => {
		await exchangeCodes(host, guest);
		await showing(guest, "details");
		await guest.give({ name: "Bob", deviceLabel: "Web" });
		await Promise.all([showing(host, "details"), showing(guest, "waiting-confirmation")]);
	},
};

for (const [moment, reach] of Object.entries(MOMENTS)) {
	const named = moment.includes("details") ? "Bob" : INVITED;

	test(`the guest leaves ${moment}: the host is told, and another guest is greeted without a reload`, async (t) => {
		const { here, host, guest } = both(t);
		await reach(host, guest);
		await guest.leave();
		assert.partialDeepStrictEqual(guest.view, { step: "ended", why: "left", farewell: null });
		const { interruption } = await showing(host, "meet", ({ ready }) => !ready);
		assert.deepEqual(interruption, { why: "peer-left", by: named });
		await exchangeCodes(host, here.guest());
	});

	test(`the guest's page is closed ${moment}: its farewell is all that the host needs`, async (t) => {
		const { here, host, guest } = both(t);
		await reach(host, guest);
		await here.send(guest.view.farewell);
		const { interruption } = await showing(host, "meet", ({ ready }) => !ready);
		assert.deepEqual(interruption, { why: "peer-left", by: named });
	});

	test(`the guest reloads ${moment}: the host follows to new codes, and the old page does not take them back`, async (t) => {
		const { here, host, guest } = both(t);
		await reach(host, guest);
		const again = here.guest();
		const { interruption } = await showing(host, "meet", (view) => view.interruption !== null);
		assert.deepEqual(interruption, { why: "peer-restarted", by: named });
		assert.equal((await showing(guest, "ended")).why, "elsewhere");
		await exchangeCodes(host, again);
	});

	test(`the host leaves ${moment}: the guest is told who, and waits for whoever comes`, async (t) => {
		const { here, host, guest } = both(t);
		await reach(host, guest);
		await host.leave();
		const { interruption, hosts } = await showing(guest, "meet", ({ ready }) => ready === null);
		assert.deepEqual(interruption, { why: "peer-left", by: "Host" });
		assert.deepEqual(
			hosts.map(({ name, left, invitedYou }) => ({ name, left, invitedYou })),
			[{ name: "Host", left: true, invitedYou: true }],
		);
		const other = here.host();
		const back = await showing(guest, "meet", ({ ready }) => ready !== null);
		assert.deepEqual(
			back.hosts.map(({ left }) => left),
			[false],
		);
		await exchangeCodes(other, guest);
	});

	test(`the host's page is closed ${moment}: its farewell is all that the guest needs`, async (t) => {
		const { here, host, guest } = both(t);
		await reach(host, guest);
		await here.send(host.view.farewell);
		const { interruption } = await showing(guest, "meet", ({ ready }) => ready === null);
		assert.deepEqual(interruption, { why: "peer-left", by: "Host" });
	});

	test(`the network is lost ${moment}: each side that lost it says so, and goes on when it is back`, async (t) => {
		const { here, host, guest } = both(t);
		await reach(host, guest);
		const { step } = host.view;
		here.server.transit = async () => "request-lost";
		await Promise.all([
			showing(host, step, ({ online }) => !online),
			showing(guest, guest.view.step, ({ online }) => !online),
		]);
		here.server.transit = async () => "none";
		await Promise.all([
			showing(host, step, ({ online }) => online),
			showing(guest, guest.view.step, ({ online }) => online),
		]);
		assert.equal(host.view.step, step);
	});

	test(`the invitation is cancelled ${moment}: both are told, and nothing can be pressed`, async (t) => {
		const { here, host, guest } = both(t);
		await reach(host, guest);
		here.server.status = "CANCELLED";
		assert.equal((await showing(host, "gone")).how, "cancelled");
		// A guest is not told more than that it is closed (commands-invited.md §1).
		assert.equal((await showing(guest, "gone")).how, "unknown");
		assert.equal(host.view.farewell, null);
	});
}

test("the browser says that the network is lost: so does the screen, until the server answers again", async (t) => {
	const { host } = both(t);
	await showing(host, "meet", ({ ready }) => ready);
	const lost = showing(host, "meet", ({ online }) => !online);
	host.lostNetwork();
	await lost;
	await showing(host, "meet", ({ online }) => online);
});

test("a farewell is the request that cancels the attempt, with a proof of who sends it", async (t) => {
	const { here, host, guest } = both(t);
	const { farewell: none } = host.view;
	assert.equal(none, null, "there is nobody to say goodbye to");
	await MOMENTS["when both are there"](host, guest);
	const [{ farewell: hosts }, { farewell: guests }] = [host.view, guest.view];
	assert.ok(hosts && guests);
	const [attempt] = here.server.active;
	const request = { greeting_attempt: attempt?.id, reason: "MANUALLY_CANCELLED" };
	assert.deepEqual(authenticatedCommands.decodeRequest(hosts.body), {
		command: authenticatedCommands.commands.invite_greeter_cancel_greeting_attempt,
		request,
	});
	assert.deepEqual(invitedCommands.decodeRequest(guests.body), {
		command: invitedCommands.commands.invite_claimer_cancel_greeting_attempt,
		request,
	});
	assert.equal(hosts.headers["Authorization"], "Bearer proof");
});

test("a farewell is prepared again every minute, since its proof grows old", async (t) => {
	const here = room(t);
	const minutes: (() => void)[] = [];
	const host = here.host(here.alice, {
		sleep: (milliseconds, signal) => {
			if (milliseconds < 60_000) return realTimer.sleep(milliseconds, signal);
			return new Promise((resolve) => {
				minutes.push(resolve);
				signal.addEventListener("abort", () => resolve());
			});
		},
	});
	await MOMENTS["when both are there"](host, here.guest());
	const { farewell } = host.view;
	minutes.shift()?.();
	await showing(host, "meet", (view) => view.farewell !== farewell && view.farewell !== null);
});

test("of two hosts who wait, one greets; when they leave, the other is met without a reload", async (t) => {
	const here = room(t);
	const guest = here.guest([here.alice, here.dave]);
	const alice = here.host();
	await showing(guest, "meet", ({ ready }) => ready?.name === "Host");
	// Whoever comes later waits: the guest talks to somebody else.
	const dave = here.host(here.dave);
	await exchangeCodes(alice, guest);
	assert.partialDeepStrictEqual(dave.view, { step: "meet", ready: false });

	await alice.leave();
	const { hosts, interruption, ready } = await showing(guest, "meet", (view) => view.ready?.name === "Dave");
	assert.deepEqual(interruption, { why: "peer-left", by: "Host" });
	assert.deepEqual(
		hosts.map(({ name, left }) => [name, left]),
		[
			["Host", true],
			["Dave", false],
		],
	);
	assert.equal(ready?.id, here.dave.user_id);
	await exchangeCodes(dave, guest);
});

test("a host who comes and goes while another may come is waited for again", async (t) => {
	const here = room(t);
	const guest = here.guest([here.alice, here.dave]);
	await showing(guest, "meet", ({ hosts }) => hosts.length === 2);
	for (let times = 0; times < 3; times++) await here.comeAndGo(here.dave);
	const dave = here.host(here.dave);
	await exchangeCodes(dave, guest);
	assert.equal(guest.view.failures, 0);
});

test("the guest takes a wrong code: both are told who noticed, and wait until they start again", async (t) => {
	const { here, host, guest } = both(t);
	await bothBegin(host, guest);
	const { code } = await showing(host, "own-code");
	const { choices } = await showing(guest, "peer-code");
	const wrong = choices.find((choice) => choice !== code) ?? null;
	await guest.choose(wrong);
	assert.partialDeepStrictEqual(await showing(guest, "mismatch"), { noticedBy: "me", noCode: false, failures: 1 });
	assert.partialDeepStrictEqual(await showing(host, "mismatch"), { noticedBy: "peer", noCode: false, failures: 1 });
	assert.equal(here.server.active.length, 0, "nobody waits yet");

	// One of them first: they see that the other is not there yet, never a code that nobody reads to them.
	await host.retry();
	assert.partialDeepStrictEqual(host.view, { step: "meet", ready: false, interruption: null });
	await guest.retry();
	await bothBegin(host, guest);
	assert.notEqual((await showing(host, "own-code", (view) => view.code !== code)).code, code);
	assert.equal(guest.view.failures, 1);
});

test("the host does not see the guest's code: both are told", async (t) => {
	const { host, guest } = both(t);
	await MOMENTS["at the second code"](host, guest);
	await host.choose(null);
	assert.partialDeepStrictEqual(await showing(host, "mismatch"), { noticedBy: "me", noCode: true });
	assert.partialDeepStrictEqual(await showing(guest, "mismatch"), { noticedBy: "peer", noCode: false });
});

test("after the third failure nobody starts again", async (t) => {
	const { here, host, guest } = both(t);
	for (const failures of [1, 2, 3]) {
		await MOMENTS["at the first code"](host, guest);
		await guest.choose(null);
		await Promise.all([
			showing(host, "mismatch", (view) => view.failures === failures),
			showing(guest, "mismatch", (view) => view.failures === failures),
		]);
		await Promise.all([host.retry(), guest.retry()]);
	}
	assert.equal(host.view.step, "mismatch");
	assert.equal(guest.view.step, "mismatch");
	assert.equal(here.server.active.length, 0);
});

test("the server refuses the new user: the host reads why, the guest waits, and both may start again", async (t) => {
	const { here, host, guest } = both(t);
	here.refusal = "active_users_limit_reached";
	await MOMENTS["while the host looks at the details"](host, guest);
	await host.approve({ name: "Bob", email: INVITED, profile: "STANDARD" });
	assert.equal((await showing(host, "refused")).reason, "active-users-limit");
	assert.equal((await showing(guest, "meet")).interruption?.why, "peer-left");
	here.refusal = undefined;
	await host.retry();
	await MOMENTS["while the host looks at the details"](host, guest);
	await host.approve({ name: "Bob", email: INVITED, profile: "OUTSIDER" });
	assert.equal((await showing(host, "done")).profile, "OUTSIDER");
});

test("the details stay on the screen, busy, while the server cannot be reached; the host loses nothing", async (t) => {
	const { here, host, guest } = both(t);
	await MOMENTS["while the host looks at the details"](host, guest);
	here.server.transit = async () => "request-lost";
	await host.approve({ name: "Bob", email: INVITED, profile: "STANDARD" });
	await showing(host, "details", ({ busy, online }) => busy && !online);
	here.server.transit = async () => "none";
	await showing(host, "done");
	await showing(guest, "password");
	assert.equal(here.server.devices.size, 1);
});

test("a server that interrupts again and again rolls no codes for ever", async (t) => {
	const { here, host, guest } = both(t);
	for (;;) {
		await Promise.race([showing(host, "meet", ({ ready }) => ready), showing(host, "ended")]);
		if (host.view.step === "ended") break;
		here.interrupt();
		await Promise.race([showing(host, "meet", ({ ready }) => !ready), showing(host, "ended")]);
	}
	assert.equal((await showing(host, "ended")).why, "failed");
	assert.equal((await showing(guest, "ended")).why, "failed");
});

test("a device that cannot be written is not lost: the guest tries again", async (t) => {
	const { here, host, guest } = both(t);
	await MOMENTS["while the host looks at the details"](host, guest);
	await host.approve({ name: "Bob", email: INVITED, profile: "STANDARD" });
	await showing(guest, "password");
	const { saveDevice } = here;
	here.saveDevice = async () => {
		throw new DOMException("no room", "QuotaExceededError");
	};
	await guest.save("a good password");
	assert.partialDeepStrictEqual(guest.view, { step: "password", failed: true, busy: false });
	here.saveDevice = saveDevice;
	await guest.save("a good password");
	assert.equal(guest.view.step, "done");
	assert.equal(here.saved.length, 1);
});

test("another device of one's own is greeted in the same way; only its label is asked", async (t) => {
	const here = room(t);
	const [host, guest] = [here.deviceHost(), here.deviceGuest()];
	await exchangeCodes(host, guest);
	assert.equal((await showing(guest, "details")).email, here.alice.human_handle.email);
	await guest.give({ name: "", deviceLabel: "MobileWeb" });
	const details = await showing(host, "details");
	assert.partialDeepStrictEqual(details, {
		name: "Host",
		email: here.alice.human_handle.email,
		deviceLabel: "MobileWeb",
	});
	await host.approve({ name: "", email: "", profile: "OUTSIDER" });
	assert.partialDeepStrictEqual(await showing(host, "done"), {
		userId: here.alice.user_id,
		name: "Host",
		profile: "ADMIN",
	});
	await showing(guest, "password");
	await guest.save("a good password");
	const [kept] = here.saved;
	assert.deepEqual(kept?.device.private_key, here.alice.private_key);
	assert.equal(kept?.device.device_label, "MobileWeb");
});
