import assert from "node:assert/strict";
import { test } from "node:test";
import { facade } from "../../src/worker/facade.ts";

class Vault {
	readonly key = "secret";
	#opened = 0;
	protected readonly inside = { key: "secret" };

	open(): number {
		return ++this.#opened;
	}
}

test("a page reaches the methods that it is given, and nothing behind them", () => {
	const vault: Pick<Vault, "open"> = new Vault();
	const reached = facade(vault, { open: true });
	assert.equal(reached.open(), 1);
	assert.equal(reached.open(), 2, "with the state of the object itself");
	const paths = ["key", "inside", "constructor", "prototype", "__proto__", "toString"];
	assert.deepEqual(
		paths.filter((path) => path in reached),
		[],
	);
});
