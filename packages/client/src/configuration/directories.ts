import { homedir } from "node:os";
import { join } from "node:path";

/** Where a person's devices and their data are, shared with the official programs (device-files.md §5). */
export interface Directories {
	/** Device files and locks. */
	readonly config: string;
	/** Databases. */
	readonly data: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The directories of this person. An exact directory given as an option wins over its variable, which wins over the base
 * directories, which win over the defaults of the system; and it is used for everything.
 */
export function findDirectories(environment: Environment, exact: Partial<Directories> = {}): Directories {
	const { PARSEC_CONFIG_DIR, PARSEC_DATA_DIR, PARSEC_BASE_CONFIG_DIR, XDG_CONFIG_HOME } = environment;
	const base = PARSEC_BASE_CONFIG_DIR || XDG_CONFIG_HOME || join(homeOf(environment), ".config");
	return {
		config: exact.config ?? (PARSEC_CONFIG_DIR || join(base, "parsec3", "libparsec")),
		data: exact.data ?? (PARSEC_DATA_DIR || defaultDataDirectory(environment)),
	};
}

/** Where data are when no exact directory is given; what all devices of a person share is there in any case. */
export function defaultDataDirectory(environment: Environment): string {
	const { PARSEC_BASE_DATA_DIR, XDG_DATA_HOME } = environment;
	return join(PARSEC_BASE_DATA_DIR || XDG_DATA_HOME || join(homeOf(environment), ".local", "share"), "parsec3");
}

/** Where the databases of one device are. */
export function deviceDataDirectory(directories: Directories, deviceId: string): string {
	return join(directories.data, deviceId);
}

function homeOf(environment: Environment): string {
	return environment["HOME"] || homedir();
}
