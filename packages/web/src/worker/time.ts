import { DateTime } from "@parallax/protocol";

/** The wall clock, in milliseconds, with microseconds of another clock so that two dates seldom are the same. */
export function browserNow(): DateTime {
	const microseconds = Math.floor((performance.now() % 1) * 1000);
	return DateTime.fromMicroseconds(BigInt(Date.now()) * 1000n + BigInt(microseconds));
}
