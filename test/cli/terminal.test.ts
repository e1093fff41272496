import assert from "node:assert/strict";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { type OurServer, startOurServer } from "../support/ourServer.ts";
import { Computer } from "./support/commandLine.ts";
import { PseudoTerminal } from "./support/pseudoTerminal.ts";
import { bootstrap, letIn, type Person } from "./support/story.ts";

/** As a person sees and answers it, in terminals. */
describe("the command line in a terminal", () => {
	const desk = new Computer();
	const computers = [desk];
	let data: string;
	let server: OurServer;
	let alice: Person;
	const computer = () => {
		const made = new Computer();
		computers.push(made);
		return made;
	};
	const link = (organization: string) => {
		const [base] = server.address.split("?");
		return `${base}/${organization}?no_ssl=true&a=bootstrap_organization&p=wA`;
	};

	before(async () => {
		data = await mkdtemp(join(tmpdir(), "parallax-server-"));
		server = await startOurServer(data);
		alice = await bootstrap(desk, link("Acme"), "Alice", "alice@example.com");
	});
	after(async () => {
		await server.stop();
		await rm(data, { recursive: true });
		for (const each of computers) each.discard();
	});

	test("asks for a new password twice, without showing it, until both are the same", async () => {
		const terminal = new PseudoTerminal(computer(), [
			...["organization", "bootstrap", "--addr", link("Typed"), "-d", "desk", "-l", "Zoe", "-e", "zoe@example.com"],
		]);
		await terminal.sees(/New device password:/);
		terminal.press("secret one\r");
		await terminal.sees(/Confirm password:/);
		terminal.press("secret two\r");
		await terminal.sees(/Password mismatch/);
		await terminal.sees(/New device password:/);
		terminal.press("secret ones\u007f\r");
		await terminal.sees(/Confirm password:/);
		terminal.press("secret one\r");
		await terminal.sees(/Typed: Zoe <zoe@example.com> @ desk \(password\)/);
		assert.equal(await terminal.ended, 0);
		assert(!terminal.screen.includes("secret"));
	});

	test("greets with codes that both choose from a list", async () => {
		const { token, url } = await alice.invite("bob@example.com");
		const host = new PseudoTerminal(desk, ["invite", "greet", "--device", alice.deviceId, token]);
		const guest = new PseudoTerminal(computer(), ["invite", "claim", url]);
		await host.sees(/Enter password for the device:/);
		host.press(`${alice.password}\r`);
		const [code = ""] = await host.sees(/Code to provide to claimer: \S*?([A-Z2-9]{4})\b/);
		await guest.sees(/Invitation greeter: Alice <alice@example.com>/);
		await guest.sees(/Select code provided by greeter/);
		// Typing filters the list, then Enter takes the code that is left.
		guest.press(`${code}\r`);
		const [reply = ""] = await guest.sees(/Code to provide to greeter: \S*?([A-Z2-9]{4})\b/);
		await host.sees(/Select code provided by claimer/);
		host.press(`${reply}\r`);
		await guest.sees(/Enter device label:/);
		guest.press("laptop\n");
		await guest.sees(/Enter email: \[bob@example.com\]/);
		guest.press("\n");
		await guest.sees(/Enter name:/);
		guest.press("Bob\n");
		await guest.sees(/Enter password for the new device:/);
		guest.press("bob\r");
		await guest.sees(/Confirm password:/);
		guest.press("bob\r");
		await host.sees(/New device label: \[laptop\]/);
		await host.sees(/New user: \[Bob <bob@example.com>\]/);
		await host.sees(/Which profile\?/);
		host.press("\u001b[B\u001b[B\r");
		await host.sees(/Which profile\?: OUTSIDER/);
		await guest.sees(/Acme: Bob <bob@example.com> @ laptop \(password\)/);
		assert.deepEqual([await host.ended, await guest.ended], [0, 0]);
	});

	test("keys that are pressed early wait for their question, a password among them", async () => {
		const { token, url } = await alice.invite("hasty@example.com");
		const host = alice.greet(token, ["--profile", "STANDARD"]);
		const guest = new PseudoTerminal(computer(), ["invite", "claim", url]);
		await guest.sees(/Select code provided by greeter/);
		guest.press(`${(await host.event("code_to_provide"))["code"]}\r`);
		const [reply = ""] = await guest.sees(/Code to provide to greeter: \S*?([A-Z2-9]{4})\b/);
		guest.press("laptop\n\nHasty\nsecret\nsecret\n");
		host.answer({ code: reply });
		await host.event("claim_request");
		host.answer({ accept: true });
		await guest.sees(/Acme: Hasty <hasty@example.com> @ laptop \(password\)/);
		assert.deepEqual([await guest.ended, (await host.ended).code], [0, 0]);
	});

	test("a guest chooses among several administrators, or takes whoever comes first", async () => {
		const olga = await bootstrap(computer(), link("Several"), "Olga", "olga@example.com");
		const ada = await letIn(olga, await olga.invite("ada@example.com"), computer(), "Ada", "ADMIN");
		const { token, url } = await olga.invite("dora@example.com");
		const arrive = async () => {
			const guest = new PseudoTerminal(computer(), [
				...["invite", "claim", "--device-label", "laptop", "--name", "Dora", "--email", "dora@example.com", url],
			]);
			await guest.sees(/Choose an administrator to contact now \|/);
			await guest.sees(/> Ada <ada@example.com>\s+Olga <olga@example.com>\s+All administrators/);
			return guest;
		};

		const everybodys = await arrive();
		everybodys.press("all\r");
		await everybodys.sees(/Choose an administrator to contact now: All administrators/);
		await everybodys.sees(/Waiting for an administrator to start the invitation procedure/);
		const first = olga.greet(token);
		await everybodys.sees(/Invitation greeter: Olga <olga@example.com>/);
		await everybodys.sees(/Select code provided by greeter/);
		everybodys.press("\u0003");
		assert.equal(await everybodys.ended, 130);
		assert.equal((await first.ended).code, 1);

		const adas = await arrive();
		adas.press("ada\r");
		await adas.sees(/Choose an administrator to contact now: Ada <ada@example.com>/);
		await adas.sees(/Invitation greeter: Ada <ada@example.com>/);
		await adas.sees(/Waiting the greeter to start the invitation procedure/);
		const host = ada.greet(token, ["--profile", "STANDARD"]);
		const { code } = await host.event("code_to_provide");
		await adas.sees(/Select code provided by greeter/);
		adas.press(`${code}\r`);
		const [reply = ""] = await adas.sees(/Code to provide to greeter: \S*?([A-Z2-9]{4})\b/);
		host.answer({ code: reply });
		await adas.sees(/Enter password for the new device:/);
		adas.press("dora\r");
		await adas.sees(/Confirm password:/);
		adas.press("dora\r");
		await host.event("claim_request");
		host.answer({ accept: true });
		await adas.sees(/Several: Dora <dora@example.com> @ laptop \(password\)/);
		assert.deepEqual([await adas.ended, (await host.ended).code], [0, 0]);
	});

	test("a wrong code ends the attempt for both, and nobody is let in", async () => {
		const { token, url } = await alice.invite("mallory@example.com");
		const host = new PseudoTerminal(desk, ["invite", "greet", "--device", alice.deviceId, token]);
		const laptop = computer();
		const guest = new PseudoTerminal(laptop, ["invite", "claim", url]);
		await host.sees(/Enter password for the device:/);
		host.press(`${alice.password}\r`);
		await guest.sees(/Select code provided by greeter/);
		guest.press("none of these\r");
		await guest.sees(/Error: Invalid SAS code/);
		await host.sees(/Error: Invalid SAS code/);
		assert.deepEqual([await host.ended, await guest.ended], [1, 1]);
		assert.deepEqual(await readdir(laptop.devicesFolder), []);
	});

	test("Ctrl-C gives a greeting up, tells the other side, and exits with 130", async () => {
		const { token, url } = await alice.invite("carol@example.com");
		const host = new PseudoTerminal(desk, ["invite", "greet", "--device", alice.deviceId, token]);
		const guest = new PseudoTerminal(computer(), ["invite", "claim", url]);
		await host.sees(/Enter password for the device:/);
		host.press(`${alice.password}\r`);
		await guest.sees(/Select code provided by greeter/);
		guest.press("\u0003");
		await host.sees(/Error: Greeting attempt cancelled by claimer because of manually cancelled on /);
		assert.deepEqual([await host.ended, await guest.ended], [1, 130]);
	});

	test("a second process waits for the device, or gives up after --lock-timeout", async () => {
		const first = new PseudoTerminal(desk, [
			...["device", "change-authentication", "--password", "--device", alice.deviceId],
		]);
		await first.sees(/Enter current password for the device:/);
		first.press(`${alice.password}\r`);
		// It holds the device while it asks.
		await first.sees(/Enter new password for the device:/);
		const { code, err } = await alice.run(["user", "list", "--lock-timeout", "0.2"]);
		assert.equal(code, 1);
		assert.match(err, /^Device already used by another process, waiting\.\.\.\nError: Device already used/);
		first.press(`${alice.password}\r`);
		await first.sees(/Confirm password:/);
		first.press(`${alice.password}\r`);
		await first.sees(/Device authentication changed successfully/);
		assert.equal(await first.ended, 0);
	});

	test("one key answers a question", async () => {
		const terminal = new PseudoTerminal(desk, ["device", "forget-local", "--device", alice.deviceId]);
		await terminal.sees(/You are about to forget the following local device:/);
		await terminal.sees(/Are you sure\? \[y\/n\] /);
		terminal.press("\rxn");
		await terminal.sees(/Are you sure\? no/);
		await terminal.sees(/Operation cancelled/);
		assert.equal(await terminal.ended, 0);
		assert.deepEqual(await readdir(desk.devicesFolder), [`${alice.deviceId}.keys`]);
	});
});
