import type { Plugin } from "vite";

/**
 * What a worker begins with is one file. The bundler gives what the entry shares with later files a file of its own, and
 * leaves of the entry one import of it: a round trip more before anything begins. That file takes the place of the entry.
 */
export function wholeWorkerEntry(): Plugin {
	return {
		name: "parallax:whole-worker-entry",
		apply: "build",
		generateBundle(_, bundle) {
			const chunks = Object.values(bundle).filter((output) => output.type === "chunk");
			const entry = chunks.find(({ isEntry }) => isEntry);
			if (!entry) return this.error("The worker has no entry");
			const [shared, ...more] = entry.imports.map((name) => chunks.find(({ fileName }) => fileName === name));
			if (!shared) return;
			const [entryName, sharedName] = [entry, shared].map(({ fileName }) => `"./${fileName.replace(/^.*\//, "")}"`);
			if (more.length > 0 || entry.code.trim() !== `import${sharedName};`)
				return this.error(`${entry.fileName} is more than an import of one file`);
			delete bundle[shared.fileName];
			for (const chunk of chunks) chunk.code = chunk.code.replaceAll(String(sharedName), String(entryName));
			entry.code = shared.code;
		},
	};
}
