import { DecodeError } from "../errors.ts";
import { Ext } from "../msgpack/wire.ts";
import type { Type } from "../schema/type.ts";
import type { Branded } from "./ids.ts";

/** An instant: microseconds since 1970-01-01T00:00:00Z, as `bigint` since the accepted range exceeds 2^53 (types.md §2.3). */
export type DateTime = Branded<bigint, "DateTime">;

const DATETIME_EXT = 1;
const MIN = -8334601228800000000n;
const MAX = 8210266876799999999n;
const RFC3339 = /^(\d{4})-(\d{2})-(\d{2})[Tt ](\d{2}):(\d{2}):(\d{2})(?:\.(\d+))?(?:[Zz]|([+-])(\d{2}):?(\d{2}))$/;

export const DateTime: Type<DateTime> & {
	readonly EPOCH: DateTime;
	/** @throws DecodeError outside of the accepted range. */
	fromMicroseconds(microseconds: bigint): DateTime;
	/** RFC 3339 with a mandatory offset or `Z`; digits beyond the microsecond are dropped. @throws DecodeError */
	parse(text: string): DateTime;
	/** RFC 3339, `Z`, with 0, 3 or 6 digits of fraction. */
	format(instant: DateTime): string;
	add(instant: DateTime, microseconds: bigint): DateTime;
	/** The later of the two. */
	max(a: DateTime, b: DateTime): DateTime;
	/** Milliseconds since the epoch, the microseconds dropped: for `Date` and display only. */
	toMilliseconds(instant: DateTime): number;
} = {
	EPOCH: 0n as DateTime,
	shape: { kind: "datetime" },
	write: (writer, instant) => writer.extOfI64(DATETIME_EXT, instant),
	decode(wire) {
		if (!(wire instanceof Ext) || wire.type !== DATETIME_EXT || wire.data.length !== 8)
			throw new DecodeError("expected a date");
		return DateTime.fromMicroseconds(new DataView(wire.data.buffer, wire.data.byteOffset).getBigInt64(0));
	},
	fromMicroseconds(microseconds) {
		if (microseconds < MIN || microseconds > MAX) throw new DecodeError("a date out of range");
		return microseconds as DateTime;
	},
	parse(text) {
		const m = RFC3339.exec(text);
		if (!m) throw new DecodeError("not an RFC 3339 date with an offset or Z");
		const [, year, month, day, hour, minute, second, fraction = "", sign, offsetHours = "0", offsetMinutes = "0"] = m;
		const date = new Date(0);
		date.setUTCFullYear(Number(year), Number(month) - 1, Number(day));
		const exact =
			date.getUTCMonth() === Number(month) - 1 &&
			date.getUTCDate() === Number(day) &&
			Number(hour) < 24 &&
			Number(minute) < 60 &&
			// A leap second is the first of the next minute.
			Number(second) <= 60 &&
			Number(offsetHours) < 24 &&
			Number(offsetMinutes) < 60;
		if (!exact) throw new DecodeError("not an existing date");
		date.setUTCHours(Number(hour), Number(minute), Number(second));
		const offset = BigInt((Number(offsetHours) * 60 + Number(offsetMinutes)) * 60_000_000) * (sign === "-" ? -1n : 1n);
		return DateTime.fromMicroseconds(
			BigInt(date.getTime()) * 1000n + BigInt(fraction.slice(0, 6).padEnd(6, "0")) - offset,
		);
	},
	format(instant) {
		let milliseconds = instant / 1000n;
		let rest = instant % 1000n;
		if (rest < 0n) {
			rest += 1000n;
			milliseconds -= 1n;
		}
		const text = new Date(Number(milliseconds)).toISOString().slice(0, -1);
		if (rest !== 0n) return `${text}${rest.toString().padStart(3, "0")}Z`;
		return text.endsWith(".000") ? `${text.slice(0, -4)}Z` : `${text}Z`;
	},
	add: (instant, microseconds) => DateTime.fromMicroseconds(instant + microseconds),
	// `Math.max` does not take a `bigint`.
	max(a, b) {
		if (a > b) return a;
		return b;
	},
	toMilliseconds: (instant) => Number(instant / 1000n),
};
