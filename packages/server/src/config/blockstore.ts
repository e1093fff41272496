import { isAbsolute, resolve } from "node:path";
import { SecretText } from "./secretText.ts";
import { ConfigError, splitEscaped } from "./values.ts";

/** Where the blocks go (server.md §3). */
export type NodeConfig =
	| { readonly kind: "memory" }
	| { readonly kind: "postgresql" }
	| { readonly kind: "folder"; readonly path: string }
	| {
			readonly kind: "s3";
			/** nil: Amazon's. */
			readonly endpoint: string | null;
			readonly region: string;
			readonly bucket: string;
			readonly key: string;
			readonly secret: SecretText;
	  }
	| {
			readonly kind: "swift";
			readonly authUrl: string;
			readonly tenant: string;
			readonly container: string;
			readonly user: string;
			readonly password: SecretText;
	  };

export type BlockstoreConfig =
	| NodeConfig
	| { readonly kind: "raid0" | "raid1" | "raid5"; readonly nodes: readonly NodeConfig[] };

const RAID = /^(RAID[015]):(\d+):(.+)$/is;

/** @throws ConfigError */
export function parseBlockstore(values: readonly string[]): BlockstoreConfig {
	const members = values.map((value) => RAID.exec(value));
	const [first] = values;
	if (first === undefined) throw new ConfigError("expected at least one block store");
	const raid = members[0]?.[1];
	if (raid === undefined) {
		if (values.length > 1) throw new ConfigError("several block stores need RAID0, RAID1 or RAID5 in front");
		return parseNode(first);
	}
	const nodes: NodeConfig[] = [];
	for (const member of members) {
		if (member?.[1] !== raid) throw new ConfigError("all values must have the same RAID type");
		const index = Number(member[2]);
		if (index >= members.length || nodes[index])
			throw new ConfigError("the RAID nodes must be numbered 0, 1, 2, …, each once");
		nodes[index] = parseNode(member[3] ?? "");
	}
	if (raid.toUpperCase() === "RAID5" && nodes.length < 3) throw new ConfigError("RAID5 needs at least 3 nodes");
	return { kind: raid.toLowerCase() as "raid0" | "raid1" | "raid5", nodes };
}

function parseNode(text: string): NodeConfig {
	const [type = "", ...parts] = splitEscaped(text, ":");
	const [a = "", b = "", c = "", d = "", e = ""] = parts;
	switch (type.toUpperCase()) {
		case "MOCKED":
			if (parts.length === 0) return { kind: "memory" };
			break;
		case "POSTGRESQL":
			if (parts.length === 0) return { kind: "postgresql" };
			break;
		case "FOLDER": {
			const path = text.slice("folder:".length);
			if (path !== "") return { kind: "folder", path: isAbsolute(path) ? path : resolve(path) };
			break;
		}
		case "S3":
			if (parts.length === 5)
				return {
					kind: "s3",
					endpoint: a === "" ? null : withScheme(a),
					region: b,
					bucket: c,
					key: d,
					secret: new SecretText(e),
				};
			break;
		case "SWIFT":
			if (parts.length === 5)
				return {
					kind: "swift",
					authUrl: withScheme(a),
					tenant: b,
					container: c,
					user: d,
					password: new SecretText(e),
				};
			break;
		case "RAID0":
		case "RAID1":
		case "RAID5":
			throw new ConfigError("a RAID node cannot be a RAID itself");
	}
	throw new ConfigError(
		"expected MOCKED, POSTGRESQL, folder:PATH, s3:<endpoint>:<region>:<bucket>:<key>:<secret> or swift:<auth_url>:<tenant>:<container>:<user>:<password>",
	);
}

function withScheme(address: string): string {
	return /^https?:\/\//i.test(address) ? address : `https://${address}`;
}
