import assert from "node:assert/strict";
import { test } from "node:test";
import type { InvitationType, UserProfile } from "@parallax/protocol";
import fc from "fast-check";
import { invitationStatus, mayClose, mayGreet, type UserTies } from "../src/invitation/rules.ts";

const type = fc.constantFrom<InvitationType>("USER", "DEVICE", "SHAMIR_RECOVERY");
const ties: fc.Arbitrary<UserTies> = fc.record({
	profile: fc.constantFrom<UserProfile>("ADMIN", "STANDARD", "OUTSIDER"),
	isRevoked: fc.boolean(),
	isClaimer: fc.boolean(),
	isRecipient: fc.boolean(),
});

test("who may greet (commands-authenticated-org.md §3.3)", () => {
	const alice: UserTies = { profile: "STANDARD", isRevoked: false, isClaimer: false, isRecipient: false };
	assert.equal(mayGreet("USER", { ...alice, profile: "ADMIN" }), true);
	assert.equal(mayGreet("USER", { ...alice, isClaimer: true, isRecipient: true }), false);
	assert.equal(mayGreet("DEVICE", { ...alice, isClaimer: true }), true);
	assert.equal(mayGreet("DEVICE", { ...alice, profile: "ADMIN", isRecipient: true }), false);
	assert.equal(mayGreet("SHAMIR_RECOVERY", { ...alice, isRecipient: true }), true);
	assert.equal(mayGreet("SHAMIR_RECOVERY", { ...alice, profile: "ADMIN", isClaimer: true }), false);
});

test("nobody greets once revoked; whoever may greet, and nobody else but the claimer, may close", () => {
	fc.assert(
		fc.property(type, ties, (of, user) => {
			assert.equal(mayGreet(of, { ...user, isRevoked: true }), false);
			assert.equal(mayClose(of, user), user.isClaimer || mayGreet(of, user));
		}),
	);
});

test("a deleted setup cancels its pending invitation, and changes nothing of a closed one", () => {
	assert.equal(invitationStatus({ deletedReason: null, setupDeleted: false }), "PENDING");
	assert.equal(invitationStatus({ deletedReason: null, setupDeleted: true }), "CANCELLED");
	assert.equal(invitationStatus({ deletedReason: "FINISHED", setupDeleted: true }), "FINISHED");
	assert.equal(invitationStatus({ deletedReason: "CANCELLED", setupDeleted: false }), "CANCELLED");
});
