import assert from "node:assert/strict";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { authenticatedCommands, BlockID, type VlobID } from "@parallax/protocol";
import { ConfigError } from "../../src/config/values.ts";
import { deleteRealm, listDeletable } from "../../src/realm/deletion.ts";
import { deleteOneRealm, listDeletableRealms } from "../../src/realm/operator.ts";
import { now, TestOrganization } from "../support/fixtures.ts";
import { describeOnEngines } from "../support/server.ts";
import { bytes, later, newBlockId, newVlobId, succeed, Workspace } from "../support/workspace.ts";

const { certificate_get, organization_info } = authenticatedCommands.commands;

describeOnEngines("the deletion of a realm by the operator", (start, engine) => {
	const bootstrap = async () =>
		TestOrganization.bootstrap(await start(), { realm_minimum_archiving_period_before_deletion: 0 });

	/** A realm with something of everything in it. */
	async function filled(organization: TestOrganization, owner = organization.admin) {
		const workspace = await Workspace.open(organization, owner);
		const [vlob, block] = [newVlobId(), newBlockId()];
		succeed(await workspace.createVlob(vlob));
		succeed(await workspace.createBlock(block, bytes("block")));
		succeed(await workspace.rename());
		return { workspace, vlob, block };
	}

	async function plan(workspace: Workspace, microseconds: number) {
		const timestamp = workspace.organization.timestamp();
		const deletion_date = later(timestamp, microseconds);
		succeed(await workspace.archive({ type: "DELETION_PLANNED", deletion_date }, { timestamp }));
		return deletion_date;
	}

	const deletable = async (organization: TestOrganization) => {
		const key = await organization.key();
		const { database } = organization.server;
		return database.read((sql) => listDeletable(sql, key, now(organization.server)));
	};
	const erase = async (organization: TestOrganization, realm: VlobID) => {
		const key = await organization.key();
		const { database } = organization.server;
		return database.write((tx) => deleteRealm(tx, key, realm, now(organization.server)));
	};

	test("those whose date has come, and those of the revoked; what its owner changes in time is what counts", async () => {
		const organization = await bootstrap();
		const leaver = await organization.addUser();
		const [due, early, cancelled, lost] = [
			(await filled(organization)).workspace,
			(await filled(organization)).workspace,
			(await filled(organization)).workspace,
			(await filled(organization, leaver)).workspace,
		];
		const date = await plan(due, 0);
		await plan(early, 3600e6);
		await plan(cancelled, 0);
		succeed(await cancelled.archive({ type: "ARCHIVED" }));
		assert.deepEqual(await deletable(organization), [
			{ realm_id: due.id, kind: "deletion_planned", deletion_date: date },
		]);
		for (const { id } of [early, cancelled, lost]) assert.equal(await erase(organization, id), "not allowed");
		await organization.revoke(leaver);
		const [, orphaned] = await deletable(organization);
		assert(orphaned?.kind === "orphaned" && orphaned.realm_id === lost.id);
		assert.equal(await erase(organization, newVlobId()), "unknown");
		for (const { id } of [due, lost]) {
			assert.equal(await erase(organization, id), "deleted");
			assert.equal(await erase(organization, id), "deleted already");
		}
		assert.deepEqual(await deletable(organization), []);
	});

	test("nothing of it is left but its certificates, and every command says that it is deleted", async () => {
		const organization = await bootstrap();
		const { workspace, vlob, block } = await filled(organization);
		const other = await filled(organization);
		await plan(workspace, 0);
		assert.equal(await erase(organization, workspace.id), "deleted");
		const deleted = { status: "realm_deleted" };
		const { admin } = organization;
		const attempts = [
			workspace.share(await organization.addUser(), "READER"),
			workspace.unshare(await organization.addUser()),
			workspace.promote(admin),
			workspace.rename(),
			workspace.rotate(),
			workspace.archive({ type: "AVAILABLE" }),
			workspace.keysBundle(admin),
			workspace.createVlob(newVlobId()),
			workspace.updateVlob(vlob, 2),
			workspace.readBatch([vlob]),
			workspace.readVersions([[vlob, 1]]),
			workspace.poll(0n),
			workspace.createBlock(newBlockId(), bytes("block")),
			workspace.readBlock(block),
		];
		for (const reply of await Promise.all(attempts)) assert.deepEqual(reply, deleted);
		assert.equal((await workspace.createRealm(admin)).status, "realm_already_exists");
		const served = await organization.call(admin, certificate_get, {
			common_after: null,
			sequester_after: null,
			shamir_recovery_after: null,
			realm_after: new Map(),
		});
		assert.equal(succeed(served).realm_certificates.get(workspace.id)?.length, 4);
		for (const table of ["vlob", "block", "realm_keys_bundle_access"]) {
			const row = await organization.server.database.read((sql) =>
				sql.one<{ rows: bigint }>(`SELECT count(*) AS rows FROM ${table}`),
			);
			assert.equal(row?.rows, 1n, `${table}: what is left is of the other realm`);
		}
		succeed(await other.workspace.readBlock(other.block));
		assert.equal(succeed(await organization.call(admin, organization_info, {})).total_block_bytes, 5n);
	});

	if (engine === "sqlite")
		test("from the command line: the list, the names of the blocks, the deletion", async (t) => {
			const folder = await mkdtemp(join(tmpdir(), "parallax-deletion-"));
			t.after(() => rm(folder, { recursive: true }));
			const path = join(folder, "db.sqlite");
			const server = await start({ database: { kind: "sqlite", path } });
			const organization = await TestOrganization.bootstrap(server, {
				realm_minimum_archiving_period_before_deletion: 0,
			});
			const { workspace, block } = await filled(organization);
			const date = await plan(workspace, 0);
			await server.stop();

			const common = ["--db", `sqlite:${path}`, "--organization", organization.id];
			let printed = "";
			const print = (text: string) => {
				printed += text;
			};
			await listDeletableRealms([...common, "--json"], {}, print);
			const [listed] = JSON.parse(printed) as { realm_id: string; kind: string; deletion_date: string }[];
			assert.equal(listed?.realm_id, workspace.id);
			assert.equal(BigInt(Date.parse(listed?.deletion_date ?? "")), date / 1000n);

			const dump = (name: string) => ["--dump-realm-blocks", join(folder, name)];
			const realm = ["--realm", workspace.id];
			await deleteOneRealm([...common, ...realm, ...dump("dry"), "--dry-run"], {}, print);
			const line = `${organization.id}/${BlockID.hyphenated(block)}\n`;
			assert.equal(await readFile(join(folder, "dry"), "utf8"), line);
			await deleteOneRealm([...common, ...realm, ...dump("blocks")], {}, print);
			assert.equal(await readFile(join(folder, "blocks"), "utf8"), line);
			await assert.rejects(deleteOneRealm([...common, ...realm, ...dump("again")], {}, print), /is deleted already/);
			await assert.rejects(listDeletableRealms(common.slice(0, 2), {}, print), ConfigError);
			const nowhere = [...common.slice(0, 2), "--organization", "Nowhere"];
			await assert.rejects(listDeletableRealms(nowhere, {}, print), /there is no organization Nowhere/);
			printed = "";
			await listDeletableRealms(common, {}, print);
			assert.equal(printed, "No realm may be deleted.\n");
		});
});
