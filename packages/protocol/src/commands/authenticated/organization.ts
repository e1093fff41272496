import { Size } from "../../schema/primitives.ts";
import { command } from "../command.ts";

export const organization_info = command(
	"organization_info",
	"commands-authenticated-data.md §5.2",
	{},
	{ ok: { total_metadata_bytes: Size, total_block_bytes: Size } },
);
