import { Bytes, Index } from "../../schema/primitives.ts";
import { command } from "../command.ts";

export const scws_service_mutual_challenges = command(
	"scws_service_mutual_challenges",
	"commands-anonymous.md §3.8",
	{
		scws_service_challenge_payload: Bytes,
		scws_service_challenge_signature: Bytes,
		scws_service_challenge_key_id: Index,
		web_application_challenge_payload: Bytes,
	},
	{
		ok: { web_application_challenge_signature: Bytes },
		not_available: {},
		unknown_scws_service_challenge_key_id: {},
		invalid_scws_service_challenge_signature: {},
		invalid_web_application_challenge_payload: {},
	},
);
