import type { User, UserProfile } from "../../core/api.ts";
import { folded } from "../../i18n/format.ts";

export type Status = "active" | "suspended" | "revoked";
export type SortColumn = "name" | "profile" | "email" | "joined" | "status";

export interface Sort {
	readonly column: SortColumn;
	readonly direction: "ascending" | "descending";
}

export interface Criteria {
	readonly search: string;
	readonly statuses: ReadonlySet<Status>;
	readonly profiles: ReadonlySet<UserProfile>;
	readonly sort: Sort;
}

/** In the order in which they are sorted. */
export const STATUSES = ["active", "suspended", "revoked"] as const satisfies readonly Status[];
export const PROFILES = ["ADMIN", "STANDARD", "OUTSIDER"] as const satisfies readonly UserProfile[];

export const EVERYTHING: Criteria = {
	search: "",
	statuses: new Set(STATUSES),
	profiles: new Set(PROFILES),
	sort: { column: "profile", direction: "ascending" },
};

export function statusOf(user: User): Status {
	if (user.revokedOn !== null) return "revoked";
	return user.frozen === true ? "suspended" : "active";
}

/** Nobody acts on oneself, nor on who has left. */
export function isSelectable(user: User): boolean {
	return !user.me && user.revokedOn === null;
}

/**
 * Users in their order: oneself first, then by the sort, and by name where it tells nothing.
 * @param compare of two texts, as the language sorts them.
 */
export function sortUsers(
	users: readonly User[],
	{ column, direction }: Sort,
	compare: (a: string, b: string) => number,
): readonly User[] {
	const sign = direction === "ascending" ? 1 : -1;
	const byName = (a: User, b: User) => compare(a.name ?? "", b.name ?? "") || (a.id < b.id ? -1 : 1);
	const by = ORDERS[column];
	return users.toSorted((a, b) => Number(b.me) - Number(a.me) || sign * by(a, b, compare) || byName(a, b));
}

/**
 * Those of the users that are sought, in the order in which they come.
 * @param before what was found the last time, which is given back when it is found again.
 */
export function findUsers(users: readonly User[], criteria: Criteria, before: readonly User[] = []): readonly User[] {
	const words = folded(criteria.search).split(/\s+/u);
	const found = users.filter(
		(user) => criteria.statuses.has(statusOf(user)) && criteria.profiles.has(user.profile) && matches(user, words),
	);
	const same = found.length === before.length && found.every((user, index) => user === before[index]);
	return same ? before : found;
}

const ORDERS: Readonly<Record<SortColumn, (a: User, b: User, compare: (a: string, b: string) => number) => number>> = {
	name: (a, b, compare) => compare(a.name ?? "", b.name ?? ""),
	email: (a, b, compare) => compare(a.email ?? "", b.email ?? ""),
	profile: (a, b) => PROFILES.indexOf(a.profile) - PROFILES.indexOf(b.profile),
	joined: (a, b) => a.joinedOn - b.joinedOn,
	status: (a, b) => STATUSES.indexOf(statusOf(a)) - STATUSES.indexOf(statusOf(b)),
};

/** Every word is in the name or in the address, whatever the accents and capitals. */
function matches(user: User, words: readonly string[]): boolean {
	let text = texts.get(user);
	if (text === undefined) {
		text = folded(`${user.name ?? ""} ${user.email ?? ""}`);
		texts.set(user, text);
	}
	return words.every((word) => text.includes(word));
}

/** In which words are sought: each letter of a search looks into all of them. */
const texts = new WeakMap<User, string>();
