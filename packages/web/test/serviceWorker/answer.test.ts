import assert from "node:assert/strict";
import { test } from "node:test";
import { answerTo } from "../../src/serviceWorker/answer.ts";

const BASE = new URL("https://parallax.example/client/");

function answer(path: string, { method = "GET", mode = "cors" as RequestMode } = {}) {
	return answerTo({ method, mode, url: new URL(path, BASE).href }, BASE);
}

test("a page is asked of the network first, so that a new build is seen at once", () => {
	assert.equal(answer("/client/", { mode: "navigate" }), "network-first");
	assert.equal(answer("/client/join", { mode: "navigate" }), "network-first");
});

test("a file whose name tells its content is taken from what is kept", () => {
	assert.equal(answer("/client/assets/first-C0qRneZL.js"), "cache-first");
	assert.equal(answer("/client/assets/first-CWAwEqOK.css", { mode: "no-cors" }), "cache-first");
});

test("the farewell of a page that is closed goes its way in every browser, as all that is sent", () => {
	for (const path of ["/invited/Acme", "/authenticated/Acme", "/client/", "/client/assets/first-C0qRneZL.js"])
		for (const method of ["POST", "PUT", "PATCH", "DELETE"])
			for (const mode of ["cors", "same-origin", "navigate"] as const)
				assert.equal(answer(path, { method, mode }), null, `${method} ${path}, ${mode}`);
});

test("nothing of the API is answered, whatever the method: events are listened to by GET", () => {
	for (const path of [
		"/authenticated/Acme/events",
		"/anonymous_server",
		"/administration/organizations",
		"/redirect/Acme",
	])
		for (const method of ["GET", "HEAD"])
			for (const mode of ["cors", "navigate"] as const) assert.equal(answer(path, { method, mode }), null, path);
});

test("nor what is of another server, or only looks like the application", () => {
	assert.equal(answer("https://elsewhere.example/client/assets/a.js"), null);
	assert.equal(answer("http://parallax.example/client/"), null);
	assert.equal(answer("/client-other/assets/a.js"), null);
	assert.equal(answer("/client/serviceWorker.js"), null);
	assert.equal(answer("/client/manifest.webmanifest"), null);
});
