import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { type SseFrame, SseOverflow, SseParser } from "../../src/events/sseParser.ts";

function read(...chunks: (string | Uint8Array)[]): SseFrame[] {
	const parser = new SseParser();
	return chunks.flatMap((chunk) => [
		...parser.push(typeof chunk === "string" ? new TextEncoder().encode(chunk) : chunk),
	]);
}

test("the frames of a server are read", () => {
	assert.deepEqual(read("data:aGVsbG8=\nid:0123\n\n", "event:keepalive\ndata:\n\n"), [
		{ event: "message", data: "aGVsbG8=", id: "0123" },
		{ event: "keepalive", data: "", id: undefined },
	]);
});

test("comments, unknown fields and frames without data are passed over; one space after the colon is not data", () => {
	assert.deepEqual(read(":note\nfoo:bar\nid:1\n\ndata:  a\ndata\ndata:b:c\n\n"), [
		{ event: "message", data: " a\n\nb:c", id: undefined },
	]);
});

test("a byte order mark is only passed over at the very start", () => {
	assert.deepEqual(read("\ufeffdata:a\n\n\ufeffdata:b\n\n").length, 1);
});

test("an id with a null character is none; a frame that its stream does not end is none", () => {
	assert.deepEqual(read("id:a\0b\ndata:x\n\ndata:y\n"), [{ event: "message", data: "x", id: undefined }]);
});

test("retry is digits only, even without a frame", () => {
	const parser = new SseParser();
	const push = (text: string) => [...parser.push(new TextEncoder().encode(text))];
	push("retry:-1\nretry:1e3\n");
	assert.equal(parser.retry, undefined);
	push("retry:2500\n\n");
	assert.equal(parser.retry, 2500);
});

test("what is pending is bounded, in one line or in many", () => {
	for (const hostile of ["x", "data:x\n", "id:x\n"]) {
		const parser = new SseParser(100);
		const bytes = new TextEncoder().encode(hostile.repeat(101));
		assert.throws(() => [...parser.push(bytes)], SseOverflow);
	}
});

test("line ends and cuts change nothing", () => {
	const lines = fc.constantFrom("data:é€😀", "data: b", "data", "event:e", "id:7", ":c", "other", "");
	const line = fc.tuple(lines, fc.constantFrom("\n", "\r\n", "\r"));
	const property = fc.property(fc.array(line), fc.array(fc.nat({ max: 9 })), (content, cuts) => {
		// A lone CR before an empty LF line would be read as one line end, and rightly so.
		const uniform = read(`${content.map(([text]) => text).join("\n")}\n`);
		const bytes = new TextEncoder().encode(
			content.map(([text, end]) => text + (end === "\r" ? "\r:\n" : end)).join(""),
		);
		const chunks: Uint8Array[] = [];
		let at = 0;
		for (const cut of cuts) {
			chunks.push(bytes.slice(at, at + cut));
			at += cut;
		}
		const expected = content.length === 0 ? [] : uniform;
		assert.deepEqual(read(...chunks, bytes.slice(at)), expected);
		assert.deepEqual(read(...[...bytes].map((byte) => Uint8Array.of(byte))), expected);
	});
	fc.assert(property);
});
