import { createHash } from "node:crypto";
import type { Plugin } from "vite";

/** Where the source leaves place for it; how it is quoted is the minifier's choice. */
const PLACE = /(["'`])__SHELL__\1/;

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
				for (const output of others)
					hash
						.update(output.fileName)
						.update("\0")
						.update(output.type === "chunk" ? output.code : output.source);
				const files = others
					.map((output) => output.fileName)
					.filter((name) => name.startsWith("assets/") && !name.endsWith(".woff2"));
				const shell = JSON.stringify({ version: hash.digest("hex").slice(0, 16), files });
				if (!PLACE.test(worker.code)) return this.error(`${fileName} has no place for the list of files`);
				worker.code = worker.code.replace(PLACE, () => JSON.stringify(shell));
			},
		},
	};
}
