/**
 * Runs everything that must hold: formatting and lint (import directions included), types, then every suite.
 *   npm test                     all of it
 *   npm test -- PATTERN…         only the test files whose path contains one of the patterns
 *   npm run check                formatting, lint and types alone
 *   npm run test:vectors         the official vectors alone (those of the folder PARALLAX_VECTORS when it is set)
 * The last line printed is `N passed, N failed` (and `, N skipped` when there are some).
 */
import { spawnSync } from "node:child_process";
import { globSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const root = join(import.meta.dirname, "..");
const args = process.argv.slice(2);
const flags = new Set(args.filter((arg) => arg.startsWith("--")));
const patterns = args.filter((arg) => !arg.startsWith("--"));
const total = { passed: 0, failed: 0, skipped: 0 };
const failures: string[] = [];

function step(name: string, command: string, ...options: string[]): void {
	process.stdout.write(`▶ ${name}\n`);
	const { status } = spawnSync(command, options, { cwd: root, stdio: "inherit" });
	if (status === 0) total.passed++;
	else {
		total.failed++;
		failures.push(name);
	}
}

function check(): void {
	const bin = join(root, "node_modules", ".bin");
	step("Format, lint and import directions (biome)", join(bin, "biome"), "check", ".");
	step("Types (tsc)", join(bin, "tsc"), "--project", ".");
}

function suites(files: readonly string[]): void {
	const folder = mkdtempSync(join(tmpdir(), "parallax-test-"));
	const report = join(folder, "totals.json");
	const { status } = spawnSync(
		process.execPath,
		[
			"--test",
			"--test-concurrency=2",
			// No test takes so long: one that does hangs, and is told by its name.
			"--test-timeout=240000",
			"--test-reporter=dot",
			"--test-reporter-destination=stdout",
			`--test-reporter=${join(root, "tools/totals.ts")}`,
			`--test-reporter-destination=${report}`,
			...files,
		],
		{ cwd: root, stdio: "inherit" },
	);
	const result = JSON.parse(readFileSync(report, "utf8")) as typeof total & { failures: string[] };
	rmSync(folder, { recursive: true });
	total.passed += result.passed;
	total.failed += result.failed;
	total.skipped += result.skipped;
	failures.push(...result.failures);
	if (status !== 0 && result.failed === 0) {
		total.failed++;
		failures.push("the test runner itself ended in error");
	}
}

const vectors = globSync("test/vectors/*.test.ts", { cwd: root });
const everything = [
	...globSync("packages/*/test/**/*.test.ts", { cwd: root }),
	...globSync("test/**/*.test.ts", { cwd: root }),
];

if (flags.has("--vectors")) suites(vectors);
else if (flags.has("--check")) check();
else if (patterns.length > 0) suites(everything.filter((file) => patterns.some((pattern) => file.includes(pattern))));
else {
	check();
	suites(everything.sort());
}

for (const failure of failures) process.stdout.write(`✗ ${failure}\n`);
const skipped = total.skipped > 0 ? `, ${total.skipped} skipped` : "";
process.stdout.write(`${total.passed} passed, ${total.failed} failed${skipped}\n`);
process.exitCode = total.failed > 0 ? 1 : 0;
