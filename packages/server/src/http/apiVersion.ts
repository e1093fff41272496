/** A version of the API: two numbers, of which only the first must agree (transport.md §3). */
export interface ApiVersion {
	readonly major: number;
	readonly minor: number;
}

/** What this server speaks, whatever minor version the client has. */
export const API_VERSION: ApiVersion = { major: 5, minor: 5 };
export const API_VERSION_TEXT = `${API_VERSION.major}.${API_VERSION.minor}`;

/** `undefined` for anything but two unsigned decimal numbers joined by a dot. */
export function parseApiVersion(text: string | undefined): ApiVersion | undefined {
	if (text === API_VERSION_TEXT) return API_VERSION;
	const match = text === undefined ? null : /^(\d{1,10})\.(\d{1,10})$/.exec(text);
	return match ? { major: Number(match[1]), minor: Number(match[2]) } : undefined;
}

export function isCompatible(version: ApiVersion): boolean {
	return version.major === API_VERSION.major;
}

export function isAtLeast(version: ApiVersion, major: number, minor: number): boolean {
	return version.major > major || (version.major === major && version.minor >= minor);
}
