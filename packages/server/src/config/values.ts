/** Why a value of the configuration was refused; the message is for the operator. */
export class ConfigError extends Error {
	constructor(message: string) {
		super(message);
		this.name = "ConfigError";
	}
}

export function parseInteger(text: string, min = Number.MIN_SAFE_INTEGER, max = Number.MAX_SAFE_INTEGER): number {
	const value = Number(text);
	if (!/^-?\d+$/.test(text) || value < min || value > max)
		throw new ConfigError(
			max === Number.MAX_SAFE_INTEGER
				? `expected a whole number of at least ${min}`
				: `expected a whole number from ${min} to ${max}`,
		);
	return value;
}

export function parseSeconds(text: string): number {
	const value = Number(text);
	if (text.trim() === "" || !Number.isFinite(value)) throw new ConfigError("expected a number of seconds");
	return value;
}

export function parseBoolean(text: string): boolean {
	if (/^(1|true|t|yes|y|on)$/i.test(text)) return true;
	if (/^(0|false|f|no|n|off|)$/i.test(text)) return false;
	throw new ConfigError("expected true or false");
}

export function parseChoice<const T extends string>(text: string, choices: readonly T[]): T {
	const found = choices.find((choice) => choice === text.toUpperCase());
	if (found === undefined) throw new ConfigError(`expected one of ${choices.join(", ")}`);
	return found;
}

export function parseHttpUrl(text: string): string {
	const url = URL.parse(text);
	if (url?.protocol !== "http:" && url?.protocol !== "https:")
		throw new ConfigError("expected an http:// or https:// URL");
	return text;
}

/** `<locale>:<url>,<locale>:<url>`, where `\,` and `\\` stand for a comma and a backslash (server.md §2). */
export function parseTos(text: string): Readonly<Record<string, string>> {
	const items = splitEscaped(text, ",");
	return Object.fromEntries(
		items.map((item) => {
			const colon = item.indexOf(":");
			if (colon < 1 || colon === item.length - 1) throw new ConfigError("expected <locale>:<url>,<locale>:<url>");
			return [item.slice(0, colon), item.slice(colon + 1)];
		}),
	);
}

/** Splits on `separator`; before it, and before itself, a backslash escapes, anywhere else it is kept. */
export function splitEscaped(text: string, separator: string): string[] {
	const items = [""];
	for (let i = 0; i < text.length; i++) {
		const [char, next] = [text.charAt(i), text.charAt(i + 1)];
		if (char === separator) items.push("");
		else {
			const escapes = char === "\\" && (next === separator || next === "\\");
			items[items.length - 1] += escapes ? next : char;
			if (escapes) i++;
		}
	}
	return items;
}
