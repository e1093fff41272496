import { Bytes } from "../../schema/primitives.ts";
import { union } from "../../schema/struct.ts";
import type { Infer } from "../../schema/type.ts";
import { DateTime } from "../../types/datetime.ts";
import { CancelledGreetingAttemptReason, GreeterOrClaimer } from "../../types/enums.ts";
import { HashDigest, PublicKey } from "../../types/keys.ts";

/** What the greeter posts at each step of a greeting (commands-authenticated-org.md §3.6). */
export type GreeterStep = Infer<typeof GreeterStep>;
export const GreeterStep = union("step", {
	NUMBER_0_WAIT_PEER: { public_key: PublicKey },
	NUMBER_1_GET_HASHED_NONCE: {},
	NUMBER_2_SEND_NONCE: { greeter_nonce: Bytes },
	NUMBER_3_GET_NONCE: {},
	NUMBER_4_WAIT_PEER_TRUST: {},
	// The literal of the greeter's "signify trust" really is this digit, unlike every other step.
	"5": {},
	NUMBER_6_GET_PAYLOAD: {},
	NUMBER_7_SEND_PAYLOAD: { greeter_payload: Bytes },
	NUMBER_8_WAIT_PEER_ACKNOWLEDGMENT: {},
});

/** What the claimer posts at each step of a greeting (commands-authenticated-org.md §3.6). */
export type ClaimerStep = Infer<typeof ClaimerStep>;
export const ClaimerStep = union("step", {
	NUMBER_0_WAIT_PEER: { public_key: PublicKey },
	NUMBER_1_SEND_HASHED_NONCE: { hashed_nonce: HashDigest },
	NUMBER_2_GET_NONCE: {},
	NUMBER_3_SEND_NONCE: { claimer_nonce: Bytes },
	NUMBER_4_SIGNIFY_TRUST: {},
	NUMBER_5_WAIT_PEER_TRUST: {},
	NUMBER_6_SEND_PAYLOAD: { claimer_payload: Bytes },
	NUMBER_7_GET_PAYLOAD: {},
	NUMBER_8_ACKNOWLEDGE: {},
});

/** The greeter's steps in order: the position of a name is its index in the attempt. */
export const GREETER_STEPS = [
	"NUMBER_0_WAIT_PEER",
	"NUMBER_1_GET_HASHED_NONCE",
	"NUMBER_2_SEND_NONCE",
	"NUMBER_3_GET_NONCE",
	"NUMBER_4_WAIT_PEER_TRUST",
	"5",
	"NUMBER_6_GET_PAYLOAD",
	"NUMBER_7_SEND_PAYLOAD",
	"NUMBER_8_WAIT_PEER_ACKNOWLEDGMENT",
] as const satisfies readonly GreeterStep["step"][];

/** The claimer's steps in order: the position of a name is its index in the attempt. */
export const CLAIMER_STEPS = [
	"NUMBER_0_WAIT_PEER",
	"NUMBER_1_SEND_HASHED_NONCE",
	"NUMBER_2_GET_NONCE",
	"NUMBER_3_SEND_NONCE",
	"NUMBER_4_SIGNIFY_TRUST",
	"NUMBER_5_WAIT_PEER_TRUST",
	"NUMBER_6_SEND_PAYLOAD",
	"NUMBER_7_GET_PAYLOAD",
	"NUMBER_8_ACKNOWLEDGE",
] as const satisfies readonly ClaimerStep["step"][];

/** What both peers are told of an attempt that one of them cancelled. */
export const attemptCancellation = {
	origin: GreeterOrClaimer,
	timestamp: DateTime,
	reason: CancelledGreetingAttemptReason,
} as const;
