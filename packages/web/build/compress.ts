import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants } from "node:zlib";
import type { Plugin } from "vite";

const TEXT = /\.(js|css|html|svg|json|webmanifest|wasm)$/;

/** Below this the answer fits in one packet anyway; the server does not look for a compressed form either. */
const WORTH_COMPRESSING = 1024;

/** Beyond, the best compression takes many seconds to win some per cent: the server does it faster, and nearly as well. */
const TOO_SLOW = 1_048_576;

const brotli = promisify(brotliCompress);

/** Writes `NAME.br` beside each file that gets smaller: the server gives these (transport.md §10), once made with all the time it takes. */
export function compress(): Plugin {
	return {
		name: "parallax:compress",
		apply: "build",
		async writeBundle({ dir }, bundle) {
			if (dir === undefined) return;
			await Promise.all(
				Object.values(bundle).map(async (output) => {
					const bytes = Buffer.from(output.type === "chunk" ? output.code : output.source);
					if (!TEXT.test(output.fileName) || bytes.length < WORTH_COMPRESSING || bytes.length > TOO_SLOW) return;
					const params = {
						[constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
						[constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
					};
					await writeFile(join(dir, `${output.fileName}.br`), await brotli(bytes, { params }));
				}),
			);
		},
	};
}
