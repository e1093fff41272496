import assert from "node:assert/strict";
import { DeviceFolder, findDirectories } from "@parallax/client/node";
import type { LocalDevice } from "@parallax/protocol";
import { type Computer, Conversation, compareCodes } from "./commandLine.ts";

export interface Invitation {
	readonly token: string;
	readonly url: string;
}

interface Device {
	readonly device_id: string;
}

/** A person at a computer, with a device and its password: acts as that device without further words. */
export class Person {
	readonly computer: Computer;
	readonly deviceId: string;
	readonly password: string;

	constructor(computer: Computer, { device_id }: Device, password: string) {
		this.computer = computer;
		this.deviceId = device_id;
		this.password = password;
	}

	run(args: readonly string[]) {
		return this.computer.run([...args, ...this.#options], `${this.password}\n`);
	}

	/** Begins a command that goes on by itself, and tells events. */
	start(args: readonly string[]): Conversation {
		const conversation = new Conversation(this.computer.start([...args, ...this.#options]));
		conversation.tell(this.password);
		return conversation;
	}

	/** Begins a command in a process that can be killed, all of it. */
	startMortal(args: readonly string[]): Conversation {
		const conversation = new Conversation(this.computer.startMortal([...args, ...this.#options]));
		conversation.tell(this.password);
		return conversation;
	}

	bytes(args: readonly string[]): Promise<Buffer> {
		return this.computer.bytes([...args, ...this.#options], `${this.password}\n`);
	}

	json<T>(args: readonly string[]): Promise<T> {
		return this.computer.json<T>([...args, ...this.#options], `${this.password}\n`);
	}

	invite(email: string): Promise<Invitation> {
		return this.json<Invitation>(["invite", "user", email]);
	}

	/** Invites another device of one's own, and greets it. */
	async addDevice(computer: Computer): Promise<Person> {
		const { token, url } = await this.json<Invitation>(["invite", "device"]);
		const host = this.greet(token);
		const guest = computer.converse(["invite", "claim", "--device-label", "phone", url], this.password);
		await compareCodes(host, guest);
		await host.event("claim_request");
		host.answer({ accept: true });
		const done = await guest.event("done");
		assert.deepEqual([(await host.ended).code, (await guest.ended).code], [0, 0]);
		return new Person(computer, { device_id: String(done["device_id"]) }, this.password);
	}

	greet(token: string, options: readonly string[] = []) {
		return this.computer.converse(["invite", "greet", "--device", this.deviceId, ...options, token], this.password);
	}

	get #options(): readonly string[] {
		return ["--password-stdin", "--device", this.deviceId];
	}
}

/** Begins an organization from its bootstrap link. */
export async function bootstrap(computer: Computer, address: string, name: string, email: string): Promise<Person> {
	const password = `password of ${name}`;
	const args = ["organization", "bootstrap", "--addr", address, "-d", "desk", "-l", name, "-e", email];
	return new Person(computer, await computer.json<Device>([...args, "--password-stdin"], `${password}\n`), password);
}

/** The whole greeting of two honest people. */
export async function letIn(
	host: Person,
	{ token, url }: Invitation,
	computer: Computer,
	name: string,
	profile: string,
): Promise<Person> {
	const password = `password of ${name}`;
	const greeting = host.greet(token);
	const claim = ["invite", "claim", "--device-label", "laptop", "--name", name, url];
	const guest = computer.converse(claim, password);
	await compareCodes(greeting, guest);
	await greeting.event("claim_request");
	greeting.answer({ accept: true, profile });
	const done = await guest.event("done");
	const [hostEnd, guestEnd] = await Promise.all([greeting.ended, guest.ended]);
	assert.deepEqual([hostEnd.code, guestEnd.code], [0, 0]);
	return new Person(computer, { device_id: String(done["device_id"]) }, password);
}

export function folderOf(computer: Computer): DeviceFolder {
	return new DeviceFolder(findDirectories(computer.environment));
}

/** The device of a person, for this process to act as: it sees what the commands leave behind. */
export async function deviceOf({ computer, deviceId, password }: Person): Promise<LocalDevice> {
	const folder = folderOf(computer);
	const stored = (await folder.list()).find(({ device_id }) => device_id === deviceId);
	assert(stored);
	const unlocked = await folder.unlock(stored, password);
	assert(unlocked.status === "ok");
	return unlocked.device;
}
