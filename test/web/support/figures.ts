import type { CDPSession, Page } from "playwright-core";
import { Person } from "./person.ts";
import { type Line, slowLine } from "./slowLine.ts";
import { launchChromium } from "./stage.ts";
import { spaced } from "./words.ts";

/** A mid-range telephone is four times slower than this machine. */
const CPU_SLOWDOWN = 4;

const megabits = (count: number) => (count * 1_000_000) / 8;

/** What a telephone is connected by. */
export const NETWORKS = {
	/** An ordinary place, as WebPageTest sets it. */
	"4G": { latency: 170, downloadThroughput: megabits(9), uploadThroughput: megabits(9) },
	/** A bad one, as Lighthouse sets it. */
	"slow 4G": { latency: 150, downloadThroughput: megabits(1.6), uploadThroughput: megabits(0.75) },
} as const satisfies Record<string, Line>;

/** A page that shows nothing by then is broken. */
const SCREEN_LIMIT_MS = 30_000;

/** The page is at rest once nothing long has run for so long. */
const QUIET_MS = 2_000;

export interface Bytes {
	/** Over the wire, compressed, with headers. */
	readonly screen: number;
	readonly fonts: number;
	readonly worker: number;
}

export interface Loading {
	/** First text or picture. */
	readonly firstPaint: number;
	/** The largest one of the first screen. */
	readonly largestPaint: number;
	/** What the visit was for is there to be read. */
	readonly shown: number;
	/** From here on, a press is answered at once: after the first paint, no task of more than 50 ms is left. */
	readonly interactive: number;
	/** What tasks took beyond 50 ms, between first paint and interactive. */
	readonly blocked: number;
	/** Sum of the shifts that nobody asked for (CLS, without unit; 0.1 is good). */
	readonly layoutShift: number;
}

/** What a first visit moves over the network, from an empty cache; without what the service worker fetches for later. */
export async function measureBytes(url: string): Promise<Bytes> {
	return visit(url, async (page) => {
		await page.goto(url, { waitUntil: "networkidle" });
		const files = await page.evaluate(() =>
			[...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")].map((entry) => ({
				name: entry.name,
				bytes: (entry as PerformanceResourceTiming).transferSize,
			})),
		);
		const sizes = { screen: 0, fonts: 0, worker: 0 };
		for (const { name, bytes } of files) {
			const kind = name.endsWith(".woff2") ? "fonts" : name.includes("/core.worker-") ? "worker" : "screen";
			sizes[kind] += bytes;
		}
		return sizes;
	});
}

/**
 * How a first visit on such a telephone goes, with all that the page, its worker and its service worker fetch on one line.
 * @param title the heading of what the visit is for, which may have to be asked of the server.
 */
export async function measureLoading(url: string, title: string, network: keyof typeof NETWORKS): Promise<Loading> {
	const line = await slowLine(Number(new URL(url).port), NETWORKS[network]);
	try {
		return await visit(
			url,
			async (page, devTools) => {
				await devTools.send("Emulation.setCPUThrottlingRate", { rate: CPU_SLOWDOWN });
				await page.addInitScript(observe);
				await page.goto(url, { waitUntil: "load" });
				await page.getByRole("heading", { name: spaced(title), exact: true }).waitFor({ timeout: SCREEN_LIMIT_MS });
				const shown = await page.evaluate(() => performance.now());
				return { ...(await page.evaluate(readLoading, QUIET_MS)), shown };
			},
			[`--host-resolver-rules=MAP * 127.0.0.1:${line.port}`],
		);
	} finally {
		await line.close();
	}
}

export interface Frames {
	readonly drawn: number;
	/** Those that were due and came too late to be shown. */
	readonly dropped: number;
}

/** What becomes of the frames of a page while something moves, by what Chromium records of them. */
export async function countFrames(page: Page, move: () => Promise<void>): Promise<Frames> {
	const browser = page.context().browser();
	if (!browser) throw new Error("The page is of no browser");
	await browser.startTracing(page, {
		categories: ["disabled-by-default-devtools.timeline.frame", "devtools.timeline.frame"],
	});
	await move();
	const { traceEvents } = JSON.parse((await browser.stopTracing()).toString()) as {
		readonly traceEvents: readonly { readonly name: string }[];
	};
	const count = (name: string) => traceEvents.filter((event) => event.name === name).length;
	return { drawn: count("DrawFrame"), dropped: count("DroppedFrame") };
}

/** What the main thread of a page has done, in milliseconds. */
export interface Work {
	readonly script: number;
	readonly style: number;
	readonly layout: number;
	/** With painting, and what is of no kind. */
	readonly total: number;
}

/** What something costs the main thread of a page, by what Chromium counts. */
export async function measureWork(page: Page, act: () => Promise<void>): Promise<Work> {
	const devTools = await page.context().newCDPSession(page);
	await devTools.send("Performance.enable");
	const read = async () => {
		const { metrics } = await devTools.send("Performance.getMetrics");
		const milliseconds = (name: string) => (metrics.find((metric) => metric.name === name)?.value ?? Number.NaN) * 1000;
		return {
			script: milliseconds("ScriptDuration"),
			style: milliseconds("RecalcStyleDuration"),
			layout: milliseconds("LayoutDuration"),
			total: milliseconds("TaskDuration"),
		};
	};
	const before = await read();
	await act();
	const after = await read();
	await devTools.detach();
	return {
		script: after.script - before.script,
		style: after.style - before.style,
		layout: after.layout - before.layout,
		total: after.total - before.total,
	};
}

async function visit<T>(
	url: string,
	measure: (page: Page, devTools: CDPSession) => Promise<T>,
	flags: readonly string[] = [],
): Promise<T> {
	const browser = await launchChromium(flags);
	try {
		const { page, context } = await Person.open(browser, new URL(url).host, { width: 360, height: 780 });
		return await measure(page, await context.newCDPSession(page));
	} finally {
		await browser.close();
	}
}

interface Observed {
	readonly tasks: { readonly start: number; readonly duration: number }[];
	shift: number;
	largest: number;
}

declare global {
	/** In the page under measure only. */
	var parallaxObserved: Observed | undefined;
}

/** Runs in the page, before its own scripts. */
function observe(): void {
	interface Entry extends PerformanceEntry {
		readonly value?: number;
		readonly hadRecentInput?: boolean;
	}
	const observed: Observed = { tasks: [], shift: 0, largest: 0 };
	globalThis.parallaxObserved = observed;
	const each = (type: string, take: (entry: Entry) => void) =>
		new PerformanceObserver((list) => {
			for (const entry of list.getEntries()) take(entry);
		}).observe({ type, buffered: true });
	each("longtask", ({ startTime, duration }) => observed.tasks.push({ start: startTime, duration }));
	each("largest-contentful-paint", ({ startTime }) => {
		observed.largest = startTime;
	});
	each("layout-shift", ({ value = 0, hadRecentInput }) => {
		if (!hadRecentInput) observed.shift += value;
	});
}

/** Runs in the page, once it shows something; waits until it is at rest. */
async function readLoading(quiet: number): Promise<Omit<Loading, "shown">> {
	const observed = globalThis.parallaxObserved;
	if (!observed) throw new Error("The page was not observed");
	const end = ({ start, duration }: Observed["tasks"][number]) => start + duration;
	const firstPaint = performance.getEntriesByName("first-contentful-paint")[0]?.startTime;
	if (firstPaint === undefined) throw new Error("The page has drawn nothing");
	const lastBusy = () => Math.max(firstPaint, ...observed.tasks.map(end));
	const begun = performance.now();
	while (performance.now() - Math.max(begun, lastBusy()) < quiet)
		await new Promise((resolve) => setTimeout(resolve, 100));
	return {
		firstPaint,
		largestPaint: observed.largest,
		interactive: lastBusy(),
		blocked: observed.tasks
			.filter((task) => end(task) > firstPaint)
			.reduce((sum, { duration }) => sum + duration - 50, 0),
		layoutShift: observed.shift,
	};
}
