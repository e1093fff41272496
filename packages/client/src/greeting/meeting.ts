import {
	constantTimeEqual,
	greetingSharedKey,
	newPrivateKey,
	publicKeyOf,
	randomBytes,
	type SASCode,
	sasCodes,
	sha256,
} from "@parallax/crypto";
import type { ClaimerStep, GreeterStep, SecretKey } from "@parallax/protocol";
import { Attempt, GreetingStopped, type Surroundings } from "./attempt.ts";
import type { GreetingPeer } from "./peer.ts";

/** How many times the peer may start again before we do: each restart rolls the codes again (enrollment.md §2.6). */
const MAX_RESTARTS = 8;
const NONCE_SIZE = 64;

/** Two sides that share a key, and are about to compare codes. */
export interface Meeting<Mine extends GreeterStep | ClaimerStep, Theirs extends GreeterStep | ClaimerStep> {
	readonly attempt: Attempt<Mine, Theirs>;
	readonly key: SecretKey;
	readonly codes: { readonly greeter: SASCode; readonly claimer: SASCode };
}

export type GreeterMeeting = Meeting<GreeterStep, ClaimerStep>;
export type ClaimerMeeting = Meeting<ClaimerStep, GreeterStep>;

/** Steps 0 to 3 as host: commitment of the guest, our nonce, then theirs, which must be the one committed to. */
export function meetAsGreeter(
	peer: GreetingPeer<GreeterStep, ClaimerStep>,
	surroundings: Surroundings,
): Promise<GreeterMeeting> {
	return meet(peer, surroundings, async (attempt) => {
		const own = newPrivateKey();
		const { public_key } = await attempt.exchange(
			{ step: "NUMBER_0_WAIT_PEER", public_key: publicKeyOf(own) },
			"NUMBER_0_WAIT_PEER",
		);
		const key = greetingSharedKey("greeter", own, public_key);
		const { hashed_nonce } = await attempt.exchange(
			{ step: "NUMBER_1_GET_HASHED_NONCE" },
			"NUMBER_1_SEND_HASHED_NONCE",
		);
		const greeterNonce = randomBytes(NONCE_SIZE);
		await attempt.exchange({ step: "NUMBER_2_SEND_NONCE", greeter_nonce: greeterNonce }, "NUMBER_2_GET_NONCE");
		const { claimer_nonce } = await attempt.exchange({ step: "NUMBER_3_GET_NONCE" }, "NUMBER_3_SEND_NONCE");
		if (!constantTimeEqual(sha256(claimer_nonce), hashed_nonce)) {
			await attempt.cancel("INVALID_NONCE_HASH");
			throw new GreetingStopped({ kind: "cancelled", by: "me", reason: "INVALID_NONCE_HASH", on: null });
		}
		return { attempt, key, codes: sasCodes(key, claimer_nonce, greeterNonce) };
	});
}

/** Steps 0 to 3 as guest. */
export function meetAsClaimer(
	peer: GreetingPeer<ClaimerStep, GreeterStep>,
	surroundings: Surroundings,
): Promise<ClaimerMeeting> {
	return meet(peer, surroundings, async (attempt) => {
		const own = newPrivateKey();
		const { public_key } = await attempt.exchange(
			{ step: "NUMBER_0_WAIT_PEER", public_key: publicKeyOf(own) },
			"NUMBER_0_WAIT_PEER",
		);
		const key = greetingSharedKey("claimer", own, public_key);
		const claimerNonce = randomBytes(NONCE_SIZE);
		await attempt.exchange(
			{ step: "NUMBER_1_SEND_HASHED_NONCE", hashed_nonce: sha256(claimerNonce) },
			"NUMBER_1_GET_HASHED_NONCE",
		);
		const { greeter_nonce } = await attempt.exchange({ step: "NUMBER_2_GET_NONCE" }, "NUMBER_2_SEND_NONCE");
		await attempt.exchange({ step: "NUMBER_3_SEND_NONCE", claimer_nonce: claimerNonce }, "NUMBER_3_GET_NONCE");
		return { attempt, key, codes: sasCodes(key, claimerNonce, greeter_nonce) };
	});
}

/** Starts an attempt and plays `steps`, again when the peer restarts, and leaves no attempt behind when aborted. */
async function meet<Mine extends GreeterStep | ClaimerStep, Theirs extends GreeterStep | ClaimerStep>(
	peer: GreetingPeer<Mine, Theirs>,
	surroundings: Surroundings,
	steps: (attempt: Attempt<Mine, Theirs>) => Promise<Meeting<Mine, Theirs>>,
): Promise<Meeting<Mine, Theirs>> {
	for (let restarts = 0; ; restarts++) {
		const attempt = await Attempt.start(peer, surroundings);
		try {
			return await steps(attempt);
		} catch (error) {
			const stopped = error instanceof GreetingStopped && !surroundings.signal.aborted;
			if (stopped && attempt.restartedByPeer(error.end) && restarts < MAX_RESTARTS) continue;
			// Whoever leaves tells the peer, who would wait for ever otherwise.
			if (!stopped) await attempt.cancel("MANUALLY_CANCELLED");
			throw error;
		}
	}
}
