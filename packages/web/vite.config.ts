import { fileURLToPath } from "node:url";
import optimizeLocales from "@react-aria/optimize-locales-plugin";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";
import { compress } from "./build/compress.ts";
import { serviceWorkerShell } from "./build/serviceWorker.ts";
import { wholeWorkerEntry } from "./build/workerEntry.ts";

/** At the root of the application, since it governs what is below it; its name cannot change. */
const SERVICE_WORKER = "serviceWorker.js";

/** It shares nothing with pages, not even a file. */
function notServiceWorker(id: string): boolean {
	return !/[\\/]serviceWorker[\\/](serviceWorker|scope|answer)\.ts$/.test(id);
}

const SOURCES = fileURLToPath(new URL("src/", import.meta.url));
const INVITATION_SCREEN = `${SOURCES}routes/join/JoinPage.tsx`;

interface Modules {
	getModuleInfo(id: string): { readonly importedIds: readonly string[] } | null;
}

/** Names the file of what the screen of an invitation is made of, which what is used of libraries goes with; `null` for the rest. */
function withInvitation(id: string, modules: Modules): string | null {
	const parts = new Set([INVITATION_SCREEN]);
	for (const part of parts)
		for (const imported of modules.getModuleInfo(part)?.importedIds ?? [])
			if (imported.startsWith(SOURCES)) parts.add(imported);
	return parts.has(id) ? "invitation" : null;
}

export default defineConfig({
	base: "/client/",
	plugins: [
		react(),
		// React Aria says a few things by itself, in thirty languages: ours are two.
		{ ...optimizeLocales.vite({ locales: ["en-US", "fr-FR"] }), enforce: "pre" },
		serviceWorkerShell(SERVICE_WORKER),
		compress(),
	],
	build: {
		target: "baseline-widely-available",
		// Every browser of the target knows modulepreload, and what does not run needs no policy.
		modulePreload: { polyfill: false },
		// A file inlined in a style or script would be a `data:` address, which the policy allows for images only.
		assetsInlineLimit: 0,
		// What is large is meant to be: the first screen in one file, and the dictionaries of passwords, in kB.
		chunkSizeWarningLimit: 3_000,
		rolldownOptions: {
			input: {
				index: fileURLToPath(new URL("index.html", import.meta.url)),
				serviceWorker: fileURLToPath(new URL("src/serviceWorker/serviceWorker.ts", import.meta.url)),
			},
			output: {
				entryFileNames: ({ name }) => (name === "serviceWorker" ? SERVICE_WORKER : "assets/[name]-[hash].js"),
				// Three files, where there would be one for each module that two screens share: on a telephone a file costs more than
				// bytes. The link of an e-mail is opened by who has never been here, and waits for what its screen is made of only.
				codeSplitting: {
					groups: [
						{ name: "first", tags: ["$initial"], test: notServiceWorker, priority: 2 },
						{ name: withInvitation, debugName: "invitation", test: notServiceWorker, priority: 1 },
						{ name: "shared", minShareCount: 2, test: notServiceWorker },
					],
				},
			},
		},
	},
	worker: {
		format: "es",
		plugins: () => [wholeWorkerEntry()],
		// One file for all that the core begins with, whatever of it is used by what comes later.
		rolldownOptions: { output: { codeSplitting: { groups: [{ name: "core", tags: ["$initial"] }] } } },
	},
});
