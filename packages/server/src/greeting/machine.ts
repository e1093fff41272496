import { newId } from "@parallax/crypto";
import {
	ApiVersion,
	type DateTime,
	type GreeterOrClaimer,
	GreetingAttemptID,
	type OrganizationID,
	type ServerEvent,
	type UserID,
} from "@parallax/protocol";
import { type ClientInfo, HttpRefusal, type OrganizationRef } from "../http/handlers.ts";
import type { Transaction } from "../sql/database.ts";
import { decideStart, decideStep, type StepDecision } from "./rules.ts";
import type { StoredStep } from "./steps.ts";
import {
	cancelAttempt,
	findActiveAttempt,
	insertAttempt,
	joinAttempt,
	openSession,
	readSteps,
	writeStep,
} from "./store.ts";

/** Older programs derive other codes from the same greeting (commands-authenticated-org.md §3.6). */
const OLDEST_API = ApiVersion.parse("5.2");

/** @throws HttpRefusal 422 */
export function requireCurrentCodes({ apiVersion }: ClientInfo): void {
	if (ApiVersion.compare(apiVersion, OLDEST_API) < 0) throw new HttpRefusal(422);
}

/** Where a peer starts: the invitation is locked, and this user may greet it. */
export interface Session {
	readonly organization: OrganizationRef;
	readonly invitationKey: bigint;
	readonly greeterKey: bigint;
}

/** The attempt in which the two peers meet, whoever comes first. */
export async function start(
	tx: Transaction,
	{ organization, invitationKey, greeterKey }: Session,
	peer: GreeterOrClaimer,
	now: DateTime,
): Promise<GreetingAttemptID> {
	const session = await openSession(tx, invitationKey, greeterKey);
	const active = await findActiveAttempt(tx, session);
	const decision = decideStart(active, peer);
	if (active && decision === "join") {
		await joinAttempt(tx, active.key, peer, now);
		return active.id;
	}
	if (active) await cancelAttempt(tx, active.key, { origin: peer, reason: "AUTOMATICALLY_CANCELLED", timestamp: now });
	const id = newId(GreetingAttemptID);
	await insertAttempt(tx, organization.key, session, id, peer, now);
	return id;
}

/** A peer posts a step of an attempt whose invitation is locked. */
export async function post(
	tx: Transaction,
	attempt: bigint,
	peer: GreeterOrClaimer,
	{ index, data }: StoredStep,
): Promise<StepDecision> {
	const { previous, current } = await readSteps(tx, attempt, index);
	const decision = decideStep(index, previous, current, peer, data);
	if ("isNew" in decision && decision.isNew) await writeStep(tx, attempt, index, peer, data);
	return decision;
}

type AttemptEvent = Extract<ServerEvent, { readonly greeting_attempt: GreetingAttemptID }>;

/** Tells the greeter, on all of its devices, of an attempt. */
export function emitAttempt(tx: Transaction, organization: OrganizationID, greeter: UserID, event: AttemptEvent): void {
	tx.emit({ kind: "public", organization, event, audience: { kind: "users", users: [greeter] } });
}
