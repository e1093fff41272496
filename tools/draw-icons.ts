/**
 * Draws the icons of the installed application from the logo: `node tools/draw-icons.ts`, after the logo has changed.
 * Their files are kept with the sources, so that a build needs no browser.
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { ensureChromium } from "./browser/ensure-chromium.ts";

const PUBLIC = join(import.meta.dirname, "../packages/web/public");
const ICONS = join(PUBLIC, "icons");
const PAPER = "#f5f4f0";

/** Of the width of the icon; the rest is the clear space of the logo, and for a maskable one what a system may cut off. */
const LOGO_SIZE = { any: 0.66, maskable: 0.52 };
const CORNER = { any: 0.22, maskable: 0 };

type Purpose = keyof typeof LOGO_SIZE;

/** The logo on paper, in its light colours: an icon stands on a background that nobody knows. */
function icon(purpose: Purpose): string {
	const logo = readFileSync(join(PUBLIC, "logo.svg"), "utf8");
	const color = (name: string) => new RegExp(`\\.${name}\\{fill:(#[0-9a-f]{6})\\}`).exec(logo)?.[1] ?? "";
	const shapes = [...logo.matchAll(/<path class="(\w)" d="([^"]+)"\/>/g)].map(
		([, name = "", path]) => `<path fill="${color(name)}" d="${path}"/>`,
	);
	const scale = LOGO_SIZE[purpose];
	const margin = (32 * (1 - scale)) / 2;
	return [
		'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><title>Parallax</title>',
		`<rect width="32" height="32" rx="${32 * CORNER[purpose]}" fill="${PAPER}"/>`,
		`<g transform="translate(${margin.toFixed(2)} ${margin.toFixed(2)}) scale(${scale})">`,
		...shapes,
		"</g></svg>\n",
	].join("");
}

mkdirSync(ICONS, { recursive: true });
const browser = await chromium.launch({ executablePath: ensureChromium(), args: ["--no-sandbox"] });
const page = await browser.newPage();
for (const [name, purpose, size] of [
	["icon-180", "maskable", 180],
	["icon-192", "any", 192],
	["icon-512", "any", 512],
	["maskable-512", "maskable", 512],
] as const) {
	await page.setViewportSize({ width: size, height: size });
	await page.setContent(`<style>body{margin:0}svg{display:block;width:100vw}</style>${icon(purpose)}`);
	await page.screenshot({ path: join(ICONS, `${name}.png`), omitBackground: true });
}
await browser.close();
writeFileSync(join(ICONS, "icon.svg"), icon("any"));
writeFileSync(join(ICONS, "maskable.svg"), icon("maskable"));
