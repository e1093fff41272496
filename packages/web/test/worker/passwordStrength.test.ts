import assert from "node:assert/strict";
import { test } from "node:test";
import { passwordStrength } from "../../src/worker/passwordStrength.ts";

const level = (password: string, ...personal: string[]) => passwordStrength(password, personal).level;

test("only what takes ten thousand million guesses or more is strong", () => {
	assert.equal(level(""), "low");
	assert.equal(level("password123"), "low");
	assert.equal(level("azertyuiop"), "low");
	assert.equal(level("correcthorsebatterystaple"), "strong");
	assert.equal(level("9f2mKq7sL"), "moderate");
	assert.equal(level("9f2mKq7sLw"), "strong");
});

test("words of both languages are known", () => {
	assert.equal(level("tournesol"), "low");
	assert.equal(level("sunflower"), "low");
	assert.notEqual(level("tvurnqsol"), "low");
});

test("a person's own name and address protect nothing", () => {
	assert.equal(level("zbigniew.wojciechowski"), "strong");
	assert.notEqual(level("zbigniew.wojciechowski", "Zbigniew Wojciechowski", "zbigniew@example.com"), "strong");
});

test("it says how long guessing would take, and never takes long itself", () => {
	assert.equal(passwordStrength("1234", []).crackTime, "seconds");
	assert.equal(passwordStrength("correct horse battery staple", []).crackTime, "centuries");
	assert.equal(level("n0t v3ry l0ng ".repeat(5_000)), "strong");
});
