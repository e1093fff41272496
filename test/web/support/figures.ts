import type { CDPSession, Page } from "playwright-core";
import { Person } from "./person.ts";
import { launchChromium } from "./stage.ts";

/** A mid-range telephone: four times slower than this machine, on what is called slow 4G. */
const CPU_SLOWDOWN = 4;
const SLOW_4G = { latency: 150, downloadThroughput: (1_638_400 / 8) * 0.9, uploadThroughput: (750_000 / 8) * 0.9 };

/** A page that has drawn nothing by then is broken. */
const PAINT_LIMIT_MS = 30_000;

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
	/** From here on, a press is answered at once: after the first paint, no task of more than 50 ms is left. */
	readonly interactive: number;
	/** What tasks took beyond 50 ms, between first paint and interactive. */
	readonly blocked: number;
	/** Sum of the shifts that nobody asked for (CLS, without unit; 0.1 is good). */
	readonly layoutShift: number;
}

/** What a first visit moves over the network, from an empty cache. Without throttling, and without the service worker's copies. */
export async function measureBytes(url: string): Promise<Bytes> {
	return visit(url, async (page, devTools) => {
		const sizes = { screen: 0, fonts: 0, worker: 0 };
		const kinds = new Map<string, keyof Bytes>();
		await devTools.send("Network.enable");
		devTools.on("Network.responseReceived", ({ requestId, type, response }) => {
			const ofWorker = /\/core\.worker-/.test(response.url);
			kinds.set(requestId, type === "Font" ? "fonts" : ofWorker ? "worker" : "screen");
		});
		devTools.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
			const kind = kinds.get(requestId);
			if (kind) sizes[kind] += encodedDataLength;
		});
		await page.goto(url, { waitUntil: "networkidle" });
		return sizes;
	});
}

/** How a first visit on a slow telephone goes. */
export async function measureLoading(url: string): Promise<Loading> {
	return visit(url, async (page, devTools) => {
		await devTools.send("Network.enable");
		await devTools.send("Network.emulateNetworkConditions", { offline: false, ...SLOW_4G });
		await devTools.send("Emulation.setCPUThrottlingRate", { rate: CPU_SLOWDOWN });
		await page.addInitScript(observe);
		await page.goto(url, { waitUntil: "load" });
		return page.evaluate(readLoading, { quiet: QUIET_MS, limit: PAINT_LIMIT_MS });
	});
}

async function visit<T>(url: string, measure: (page: Page, devTools: CDPSession) => Promise<T>): Promise<T> {
	const browser = await launchChromium();
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

/** Runs in the page; waits until it is at rest. */
async function readLoading({ quiet, limit }: { readonly quiet: number; readonly limit: number }): Promise<Loading> {
	const observed = globalThis.parallaxObserved;
	if (!observed) throw new Error("The page was not observed");
	const end = ({ start, duration }: Observed["tasks"][number]) => start + duration;
	const painted = () => performance.getEntriesByName("first-contentful-paint")[0]?.startTime;
	const lastBusy = () => Math.max(painted() ?? Number.NaN, ...observed.tasks.map(end));
	while (!(performance.now() - lastBusy() >= quiet)) {
		if (painted() === undefined && performance.now() > limit) throw new Error("The page draws nothing");
		await new Promise((resolve) => setTimeout(resolve, 100));
	}
	const firstPaint = painted() ?? 0;
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
