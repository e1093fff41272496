import { totpCode, totpSecretText, totpWaitUntil, verifyTotp } from "@parallax/crypto";
import { DateTime } from "@parallax/protocol";
import vectors from "../../../../test/vectors/data/totp.json" with { type: "json" };
import { hex, same, vectorCases } from "./check.ts";

type Vector =
	| {
			op: "code";
			name: string;
			secret: string;
			secret_base32: string;
			timestamp: string;
			one_time_password: string;
	  }
	| { op: "verify"; name: string; secret: string; now: string; one_time_password: string; accept: boolean }
	| {
			op: "wait_until";
			name: string;
			failed_attempts: number;
			last_failed_attempt: string | null;
			wait_until: string | null;
	  };

const date = (text: string | null) => (text === null ? null : DateTime.parse(text));

export const totp = vectorCases(vectors.cases as readonly Vector[], {
	code: ({ secret, secret_base32, timestamp, one_time_password }) => {
		same(totpCode(hex(secret), DateTime.parse(timestamp)), one_time_password);
		same(totpSecretText(hex(secret)), secret_base32);
	},
	verify: ({ secret, now, one_time_password, accept }) =>
		same(verifyTotp(hex(secret), one_time_password, DateTime.parse(now)), accept),
	wait_until: ({ failed_attempts, last_failed_attempt, wait_until }) =>
		same(totpWaitUntil(failed_attempts, date(last_failed_attempt)), date(wait_until)),
});
