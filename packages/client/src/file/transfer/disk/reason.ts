import { getSystemErrorMap } from "node:util";

/** What the system says, in the form of the official command line: `No such file or directory (os error 2)`. */
export function reasonOf(error: unknown): string {
	const { errno, message } = error as NodeJS.ErrnoException;
	const known = errno === undefined ? undefined : getSystemErrorMap().get(errno)?.[1];
	if (known === undefined || errno === undefined) return message;
	return `${known.charAt(0).toUpperCase()}${known.slice(1)} (os error ${Math.abs(errno)})`;
}
