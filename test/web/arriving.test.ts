import assert from "node:assert/strict";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { unlock } from "@parallax/client";
import { randomBytes } from "@parallax/crypto";
import { AccessToken, DeviceID, InvitationAddr, type LocalDevice } from "@parallax/protocol";
import { newOrganization } from "../support/meeting.ts";
import { bringDevice, exportDevice } from "./support/devices.ts";
import { everythingKept, placesOf } from "./support/kept.ts";
import type { Person } from "./support/person.ts";
import { scenesOf } from "./support/stage.ts";
import { createOrganization, inside, invitationLink, letIn, logOut, PASSWORD } from "./support/story.ts";
import { spaced, wordsOf } from "./support/words.ts";

// Those who come for the first time: what they are told while they type, and what their browser is left with.

/** Each in an organization of its own. */
const scene = scenesOf({}, async () => {});

scene("what is typed to create an organization is checked at once, and kept whatever is refused", async (stage) => {
	await newOrganization(stage.address, "Taken");
	const alice = await stage.person("Alice");
	const { page, t } = alice;
	await page.getByRole("link", { name: t("home.create.title") }).click();
	await alice.sees(t("create.organization.title"));
	const field = page.getByLabel(t("common.field.organization"), { exact: true });
	const isTold = (text: string) => page.getByText(text, { exact: true }).waitFor();
	await field.pressSequentially("North Sea");
	await isTold(t("create.invalid.space", { proposal: "North-Sea" }));
	await alice.press(t("create.useProposal", { proposal: "North-Sea" }));
	assert.equal(await field.inputValue(), "North-Sea");
	// The button is gone; who goes on by the keyboard is in the field.
	await field.and(page.locator(":focus")).waitFor();
	assert.equal(await field.getAttribute("aria-invalid"), null);
	await field.fill("North/Sea");
	await isTold(t("create.invalid.character"));
	await field.fill("N".repeat(33));
	await isTold(t("create.invalid.length"));
	await field.fill("");
	await alice.press(t("common.continue"));
	await isTold(t("common.invalid.required"));

	await field.fill("Taken");
	await alice.press(t("common.continue"));
	await alice.sees(t("create.details.title"));
	await alice.fill(t("common.field.name"), "Alice");
	await alice.fill(t("common.field.email"), "alice at home");
	await alice.press(t("common.continue"));
	await isTold(t("common.invalid.email"));
	await alice.fill(t("common.field.email"), "alice@example.com");
	await alice.press(t("common.continue"));
	await alice.sees(t("create.password.title"));
	const goOn = page.getByRole("button", { name: t("common.continue"), exact: true });
	const choose = async (password: string) => {
		await alice.fill(t("common.field.password"), password);
		await alice.fill(t("common.field.passwordAgain"), password);
	};
	await choose("sunshine");
	await isTold(t("common.password.low", { time: t("common.password.time.seconds") }));
	assert.equal(await goOn.getAttribute("aria-disabled"), "true");
	// Hard to guess, but for who knows her address and what she creates.
	await choose("alice@example.com Taken");
	await isTold(t("common.password.moderate", { time: t("common.password.time.months") }));
	assert.equal(await goOn.getAttribute("aria-disabled"), "true");
	await alice.fill(t("common.field.password"), PASSWORD);
	await isTold(t("common.password.mismatch"));
	await choose(PASSWORD);
	await page.locator("[role=meter][aria-valuenow='3']").waitFor();
	await goOn.click();
	await alice.press(t("create.check.create"));
	await isTold(t("create.failure.nameTaken", { organization: "Taken" }));
	await isTold(t("create.failure.notCreated"));

	await alice.press(t("create.failure.changeName"));
	assert.equal(await field.inputValue(), "Taken");
	await field.fill("Free");
	await alice.press(t("common.continue"));
	assert.equal(await page.getByLabel(t("common.field.name"), { exact: true }).inputValue(), "Alice");
	assert.equal(await page.getByLabel(t("common.field.email"), { exact: true }).inputValue(), "alice@example.com");
	await alice.press(t("common.continue"));
	assert.equal(await page.getByLabel(t("common.field.password"), { exact: true }).inputValue(), PASSWORD);
	await goOn.click();
	await alice.press(t("create.check.create"));
	await alice.sees(t("create.done.title", { organization: "Free" }));
	await alice.press(t("create.done.open"));
	await inside(alice);
});

/** The device of somebody, from the file that their browser gives out. */
async function deviceOf(person: Person, organization: string): Promise<LocalDevice> {
	const folder = await mkdtemp(join(tmpdir(), "parallax-web-"));
	try {
		const unlocked = await unlock(await readFile(await exportDevice(person, organization, folder)), PASSWORD);
		assert.equal(unlocked.status, "ok");
		return unlocked.device;
	} finally {
		await rm(folder, { recursive: true });
	}
}

scene("after a whole session a browser keeps no secret outside of the encrypted device file", async (stage) => {
	const alice = await stage.person("Alice");
	const bob = await stage.somebody("Bob");
	const organization = "Discreet";
	const email = "bob@example.com";
	await createOrganization(alice, organization, "alice@example.com");
	await letIn(stage, alice, bob, { organization, email, profile: "STANDARD" });
	await bob.page.getByText("alice@example.com").first().waitFor();
	const { token } = InvitationAddr.parse(await invitationLink(stage, email));

	for (const person of [alice, bob]) {
		await logOut(person);
		const kept = await everythingKept(person);
		const device = await deviceOf(person, organization);
		const secrets = {
			password: Buffer.from(PASSWORD),
			token: AccessToken.toBytes(token),
			signing_key: device.signing_key.expose(),
			private_key: device.private_key.expose(),
			user_realm_key: device.user_realm_key.expose(),
			local_symkey: device.local_symkey.expose(),
		};
		for (const [name, secret] of Object.entries(secrets))
			assert.deepEqual(placesOf(secret, kept), [], `the ${name} of ${person.name}`);

		// The same search finds what may be there: the id of the device, under which its file stands, and which is in the file.
		const id = placesOf(DeviceID.toBytes(device.device_id), kept);
		for (const form of ["hex", "raw"]) assert(id.includes(`indexedDB parallax-devices device (${form})`), form);
	}
});

scene(
	"a secret that a browser was left with would be found, wherever it is and however it is written",
	async (stage) => {
		const alice = await stage.person("Alice");
		const secret = randomBytes(32);
		// Somewhere the two alphabets of base64 differ.
		secret.fill(0xff, 8, 12);
		const within = Buffer.concat([Buffer.from("1"), secret, Buffer.from("23")]);
		const written = {
			raw: [...secret],
			hex: secret.toHex().toUpperCase(),
			base64: within.toString("base64"),
			base64url: within.toString("base64url"),
		};
		await alice.page.evaluate(async ({ raw, hex, base64, base64url }) => {
			localStorage.setItem("planted", JSON.stringify({ hex }));
			sessionStorage.setItem("planted", base64);
			await (await caches.open("planted")).put("/planted", new Response(new Uint8Array(raw)));
			const opening = indexedDB.open("planted");
			opening.onupgradeneeded = () => opening.result.createObjectStore("planted");
			await new Promise((resolve) => opening.addEventListener("success", resolve));
			const { result: database } = opening;
			const writing = database.transaction("planted", "readwrite");
			writing.objectStore("planted").put({ list: [new Map([["key", raw]])], text: base64url }, "planted");
			await new Promise((resolve) => writing.addEventListener("complete", resolve));
			database.close();
			const file = await (await navigator.storage.getDirectory()).getFileHandle("planted", { create: true });
			const writable = await file.createWritable();
			await writable.write(hex.toLowerCase());
			await writable.close();
		}, written);
		assert.deepEqual(placesOf(secret, await everythingKept(alice)).toSorted(), [
			`cache planted ${stage.url}planted (raw)`,
			"files/planted (hex)",
			"indexedDB planted planted (base64url)",
			"indexedDB planted planted (raw)",
			"localStorage (hex)",
			"sessionStorage (base64)",
		]);
		assert.deepEqual(placesOf(randomBytes(32), await everythingKept(alice)), []);
	},
);

scene("a language whose texts cannot be fetched is told of, and is there once they can", async (stage) => {
	const alice = await stage.person("Alice");
	const { page, t } = alice;
	alice.expectProblem(/ERR_FAILED/);
	const choose = async () => {
		await page.getByRole("button", { name: t("common.language") }).click();
		await page.getByRole("menuitem", { name: "Français" }).click();
	};
	await alice.context.route("**/assets/later-*.js", (route) => route.abort());
	await choose();
	await page.getByText(t("common.unreachable.offline")).waitFor();
	await alice.sees(t("home.headline"));
	await alice.context.unroute("**/assets/later-*.js");
	await choose();
	await page.getByRole("heading", { name: spaced(wordsOf("fr")("home.headline")), exact: true }).waitFor();
});

scene(
	"a bug in the page is told, with the way on; what was merely stopped, or goes with the page, is none",
	async (stage) => {
		const { device } = await newOrganization(stage.address, "Robust");
		const alice = await stage.person("Alice");
		const { page, t } = alice;
		alice.expectProblem(/merely a test/);
		await bringDevice(alice, device);
		await page.getByText("alice@example.com").first().waitFor();
		const crash = page.getByRole("heading", { name: t("common.crash.title") });

		/** Once whoever listens in the page has heard of it, and the page was drawn again. */
		const reject = (name: string) =>
			page.evaluate(async (name) => {
				const heard = new Promise((resolve) => addEventListener("unhandledrejection", resolve, { once: true }));
				void Promise.reject(Object.assign(new Error("merely a test"), { name }));
				await heard;
				await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
			}, name);
		await reject("AbortError");
		assert.equal(await crash.count(), 0);
		await page.evaluate(() => dispatchEvent(new PageTransitionEvent("pagehide", { persisted: true })));
		await reject("TypeError");
		await page.evaluate(() => dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true })));
		assert.equal(await crash.count(), 0);

		await reject("TypeError");
		await crash.waitFor();
		await page.getByText(t("common.crash.text")).waitFor();
		assert.equal(await page.getByText("alice@example.com").count(), 0, "what is shown is not to be trusted any more");
		await alice.press(t("common.crash.reload"));
		await page.getByLabel(t("common.field.password"), { exact: true }).waitFor();
		assert.equal(await crash.count(), 0);
	},
);
