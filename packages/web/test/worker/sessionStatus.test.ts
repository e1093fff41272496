import assert from "node:assert/strict";
import { test } from "node:test";
import { DateTime } from "@parallax/protocol";
import { shownStatus } from "../../src/worker/sessionStatus.ts";

test("clocks that differ are both shown; a server that does not tell its own is one that makes no sense", () => {
	const deviceTime = DateTime.parse("2026-01-01T12:00:00Z");
	const serverTime = DateTime.parse("2026-01-01T13:00:00Z");
	assert.deepEqual(shownStatus({ kind: "clock", deviceTime, serverTime }, null), {
		kind: "clock",
		deviceTime: DateTime.toMilliseconds(deviceTime),
		serverTime: DateTime.toMilliseconds(serverTime),
	});
	assert.equal(shownStatus({ kind: "clock", deviceTime, serverTime: null }, null).kind, "failed");
});

test("a certificate that must not be believed is told with the rule that it breaks", () => {
	const status = { kind: "invalid-certificate", reason: "revoked_author", certificate: null } as const;
	assert.deepEqual(shownStatus(status, null), { kind: "invalid-certificate", detail: "revoked_author" });
});
