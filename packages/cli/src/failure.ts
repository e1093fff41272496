import { ConnectionError, type ConnectionErrorKind, FileStorageError, InvalidCertificate } from "@parallax/client";
import { NetworkSettingError } from "@parallax/client/node";

export interface FailureOptions {
	/** Why, from the nearest reason to the first one. */
	readonly causes?: readonly string[];
	/** What the person can do about it: one sentence. */
	readonly next?: string;
	readonly exitCode?: number;
}

/** The command failed for a reason that a person can understand. Messages that scripts look for are those of cli.md §2.3. */
export class Failure extends Error {
	/** A stable name for scripts (`--format json`). */
	readonly code: string;
	readonly causes: readonly string[];
	readonly next: string | undefined;
	readonly exitCode: number;

	constructor(code: string, message: string, { causes = [], next, exitCode = 1 }: FailureOptions = {}) {
		super(message);
		this.name = "Failure";
		this.code = code;
		this.causes = causes;
		this.next = next;
		this.exitCode = exitCode;
	}
}

/** Wrong use of the command line: nothing was begun. */
export class UsageError extends Failure {
	constructor(message: string, next?: string) {
		super("usage", message, { exitCode: 2, ...(next === undefined ? {} : { next }) });
		this.name = "UsageError";
	}
}

/** The person pressed Ctrl-C; what was under way has been told to stop. */
export class Interrupted extends Failure {
	constructor() {
		super("interrupted", "Interrupted", { exitCode: 130 });
		this.name = "Interrupted";
	}
}

/** Whatever was thrown, as it is shown. What nobody foresaw keeps its message, so that it can be reported. */
export function failureOf(error: unknown): Failure {
	if (error instanceof Failure) return error;
	if (error instanceof ConnectionError) return connectionFailure(error);
	if (error instanceof InvalidCertificate) return new Failure("invalid_certificate", ...whatAndNext(error));
	if (error instanceof NetworkSettingError) return new Failure("network_setting", ...whatAndNext(error));
	if (error instanceof FileStorageError) return new Failure(`storage_${error.problem}`, ...whatAndNext(error));
	if (isSystemError(error)) return systemFailure(error);
	const { message } = error instanceof Error ? error : new Error(String(error));
	return new Failure("unexpected", message, {
		...causesOf(error),
		next: "This should not happen: please report it with the command that you typed",
	});
}

function connectionFailure(error: ConnectionError): Failure {
	const [what, { next }] = whatAndNext(error);
	const advice = ADVICE[error.kind] ?? next;
	// The words of the official command line come first: scripts look for them.
	const message =
		error.kind === "offline" ? `Failed to retrieve the response: error sending request: ${lowerFirst(what)}` : what;
	const prefix =
		error.kind === "invitation_not_found" || error.kind === "invitation_gone"
			? ""
			: "Cannot communicate with the server: ";
	const causes =
		error.kind === "unsupported_api_version"
			? { causes: [`the server supports ${error.supportedVersions.join(", ")}`] }
			: causesOf(error);
	return new Failure(error.kind, `${prefix}${message}`, {
		...causes,
		...(advice === undefined ? {} : { next: advice }),
	});
}

/** What this very program can do about it. */
const ADVICE: Partial<Readonly<Record<ConnectionErrorKind, string>>> = {
	must_accept_tos: "Read them with “parallax tos list”, then accept them with “parallax tos accept”",
};

const SYSTEM: Readonly<Record<string, string>> = {
	EACCES: "Check who may read and write there, or choose another directory with --config-dir and --data-dir",
	EPERM: "Check who may read and write there, or choose another directory with --config-dir and --data-dir",
	EROFS: "Choose a directory that can be written, with --config-dir and --data-dir",
	ENOSPC: "Make room on the disk, then try again",
	ENOENT: "Check the path",
	ENOTDIR: "Check the path",
	EISDIR: "Check the path",
};

function systemFailure(error: NodeJS.ErrnoException): Failure {
	const next = SYSTEM[error.code ?? ""];
	return new Failure("system", error.message, next === undefined ? {} : { next });
}

function isSystemError(error: unknown): error is NodeJS.ErrnoException {
	return error instanceof Error && "syscall" in error && typeof (error as NodeJS.ErrnoException).code === "string";
}

function causesOf(error: unknown): { readonly causes: readonly string[] } {
	const causes: string[] = [];
	for (let cause = causeOf(error); cause !== undefined && causes.length < 8; cause = causeOf(cause)) {
		const message = cause instanceof Error ? cause.message || cause.name : String(cause);
		if (!causes.includes(message)) causes.push(message);
	}
	return { causes };
}

/** Node gathers the failures of each address of a host in an `AggregateError` without a message. */
function causeOf(error: unknown): unknown {
	if (error instanceof AggregateError && error.cause === undefined) return error.errors[0];
	return error instanceof Error ? error.cause : undefined;
}

/** The errors of the client say first what happened, then, in sentences of their own, what to do about it. */
function whatAndNext(error: Error): [what: string, options: FailureOptions] {
	const [what = "", ...sentences] = error.message.split(/\. (?=[A-Z])/);
	return [what, { ...causesOf(error), ...(sentences.length > 0 ? { next: sentences.join(". ") } : {}) }];
}

function lowerFirst(words: string): string {
	return words.charAt(0).toLowerCase() + words.slice(1);
}
