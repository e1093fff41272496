import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { REACT_ARIA_STYLES } from "../../packages/server/src/http/webApp.ts";

const MODULES = join(import.meta.dirname, "../../node_modules");

/** Every text that React Aria puts in a style element, with the constants that it is made of. */
function injectedStyles(): string[] {
	return globSync("{react-aria,react-aria-components,react-stately}/dist/**/*.mjs", { cwd: MODULES }).flatMap(
		(file) => {
			const source = readFileSync(join(MODULES, file), "utf8");
			const styles = [...source.matchAll(/\bstyle\.textContent = `([^`]*)`\.trim\(\)/g)].map(([, text = ""]) =>
				text
					.replaceAll(/\$\{([^}]+)\}/g, (_, name: string) => {
						const start = source.indexOf(`const ${name} = '`) + `const ${name} = '`.length;
						return source.slice(start, source.indexOf("'", start));
					})
					.trim(),
			);
			const elements = source.match(/createElement\(['"]style['"]\)/g)?.length ?? 0;
			assert.equal(styles.length, elements, `${file} makes a style element whose text was not found`);
			return styles;
		},
	);
}

test("the style elements that React Aria makes are the ones that the policy of the server allows", () => {
	const hashes = injectedStyles().map((text) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`);
	assert.deepEqual(hashes.sort(), REACT_ARIA_STYLES.toSorted());
});
