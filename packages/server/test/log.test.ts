import assert from "node:assert/strict";
import { test } from "node:test";
import { createLogger, type LogFormat, type LogLevel } from "../src/log/logger.ts";

function logger(format: LogFormat, level: LogLevel = "DEBUG") {
	const written: string[] = [];
	return { written, log: createLogger({ level, format }, (text) => written.push(text)) };
}

test("JSON: one object a line, with event, level, timestamp and the fields", () => {
	const { log, written } = logger("JSON");
	log.info("request", { organization: "CoolOrg", http: 200, status: undefined });
	log.flush();
	const { timestamp, ...rest } = JSON.parse(written.join("")) as Record<string, unknown>;
	assert.deepEqual(rest, { organization: "CoolOrg", http: 200, event: "request", level: "INFO" });
	assert.match(String(timestamp), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
});

test("console: a line for people; what peers wrote stays on that line", () => {
	const { log, written } = logger("CONSOLE_NO_TIMESTAMP");
	log.warning("odd", { organization: "CoolOrg", reason: "two\nlines" });
	log.flush();
	assert.deepEqual(written, ['WARNING  odd organization=CoolOrg reason="two\\nlines"\n']);
});

test("lines below the level are not written; those of one turn are written together", () => {
	const { log, written } = logger("CONSOLE_NO_TIMESTAMP", "WARNING");
	log.debug("a");
	log.info("b");
	log.warning("c");
	log.error("d", new Error("why"));
	log.flush();
	assert.equal(written.length, 1);
	assert.match(written.join(""), /^WARNING {2}c\nERROR {4}d cause="Error: why/);
	assert.deepEqual([log.enabled("INFO"), log.enabled("ERROR")], [false, true]);
});
