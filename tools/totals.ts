import type { TestEvent } from "node:test/reporters";

/** A node:test reporter that writes nothing but one JSON line of totals and the failures' names at the end. */
export default async function* totals(events: AsyncIterable<TestEvent>): AsyncGenerator<string> {
	const count = { passed: 0, failed: 0, skipped: 0 };
	const failures: string[] = [];
	for await (const event of events) {
		if (event.type !== "test:pass" && event.type !== "test:fail") continue;
		if (event.data.details.type === "suite") continue;
		if (event.type === "test:fail") {
			count.failed++;
			failures.push(`${event.data.file ?? ""}: ${event.data.name}`);
		} else if (event.data.skip || event.data.todo) count.skipped++;
		else count.passed++;
	}
	yield `${JSON.stringify({ ...count, failures })}\n`;
}
