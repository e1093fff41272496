import { map } from "../../schema/containers.ts";
import { Text } from "../../schema/primitives.ts";
import { DateTime } from "../../types/datetime.ts";
import { command } from "../command.ts";

export const tos_get = command(
	"tos_get",
	"commands-invited.md §6.1",
	{},
	{ ok: { per_locale_urls: map(Text, Text), updated_on: DateTime }, no_tos: {} },
);

export const tos_accept = command(
	"tos_accept",
	"commands-invited.md §6.2",
	{ tos_updated_on: DateTime },
	{ ok: {}, no_tos: {}, tos_mismatch: {} },
);
