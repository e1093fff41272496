import { openSync, writeSync } from "node:fs";

export type LogLevel = "DEBUG" | "INFO" | "WARNING" | "ERROR" | "CRITICAL";
export const LOG_LEVELS: readonly LogLevel[] = ["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"];
export type LogFormat = "CONSOLE" | "CONSOLE_NO_TIMESTAMP" | "JSON";
export const LOG_FORMATS: readonly LogFormat[] = ["CONSOLE", "CONSOLE_NO_TIMESTAMP", "JSON"];

/** Plain values only: no request, reply, key or token gets in by being part of an object. */
export type LogFields = Readonly<Record<string, string | number | boolean | null | undefined>>;

/** Structured events (server.md §16). Never give it a token, password, code or address that carries one. */
export interface Logger {
	debug(event: string, fields?: LogFields): void;
	info(event: string, fields?: LogFields): void;
	warning(event: string, fields?: LogFields): void;
	/** `cause`: what was thrown; its stack is kept. */
	error(event: string, cause: unknown, fields?: LogFields): void;
	/** Whether `debug` or `info` would write: for the callers that have to compute what they tell. */
	enabled(level: LogLevel): boolean;
	/** Writes what is waiting. */
	flush(): void;
}

export interface LoggerOptions {
	readonly level: LogLevel;
	readonly format: LogFormat;
	/** Truncated at start; standard error when absent. */
	readonly file?: string | undefined;
}

/** Lines are gathered and written once per turn of the event loop: a system call per request would cost more than the request. */
export function openLogger(options: LoggerOptions): Logger {
	const descriptor = options.file === undefined ? 2 : openSync(options.file, "w", 0o600);
	return createLogger(options, (text) => writeAll(descriptor, text));
}

export function createLogger(options: LoggerOptions, write: (text: string) => void): Logger {
	const threshold = LOG_LEVELS.indexOf(options.level);
	const line = options.format === "JSON" ? jsonLine : consoleLine(options.format === "CONSOLE");
	let waiting: string[] = [];

	function flush(): void {
		if (waiting.length === 0) return;
		const text = waiting.join("");
		waiting = [];
		write(text);
	}

	function log(level: LogLevel, event: string, fields: LogFields): void {
		if (LOG_LEVELS.indexOf(level) < threshold) return;
		if (waiting.length === 0) setImmediate(flush);
		waiting.push(line(level, event, fields));
	}

	process.once("exit", flush);
	return {
		debug: (event, fields = {}) => log("DEBUG", event, fields),
		info: (event, fields = {}) => log("INFO", event, fields),
		warning: (event, fields = {}) => log("WARNING", event, fields),
		error: (event, cause, fields = {}) => log("ERROR", event, { ...fields, cause: describe(cause) }),
		enabled: (level) => LOG_LEVELS.indexOf(level) >= threshold,
		flush,
	};
}

/** For tests and tools. */
export const silentLogger: Logger = {
	debug() {},
	info() {},
	warning() {},
	error() {},
	enabled: () => false,
	flush() {},
};

function describe(cause: unknown): string {
	return cause instanceof Error ? (cause.stack ?? cause.message) : String(cause);
}

function jsonLine(level: LogLevel, event: string, fields: LogFields): string {
	return `${JSON.stringify({ ...fields, event, level, timestamp: new Date().toISOString() })}\n`;
}

function consoleLine(withTimestamp: boolean) {
	return (level: LogLevel, event: string, fields: LogFields): string => {
		const details = Object.entries(fields)
			.filter(([, value]) => value !== undefined)
			.map(([name, value]) => ` ${name}=${typeof value === "string" ? printable(value) : value}`)
			.join("");
		return `${withTimestamp ? `${new Date().toISOString()} ` : ""}${level.padEnd(8)} ${event}${details}\n`;
	};
}

/** Text that peers chose stays on one line and shows its control characters. */
function printable(text: string): string {
	return /^[\w.:@/+-]+$/.test(text) ? text : JSON.stringify(text);
}

/** A log that cannot be written (full disk, closed pipe) does not stop the server. */
function writeAll(descriptor: number, text: string): void {
	const bytes = Buffer.from(text);
	try {
		for (let offset = 0; offset < bytes.length; ) offset += writeSync(descriptor, bytes, offset);
	} catch {
		return;
	}
}
