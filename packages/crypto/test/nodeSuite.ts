import { describe, test } from "node:test";
import { suite } from "./suite.ts";

/** Declares one part of the suite as tests of node:test. */
export function testOnNode(part: keyof typeof suite): void {
	describe(part, () => {
		for (const { name, check } of suite[part]) test(name, check);
	});
}
