/**
 * Writes docs/protocol-reference.md: every command, data object and type, as declared in packages/protocol.
 *   node tools/protocol-reference.ts
 * A test refuses a page that is not what this makes.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { AnyType, Command, DataType, Fields, ReplySchema } from "@parallax/protocol";
import * as protocol from "@parallax/protocol";

export const referencePath = join(import.meta.dirname, "../docs/protocol-reference.md");

/** The types that the package exports, under the names that it gives them. */
const names: ReadonlyMap<AnyType, string> = new Map(
	Object.entries(protocol)
		.filter((entry): entry is [string, AnyType] => isType(entry[1]))
		.map(([name, type]) => [type, name]),
);

function isType(value: unknown): value is AnyType {
	if ((typeof value !== "object" && typeof value !== "function") || value === null) return false;
	const { shape, write, decode } = value as Partial<AnyType>;
	return shape !== undefined && typeof write === "function" && typeof decode === "function";
}

/** Whether a type has a section of its own: it has a name, and parts to tell. */
function hasSection(type: AnyType): boolean {
	return names.has(type) && ["enum", "struct", "union", "tuple", "custom"].includes(type.shape.kind);
}

/** Whether a type is that of whole objects (certificates, manifests, payloads, files) and not of a value within. */
function isData(type: AnyType): type is DataType<unknown> {
	return "maxSize" in type;
}

/** How a type reads where it is used. */
function use(type: AnyType): string {
	if (hasSection(type)) {
		const name = names.get(type) ?? "";
		return `[${name}](#${name.toLowerCase()})`;
	}
	const { shape } = type;
	switch (shape.kind) {
		case "boolean":
			return "Boolean";
		case "string":
			return "String";
		case "bytes":
			return "Bytes";
		case "float":
			return "Float";
		case "datetime":
			return "DateTime";
		case "integer":
		case "text":
		case "uuid":
		case "binary":
		case "custom":
			return names.get(type) ?? shape.name;
		case "enum":
			return shape.literals.map((literal) => `\`"${literal}"\``).join(" \\| ");
		case "nullable":
			return `${use(shape.of)} \\| nil${type.absent === "none" ? " \\| absent" : ""}`;
		case "since":
			return `${use(shape.of)} (since ${shape.version})`;
		case "list":
			return `List\\<${use(shape.of)}\\>`;
		case "set":
			return `Set\\<${use(shape.of)}\\>`;
		case "tuple":
			return `(${shape.of.map(use).join(", ")})`;
		case "map":
			return `Map\\<${use(shape.key)}, ${use(shape.value)}\\>`;
		case "struct":
			return `{ ${fieldList(shape.fields)} }`;
		case "union":
			return Object.entries(shape.variants)
				.map(([tag, fields]) => `{ \`${shape.discriminant}\`: \`"${tag}"\`${fieldList(fields, ", ")} }`)
				.join(" \\| ");
	}
}

function fieldList(fields: Fields, before = ""): string {
	const parts = Object.entries(fields).map(([name, type]) => `\`${name}\`: ${use(type)}`);
	return parts.length > 0 ? before + parts.join(", ") : "";
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
	const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`.replaceAll("|  |", "| |");
	return [line(head), `|${"---|".repeat(head.length)}`, ...rows.map(line), ""];
}

function fieldTable(fields: Fields): string[] {
	return table(
		["field", "type"],
		Object.entries(fields).map(([name, type]) => [`\`${name}\``, use(type)]),
	);
}

function replyCell(schema: ReplySchema): string {
	return protocol.isUnit(schema) ? `the fields of ${use(schema)}` : fieldList(schema);
}

function commandSection(command: Command): string[] {
	const file = command.spec.split(" ")[0] ?? "";
	const since = command.since === "5.0" ? "" : `Since ${command.since}. `;
	return [
		`### \`${command.name}\``,
		"",
		`${since}Specified in [${command.spec}](spec/${file}).`,
		"",
		...(Object.keys(command.request).length > 0 ? fieldTable(command.request) : ["The request has no field.", ""]),
		...table(
			["status", "fields"],
			Object.entries(command.replies).map(([status, schema]) => [`\`${status}\``, replyCell(schema)]),
		),
	];
}

function dataSection(name: string, type: DataType<unknown>): string[] {
	const { shape } = type;
	if (shape.kind !== "union") throw new TypeError(`${name} is not a union by its type`);
	const rows = Object.entries(shape.variants).map(([tag, fields]) => {
		const own = Array.from(names.keys()).find(
			(other) => isData(other) && other.types.length === 1 && other.types[0] === tag,
		);
		return [`\`${tag}\``, own && own !== type ? use(own) : "", fields] as const;
	});
	const [only] = rows;
	if (only && rows.length === 1) return [`### ${name}`, "", `\`type\`: ${only[0]}`, "", ...fieldTable(only[2])];
	return [
		`### ${name}`,
		"",
		...table(
			["`type`", "data"],
			rows.map(([tag, data, fields]) => [tag, data || fieldList(fields)]),
		),
	];
}

function typeSection(name: string, type: AnyType): string[] {
	const { shape } = type;
	const heading = [`### ${name}`, ""];
	switch (shape.kind) {
		case "enum":
			return [...heading, shape.literals.map((literal) => `\`${literal}\``).join(", "), ""];
		case "tuple":
			return [...heading, `Tuple: (${shape.of.map(use).join(", ")}).`, ""];
		case "custom":
			return [...heading, `Encoded as ${use(shape.of)}.`, ""];
		case "struct":
			return [...heading, ...fieldTable(shape.fields)];
		case "union":
			return [
				...heading,
				...table(
					[`\`${shape.discriminant}\``, "fields"],
					Object.entries(shape.variants).map(([tag, fields]) => [`\`${tag}\``, fieldList(fields)]),
				),
			];
		default:
			return [];
	}
}

/** The whole page. */
export function protocolReference(): string {
	const families = Object.values(protocol).filter((value) => value instanceof protocol.Family);
	const types = Array.from(names, ([type, name]) => [name, type] as const)
		.filter(([, type]) => hasSection(type))
		.sort(([a], [b]) => (a < b ? -1 : 1));
	const lines = [
		"# Protocol reference",
		"",
		"Made by `tools/protocol-reference.ts` from the declarations of `packages/protocol`: change those, then run it again.",
		"",
		"A field is always there unless it says `absent` or `since`: a field `since` an API version (in data: a release) is",
		"left out by older peers. `nil` is the MessagePack nil. Scalars and their wire forms: [spec/types.md](spec/types.md).",
		"A reply whose `status` is not listed is to be read as unknown, never as a success.",
		"",
		...families.flatMap((family) => [
			`## \`${family.name}\``,
			"",
			...Object.values<Command>(family.commands).flatMap(commandSection),
		]),
		"## Data",
		"",
		"Certificates, manifests, payloads and files. Framing, signature and encryption: [spec/types.md](spec/types.md) §3.",
		"",
		...types.flatMap(([name, type]) => (isData(type) ? dataSection(name, type) : [])),
		"## Types",
		"",
		...types.filter(([, type]) => !isData(type)).flatMap(([name, type]) => typeSection(name, type)),
	];
	return `${lines.join("\n").trimEnd()}\n`;
}

if (import.meta.main) writeFileSync(referencePath, protocolReference());
