import { createHash } from "node:crypto";
import type { Plugin } from "vite";

/** Where the source leaves place for it; how it is quoted is the minifier's choice. */
const PLACE = /(["'`])__SHELL__\1/;

/** What is larger is needed once in a while, as dictionaries are when a password is chosen: it is kept when it has been used. */
const MOST_BYTES = 1_048_576;

/** Tells the service worker which files this build is made of, and a version that changes with any of them. */
export function serviceWorkerShell(fileName: string): Plugin {
	return {
		name: "parallax:service-worker-shell",
		apply: "build",
		generateBundle: {
			order: "post",
			handler(_, bundle) {
				const worker = bundle[fileName];
				if (worker?.type !== "chunk") return this.error(`The build has no ${fileName}`);
				if (worker.imports.length > 0 || worker.dynamicImports.length > 0)
					return this.error(`${fileName} must stand alone: a service worker is a classic script`);
				const hash = createHash("sha256");
				const others = Object.values(bundle)
					.filter((output) => output !== worker)
					.sort((a, b) => (a.fileName < b.fileName ? -1 : 1));
				const files: string[] = [];
				for (const output of others) {
					const { fileName } = output;
					const content = output.type === "chunk" ? output.code : output.source;
					hash.update(fileName).update("\0").update(content);
					if (fileName.startsWith("assets/") && !fileName.endsWith(".woff2") && content.length < MOST_BYTES)
						files.push(fileName);
				}
				const shell = JSON.stringify({ version: hash.digest("hex").slice(0, 16), files });
				if (!PLACE.test(worker.code)) return this.error(`${fileName} has no place for the list of files`);
				worker.code = worker.code.replace(PLACE, () => JSON.stringify(shell));
			},
		},
	};
}
