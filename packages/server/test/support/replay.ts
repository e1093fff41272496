import assert from "node:assert/strict";
import { openSigned, peekSigned, verifyKeyOf } from "@parallax/crypto";
import {
	authenticatedCommands,
	CommonCertificate,
	type DateTime,
	type DeviceID,
	type UserID,
	type UserProfile,
	type VerifyKey,
} from "@parallax/protocol";
import type { TestDevice, TestOrganization } from "./fixtures.ts";

/** The `common` topic as a client that trusts nobody reads it from the start. */
export interface Replay {
	readonly certificates: readonly CommonCertificate[];
	readonly profiles: ReadonlyMap<UserID, UserProfile>;
	readonly revoked: ReadonlySet<UserID>;
}

/** What a device is served of the `common` topic after this date. */
export async function getCommon(
	organization: TestOrganization,
	device: TestDevice,
	common_after: DateTime | null = null,
): Promise<readonly Uint8Array[]> {
	const reply = await organization.call(device, authenticatedCommands.commands.certificate_get, {
		common_after,
		sequester_after: null,
		shamir_recovery_after: null,
		realm_after: new Map(),
	});
	assert(reply.status === "ok");
	return reply.common_certificates;
}

/**
 * Reads all of it, and holds it to certificates.md §4.2: strictly increasing timestamps but for a user and his first device, every
 * author known, not revoked, and ADMIN when the certificate is about somebody else.
 */
export async function replayCommon(organization: TestOrganization, reader = organization.admin): Promise<Replay> {
	const devices = new Map<DeviceID, { readonly user: UserID; readonly key: VerifyKey }>();
	const profiles = new Map<UserID, UserProfile>();
	const revoked = new Set<UserID>();
	const certificates: CommonCertificate[] = [];
	for (const signed of await getCommon(organization, reader)) {
		const { author } = peekSigned(CommonCertificate, signed);
		const signer = author === null ? undefined : devices.get(author);
		assert(author === null || signer, "the author is known");
		const read = openSigned(CommonCertificate, signed, signer?.key ?? verifyKeyOf(organization.root));
		const previous = certificates.at(-1);
		const isFirstDevice = read.type === "device_certificate" && signer?.user !== read.user_id;
		if (isFirstDevice) {
			assert.equal(previous?.type, "user_certificate", "a user comes right before his first device");
			assert.equal(previous?.user_id, read.user_id);
			assert.equal(previous?.timestamp, read.timestamp);
		} else if (previous) assert(read.timestamp > previous.timestamp, "timestamps increase strictly");
		if (signer) {
			assert(!revoked.has(signer.user), "a revoked user made a certificate");
			if (read.user_id !== signer.user) assert.equal(profiles.get(signer.user), "ADMIN", "the author is an ADMIN");
		}
		if (read.type === "user_certificate") profiles.set(read.user_id, read.profile);
		if (read.type === "user_update_certificate") profiles.set(read.user_id, read.new_profile);
		if (read.type === "revoked_user_certificate") revoked.add(read.user_id);
		if (read.type === "device_certificate") devices.set(read.device_id, { user: read.user_id, key: read.verify_key });
		certificates.push(read);
	}
	return { certificates, profiles, revoked };
}
