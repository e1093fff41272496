import assert from "node:assert/strict";
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { OrganizationBootstrapAddr } from "@parallax/protocol";

const MAIN = join(import.meta.dirname, "../src/main.ts");
const folder = mkdtempSync(join(tmpdir(), "parallax-main-"));
after(() => rmSync(folder, { recursive: true, force: true }));

function once(...args: string[]) {
	return spawnSync(process.execPath, [MAIN, ...args], { encoding: "utf8", env: { PATH: process.env["PATH"] } });
}

/** Starts a server and waits for what it says when it is ready. */
async function run(...args: string[]) {
	const child = spawn(process.execPath, [MAIN, "run", "--port", "0", ...args], {
		stdio: ["ignore", "pipe", "inherit"],
		env: { PATH: process.env["PATH"] },
	});
	const ended = new Promise<number | null>((resolve) => child.once("exit", resolve));
	const welcome = await firstOutput(child);
	const url = /http:\/\/127\.0\.0\.1:\d+/.exec(welcome)?.[0];
	assert.ok(url, welcome);
	return { child, ended, welcome, url };
}

function firstOutput(child: ChildProcess): Promise<string> {
	return new Promise((resolve, reject) => {
		child.stdout?.once("data", (chunk: Buffer) => resolve(chunk.toString()));
		child.once("exit", (code) => reject(new Error(`the server ended with ${code} before it was ready`)));
	});
}

describe("command line of the server", () => {
	test("an unknown option or command, or a wrong value, is an error of use", () => {
		for (const args of [["run", "--foo"], ["run", "--port", "x"], ["serve"], []]) {
			const { status, stderr } = once(...args);
			assert.equal(status, 2, args.join(" "));
			assert.match(stderr, /Error: |Usage: /);
		}
		assert.match(once("run", "--foo").stderr, /Unknown option '--foo'[\s\S]*--help/);
	});

	test("help names every option and its variable", () => {
		const { status, stdout } = once("run", "--help");
		assert.equal(status, 0);
		assert.match(stdout, /--spontaneous-organization-bootstrap[\s\S]*PARSEC_SPONTANEOUS_ORGANIZATION_BOOTSTRAP/);
		assert.match(once("migrate", "--help").stdout, /--dry-run/);
	});

	test("serves from one folder, says what to type next, stops on Ctrl-C, and finds everything again", async () => {
		const data = join(folder, "data");
		const first = await run("--data", data);
		const address = /--addr '([^']+)'/.exec(first.welcome)?.[1] ?? "";
		assert.equal(OrganizationBootstrapAddr.parse(address).organizationId, "MyOrganization");
		assert.match(first.welcome, /npx parallax organization bootstrap/);
		const token = readFileSync(join(data, "administration-token"), "utf8").trim();
		const administrate = (url: string, method: string, path: string, body?: string) =>
			fetch(`${url}/administration/${path}`, {
				method,
				headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/json" },
				...(body !== undefined && { body }),
			});
		const created = await administrate(first.url, "POST", "organizations", '{"organization_id":"CoolOrg"}');
		assert.equal(created.status, 200);
		for (const name of readdirSync(data)) assert.equal(statSync(join(data, name)).mode & 0o077, 0, name);
		first.child.kill("SIGINT");
		assert.equal(await first.ended, 0);

		const second = await run("--data", data);
		assert.equal((await administrate(second.url, "GET", "organizations/CoolOrg")).status, 200);
		const intruder = once("run", "--data", data, "--port", "0");
		assert.equal(intruder.status, 1);
		assert.match(intruder.stderr, /another Parallax server is already using this data/);
		second.child.kill("SIGTERM");
		assert.equal(await second.ended, 0);
	});

	test("with the web app, the first thing said is the address to open in a browser", async () => {
		const app = join(folder, "app");
		mkdirSync(app);
		writeFileSync(join(app, "index.html"), "<!doctype html><title>Parallax</title>");
		const server = await run("--data", join(folder, "hosting"), "--with-client-web-app", app);
		assert.equal(server.welcome.split("\n")[0], `Parallax is ready. Open ${server.url}/ in a browser.`);
		assert.match(await (await fetch(server.url)).text(), /<title>Parallax</);
		server.child.kill("SIGINT");
		assert.equal(await server.ended, 0);
	});

	test("killed, it loses nothing that was acknowledged", async () => {
		const data = join(folder, "killed");
		const first = await run("--data", data);
		const token = readFileSync(join(data, "administration-token"), "utf8").trim();
		const headers = { Authorization: `Bearer ${token}`, "Content-Type": "application/json" };
		const names = Array.from({ length: 40 }, (_, i) => `Org${i}`);
		const acknowledged: string[] = [];
		await Promise.all(
			names.map(async (name) => {
				try {
					const body = JSON.stringify({ organization_id: name });
					const { status } = await fetch(`${first.url}/administration/organizations`, {
						method: "POST",
						headers,
						body,
					});
					if (status === 200) acknowledged.push(name);
					if (acknowledged.length === 20) first.child.kill("SIGKILL");
				} catch {
					// Cut off by the kill: not acknowledged.
				}
			}),
		);
		await first.ended;
		assert.ok(acknowledged.length >= 20);
		const second = await run("--data", data);
		for (const name of acknowledged) {
			const { status } = await fetch(`${second.url}/administration/organizations/${name}`, { headers });
			assert.equal(status, 200, name);
		}
		second.child.kill("SIGINT");
		assert.equal(await second.ended, 0);
	});

	test("a port that is taken is an error to act on", async () => {
		const server = await run("--data", join(folder, "taken"));
		const { port } = new URL(server.url);
		const { status, stderr } = once("run", "--data", join(folder, "other"), "--port", port);
		assert.equal(status, 1);
		assert.match(stderr, /already in use; stop what uses it, or choose another with --port/);
		server.child.kill("SIGINT");
		await server.ended;
	});

	test("migrate applies what is missing, once", () => {
		const data = join(folder, "migrated");
		assert.match(once("migrate", "--data", data, "--dry-run").stdout, /1 organizations \(to apply\)/);
		assert.match(once("migrate", "--data", data).stdout, /1 organizations \(applied\)/);
		assert.match(once("migrate", "--data", data).stdout, /1 organizations \(already applied\)/);
	});
});
