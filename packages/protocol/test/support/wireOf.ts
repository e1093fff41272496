import assert from "node:assert/strict";
import { type AnyType, Ext, Float, type Wire, WireMap } from "@parallax/protocol";
import fc from "fast-check";
import { loadVectors } from "../../../../test/vectors/support.ts";

/** Some valid texts of each named type. */
const TEXTS: Readonly<Record<string, readonly string[]>> = {
	OrganizationID: ["my_org", "日本語"],
	EmailAddress: ["alice@example.com", '"a b"@c.d'],
	DeviceLabel: ["My laptop", "Zoé’s phone"],
	EntryName: ["a.txt", "..."],
	ValidationCode: ["ABCDEF", "234567"],
	ServerUrl: ["https://parsec.example.com/", "http://localhost:6777"],
	X509CertificateHash: [`sha256-${"A".repeat(43)}=`, `SHA256-${"/".repeat(42)}8=`],
};

/** The size of the keys and digests that have another one than 32 bytes. */
const SIZES: Readonly<Record<string, number>> = { AccessToken: 16, Salt: 16, ShamirShare: 20 };

const RSA_KEY = rsaKey();

function rsaKey(): Uint8Array {
	const keys = loadVectors<{ readonly op: string; readonly pub?: string }>("crypto.json").find(
		({ op }) => op === "sequester.keys",
	);
	return Uint8Array.fromHex(keys?.pub ?? "");
}

/** What a peer may send for a value of this type, each field being valid by itself. */
export function wireOf(type: AnyType): fc.Arbitrary<Wire> {
	const { shape } = type;
	switch (shape.kind) {
		case "boolean":
			return fc.boolean();
		case "string":
			return fc.string({ unit: "binary" });
		case "text":
			return textOf(shape.name);
		case "bytes":
			return fc.uint8Array();
		case "binary":
			return bytesOf(shape.name);
		case "float":
			return fc.oneof(
				fc.double().map((value) => new Float(value)),
				fc.maxSafeInteger(),
			);
		case "integer":
			return fc.bigInt({ min: shape.min, max: shape.max });
		case "datetime":
			return fc
				.bigInt({ min: -62135596800000000n, max: 253402300799999999n })
				.map((instant) => new Ext(1, bigEndian(instant)));
		case "uuid":
			return fc.uint8Array({ minLength: 16, maxLength: 16 }).map((id) => new Ext(2, id));
		case "enum":
			return fc.constantFrom(...shape.literals);
		case "nullable":
			return fc.option(wireOf(shape.of));
		case "since":
			return wireOf(shape.of);
		case "custom":
			return shape.name === "HumanHandle" ? fc.tuple(textOf("EmailAddress"), textOf("DeviceLabel")) : wireOf(shape.of);
		case "list":
		case "set":
			return fc.array(wireOf(shape.of), { maxLength: 3 });
		case "tuple":
			return fc.tuple(...shape.of.map(wireOf));
		case "map":
			return fc
				.array(fc.tuple(wireOf(shape.key), wireOf(shape.value)), { maxLength: 3 })
				.map((entries) => new WireMap(entries));
		case "struct":
			return entriesOf(shape.fields).map((entries) => new WireMap(entries));
		case "union":
			return fc.oneof(
				...Object.entries(shape.variants).map(([tag, fields]) =>
					entriesOf(fields).map((entries) => new WireMap([...entries, [shape.discriminant, tag]])),
				),
			);
	}
}

function textOf(name: string): fc.Arbitrary<Wire> {
	const texts = TEXTS[name];
	assert.ok(texts, `wireOf needs some texts of the type ${name}`);
	return fc.constantFrom(...texts);
}

function bytesOf(name: string): fc.Arbitrary<Wire> {
	if (name.endsWith("Der")) return fc.constant(RSA_KEY);
	const size = SIZES[name] ?? 32;
	return fc.uint8Array({ minLength: size, maxLength: size });
}

/** The fields, some of those that may be absent left out, with now and then one that nobody knows. */
function entriesOf(fields: Readonly<Record<string, AnyType>>): fc.Arbitrary<(readonly [Wire, Wire])[]> {
	const entries = Object.entries(fields).map(([key, type]) => {
		const entry = wireOf(type).map((wire): readonly (readonly [Wire, Wire])[] => [[key, wire]]);
		return type.absent === undefined ? entry : fc.oneof(entry, fc.constant([]));
	});
	const unknown = fc.constantFrom<readonly (readonly [Wire, Wire])[]>(
		[],
		[],
		[["not_a_known_field", new Ext(9, Uint8Array.of(1))]],
	);
	return fc.tuple(...entries, unknown).map((parts) => parts.flat());
}

function bigEndian(value: bigint): Uint8Array {
	const bytes = new Uint8Array(8);
	new DataView(bytes.buffer).setBigInt64(0, value);
	return bytes;
}
