import assert from "node:assert/strict";
import { test } from "node:test";
import { newId } from "@parallax/crypto";
import { authenticatedCommands, DateTime, type RequestOf, VlobID } from "@parallax/protocol";
import { newPerson, type TestDevice, TestOrganization } from "../support/fixtures.ts";
import { describeOnEngines } from "../support/server.ts";
import { bytes, checkPrelude, later, succeed, Workspace } from "../support/workspace.ts";

const { cryptpad_register_session } = authenticatedCommands.commands;
type Request = RequestOf<typeof cryptpad_register_session>;

describeOnEngines("cryptpad_register_session", (start) => {
	async function open(cryptpadServerUrl: string | null = "https://cryptpad.example") {
		const organization = await TestOrganization.bootstrap(await start({ cryptpadServerUrl }));
		return { organization, workspace: await Workspace.open(organization) };
	}

	/** Asks for the session of a document, with keys that say whose they are. */
	function register(
		{ id, keyIndex, organization }: Workspace,
		author: TestDevice,
		document_id: VlobID,
		name: string,
		canEdit: boolean,
		changes: Partial<Request> = {},
	) {
		return organization.call(author, cryptpad_register_session, {
			realm_id: id,
			document_id,
			key_index: keyIndex,
			timestamp: organization.timestamp(),
			encrypted_candidate_view_key: bytes(`view ${name}`),
			encrypted_candidate_edit_key: canEdit ? bytes(`edit ${name}`) : null,
			...changes,
		});
	}

	async function keys(reply: ReturnType<typeof register>) {
		const { author, encrypted_view_key, encrypted_edit_key } = succeed(await reply);
		const text = (key: Uint8Array | null) => key && new TextDecoder().decode(key);
		return { author, view: text(encrypted_view_key), edit: text(encrypted_edit_key) };
	}

	test("the first makes the session, the others join it; a reader only gets what he may view with", async () => {
		const { organization, workspace } = await open();
		const [writer, reader] = [await workspace.join("CONTRIBUTOR"), await workspace.join("READER")];
		const [document, timestamp] = [newId(VlobID), organization.timestamp()];
		const { owner } = workspace;
		const reply = succeed(await register(workspace, owner, document, "owner", true, { timestamp }));
		const users = organization.timestamp();
		assert.deepEqual(
			{ ...reply, needed_common_certificate_timestamp: null },
			{
				status: "ok",
				author: owner.deviceId,
				timestamp,
				key_index: 1n,
				encrypted_view_key: bytes("view owner"),
				encrypted_edit_key: bytes("edit owner"),
				needed_common_certificate_timestamp: null,
				needed_realm_certificate_timestamp: await workspace.lastCertificate(),
			},
		);
		assert(reply.needed_common_certificate_timestamp < users);
		const first = { author: owner.deviceId, view: "view owner", edit: "edit owner" };
		assert.deepEqual(await keys(register(workspace, writer, document, "writer", true)), first);
		assert.deepEqual(await keys(register(workspace, reader, document, "reader", false)), { ...first, edit: null });
		assert.deepEqual(await keys(register(workspace, writer, newId(VlobID), "other", true)), {
			author: writer.deviceId,
			view: "view other",
			edit: "edit other",
		});
	});

	test("a session that a reader made is not edited: the first writer replaces it", async () => {
		const { workspace } = await open();
		const [reader, another] = [await workspace.join("READER"), await workspace.join("READER")];
		const document = newId(VlobID);
		const read = { author: reader.deviceId, view: "view reader", edit: null };
		assert.deepEqual(await keys(register(workspace, reader, document, "reader", false)), read);
		assert.deepEqual(await keys(register(workspace, another, document, "another", false)), read);
		const written = { author: workspace.owner.deviceId, view: "view owner", edit: "edit owner" };
		assert.deepEqual(await keys(register(workspace, workspace.owner, document, "owner", true)), written);
		assert.deepEqual(await keys(register(workspace, reader, document, "late", false)), { ...written, edit: null });
	});

	test("of those who come together all get the same session", async () => {
		const { workspace } = await open();
		const [reader, document] = [await workspace.join("READER"), newId(VlobID)];
		const writers = Array.from({ length: 8 }, (_, i) =>
			keys(register(workspace, workspace.owner, document, `${i}`, true)),
		);
		await Promise.all([...writers, keys(register(workspace, reader, document, "reader", false))]);
		const sessions = await Promise.all(writers);
		assert.equal(new Set(sessions.map(({ view, edit }) => `${view} ${edit}`)).size, 1);
	});

	test("official defect: a member of another realm takes the session of a document", async () => {
		const { organization, workspace } = await open();
		const [other, document] = [await Workspace.open(organization, await organization.addUser()), newId(VlobID)];
		await keys(register(other, other.owner, document, "other", true));
		assert.equal((await keys(register(workspace, workspace.owner, document, "own", true))).view, "view own");
	});

	test("checks 1 and 2: an editor is configured, and the author may speak", async () => {
		const without = await open(null);
		const reply = await register(without.workspace, newPerson(), newId(VlobID), "x", true).catch(() => "not admitted");
		assert.equal(reply, "not admitted");
		assert.deepEqual(await register(without.workspace, without.organization.admin, newId(VlobID), "x", true), {
			status: "cryptpad_unavailable",
		});
		const { organization, workspace } = await open();
		await checkPrelude(organization, (author) => register(workspace, author, newId(VlobID), "x", true));
	});

	test("checks 3 to 6, each told before those that follow; an archived realm is as any other", async () => {
		const { organization, workspace } = await open();
		const [reader, stranger] = [await workspace.join("READER"), await organization.addUser()];
		const { owner } = workspace;
		const document = newId(VlobID);
		const wrong = { key_index: 7n, timestamp: DateTime.EPOCH };
		const ask = (author: TestDevice, canEdit: boolean, changes: Partial<Request> = {}) =>
			register(workspace, author, document, "x", canEdit, changes);
		assert.deepEqual(await ask(owner, false, { ...wrong, realm_id: newId(VlobID) }), { status: "realm_not_found" });
		assert.deepEqual(await ask(stranger, true, wrong), { status: "author_not_allowed" });
		assert.deepEqual(await ask(reader, true, wrong), { status: "author_not_allowed" });
		assert.deepEqual(await ask(owner, false, wrong), { status: "author_not_allowed" });
		assert.deepEqual(await ask(owner, true, wrong), {
			status: "bad_key_index",
			last_realm_certificate_timestamp: await workspace.lastCertificate(),
		});
		assert.equal((await ask(owner, true, { timestamp: DateTime.EPOCH })).status, "timestamp_out_of_ballpark");
		succeed(await workspace.archive({ type: "ARCHIVED" }));
		const old = later(organization.timestamp(), -100_000_000);
		assert.equal(succeed(await ask(owner, true, { timestamp: old })).timestamp, old, "no matter what is newer");
		await workspace.markDeleted();
		assert.deepEqual(await ask(stranger, true, wrong), { status: "realm_deleted" });
	});
});
