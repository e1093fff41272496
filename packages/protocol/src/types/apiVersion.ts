import { DecodeError } from "../errors.ts";

/** Version of the protocol (types.md §5): only the major one decides whether two programs understand each other. */
export interface ApiVersion {
	readonly major: number;
	readonly minor: number;
}

const MAX = 2 ** 32 - 1;

export const ApiVersion: {
	/** What this implementation speaks. */
	readonly CURRENT: ApiVersion;
	/** `<major>.<minor>`. @throws DecodeError */
	parse(text: string): ApiVersion;
	format(version: ApiVersion): string;
	/** Negative when `a` is older than `b`. */
	compare(a: ApiVersion, b: ApiVersion): number;
} = {
	CURRENT: { major: 5, minor: 5 },
	parse(text) {
		const match = /^\+?(\d+)\.\+?(\d+)$/.exec(text);
		const [major, minor] = [Number(match?.[1]), Number(match?.[2])];
		if (!match || major > MAX || minor > MAX) throw new DecodeError("not an API version such as 5.5");
		return { major, minor };
	},
	format: ({ major, minor }) => `${major}.${minor}`,
	compare: (a, b) => a.major - b.major || a.minor - b.minor,
};
