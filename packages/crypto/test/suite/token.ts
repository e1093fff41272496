import {
	makeAccountToken,
	makeDeviceToken,
	parseAccountToken,
	parseDeviceToken,
	verifyAccountToken,
	verifyDeviceToken,
} from "@parallax/crypto";
import { DateTime, SecretKey, SigningKey, VerifyKey } from "@parallax/protocol";
import vectors from "../../../../test/vectors/data/auth.json" with { type: "json" };
import { hex, same, vectorCases } from "./check.ts";

interface Common {
	name: string;
	token: string;
	made_for: string;
	parses: boolean;
	signature_valid: boolean;
	timestamp?: string;
	id: string;
}

type Vector =
	| (Common & { op: "device"; signing_key_seed: string; verify_key: string })
	| (Common & { op: "account"; mac_key: string });

const withOp = vectors.cases.map(({ kind, ...rest }) => ({ op: kind, ...rest }));
const seconds = (text: string) => DateTime.toMilliseconds(DateTime.parse(text)) / 1000;

export const token = vectorCases(withOp as readonly Vector[], {
	device: ({ name, token, parses, signature_valid, timestamp, id, made_for, ...keys }) => {
		const parsed = parseDeviceToken(token);
		same(parsed !== null, parses);
		if (!parsed) return;
		same(parsed.id, id);
		if (timestamp !== undefined) same(parsed.unixSeconds, seconds(timestamp));
		same(verifyDeviceToken(parsed, VerifyKey.fromBytes(hex(keys.verify_key))), signature_valid);
		if (name.startsWith("ok-"))
			same(makeDeviceToken(parsed.id, new SigningKey(hex(keys.signing_key_seed)), seconds(made_for)), token);
	},
	account: ({ name, token, parses, signature_valid, timestamp, id, made_for, mac_key }) => {
		const parsed = parseAccountToken(token);
		same(parsed !== null, parses);
		if (!parsed) return;
		const macKey = new SecretKey(hex(mac_key));
		same(parsed.id, id);
		if (timestamp !== undefined) same(parsed.unixSeconds, seconds(timestamp));
		same(verifyAccountToken(parsed, macKey), signature_valid);
		if (name.startsWith("ok-")) same(makeAccountToken(parsed.id, macKey, seconds(made_for)), token);
	},
});
