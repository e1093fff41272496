import { DateTime } from "@parallax/protocol";

/** What the server said of one date: the version that stood then, or that there was none. */
export type Answer = { readonly version: number; readonly timestamp: DateTime } | null;

/** How an answer contradicts its date, or the answers before it (workspace-data.md §14). */
export type Contradiction =
	| "too_recent"
	| "already_known_to_exist"
	| "already_known_to_be_not_found"
	| "already_known_and_differs"
	| "already_known_to_have_more_recent_smaller_version";

/** A version, and the dates, both included, between which it is known to stand. */
interface Reign {
	readonly version: number;
	readonly from: DateTime;
	readonly until: DateTime;
}

/**
 * Which version of one entry stands at which date: all that was learnt of it, which nothing changes any more. Immutable.
 */
export class Timeline {
	static readonly empty = new Timeline([], null);
	/** In the order of versions, which is that of dates. */
	private readonly reigns: readonly Reign[];
	/** The last date, included, at which there is known to be none. */
	private readonly absentUntil: DateTime | null;

	private constructor(reigns: readonly Reign[], absentUntil: DateTime | null) {
		this.reigns = reigns;
		this.absentUntil = absentUntil;
	}

	/** The version at that date, `"absent"`, or `null` when the server is to be asked. */
	at(date: DateTime): number | "absent" | null {
		if (this.absentUntil !== null && date <= this.absentUntil) return "absent";
		const reign = this.reigns.find(({ from, until }) => from <= date && date <= until);
		return reign?.version ?? null;
	}

	/** With what the server said of a date, or how that cannot be. */
	learn(date: DateTime, answer: Answer): Timeline | Contradiction {
		return answer ? this.#learnVersion(date, answer.version, answer.timestamp) : this.#learnAbsence(date);
	}

	#learnAbsence(date: DateTime): Timeline | Contradiction {
		if (this.reigns.some(({ from }) => from <= date)) return "already_known_to_exist";
		return new Timeline(this.reigns, latest(this.absentUntil, date));
	}

	#learnVersion(date: DateTime, version: number, timestamp: DateTime): Timeline | Contradiction {
		if (timestamp > date) return "too_recent";
		if (this.absentUntil !== null && timestamp <= this.absentUntil) return "already_known_to_be_not_found";
		const known = this.reigns.find((reign) => reign.version === version);
		if (known && known.from !== timestamp) return "already_known_and_differs";
		const others = this.reigns.filter((reign) => reign.version !== version);
		if (others.some(({ from, until }) => from <= date && date <= until)) return "already_known_and_differs";
		const smaller = others.filter((reign) => reign.version < version);
		const greater = others.filter((reign) => reign.version > version);
		if (smaller.some(({ from }) => from > timestamp) || greater.some(({ from }) => from < timestamp))
			return "already_known_to_have_more_recent_smaller_version";
		// What stands at `date` stood ever since its timestamp.
		if (others.some(({ from, until }) => from <= date && until >= timestamp)) return "already_known_and_differs";
		const learnt = { version, from: timestamp, until: known ? DateTime.max(known.until, date) : date };
		const reigns = [...smaller, learnt, ...greater].map(untilTheNext);
		return new Timeline(reigns, version === 1 ? latest(this.absentUntil, justBefore(timestamp)) : this.absentUntil);
	}
}

const justBefore = (date: DateTime) => DateTime.add(date, -1n);

function latest(a: DateTime | null, b: DateTime): DateTime {
	return a === null ? b : DateTime.max(a, b);
}

/** Between two versions that follow each other there is no other. */
function untilTheNext(reign: Reign, at: number, all: readonly Reign[]): Reign {
	const next = all[at + 1];
	return next?.version === reign.version + 1 ? { ...reign, until: justBefore(next.from) } : reign;
}
