import { CLAIMER_STEPS, ClaimerStep, decodeMsgpack, encodeAs, GREETER_STEPS, GreeterStep } from "@parallax/protocol";

/** A step as it is stored: its index in the attempt, and bytes that are the same whenever it is repeated. */
export interface StoredStep {
	readonly index: number;
	readonly data: Uint8Array;
}

export function writeGreeterStep(step: GreeterStep): StoredStep {
	return { index: GREETER_STEPS.indexOf(step.step), data: encodeAs(GreeterStep, step) };
}

export function writeClaimerStep(step: ClaimerStep): StoredStep {
	return { index: CLAIMER_STEPS.indexOf(step.step), data: encodeAs(ClaimerStep, step) };
}

export function readGreeterStep(data: Uint8Array): GreeterStep {
	return GreeterStep.decode(decodeMsgpack(data));
}

export function readClaimerStep(data: Uint8Array): ClaimerStep {
	return ClaimerStep.decode(decodeMsgpack(data));
}
