import assert from "node:assert/strict";
import { test } from "node:test";
import { Turns } from "../../src/block/turns.ts";

test("works of one name take turns, in their order; those of another do not wait; a failure lets the next one go", async () => {
	const turns = new Turns();
	const [first, said] = [Promise.withResolvers<void>(), [] as string[]];
	const works = [
		turns.take("a", async () => {
			said.push("first begins");
			await first.promise;
			said.push("first fails");
			throw new Error("on purpose");
		}),
		turns.take("a", async () => said.push("second")),
		turns.take("a", async () => said.push("third")),
	];
	await turns.take("b", async () => said.push("another"));
	first.resolve();
	const [outcome] = await Promise.allSettled(works);
	assert.equal(outcome?.status, "rejected");
	assert.deepEqual(said, ["first begins", "another", "first fails", "second", "third"]);
});
