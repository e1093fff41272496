import assert from "node:assert/strict";
import * as protocol from "@parallax/protocol";
import {
	type DataType,
	type DateTime,
	type DeviceID,
	decodeMsgpack,
	decodeV0,
	encodeAs,
	encodeV0,
	type UserID,
	type VlobID,
} from "@parallax/protocol";
import { assertSameWire, toFields, toWire } from "./support.ts";

/** What the vectors of every kind of data object have in common (data/README.md). */
export interface DataCase {
	readonly name: string;
	/** Name of the type, in the official module and in ours. */
	readonly class: string;
	readonly type: string;
	readonly fields: Readonly<Record<string, unknown>>;
	readonly wire: unknown;
	readonly msgpack: string;
	readonly serialized: string;
}

/** Any value of a data type, with the fields that readers have expectations of. */
export interface DataValue {
	readonly type: string;
	readonly author?: DeviceID | null;
	readonly timestamp?: DateTime;
	readonly user_id?: UserID;
	readonly realm_id?: VlobID;
	readonly id?: VlobID;
	readonly document_id?: VlobID;
	readonly version?: number;
}

export function dataTypeNamed(name: string): DataType<DataValue> {
	const type = (protocol as unknown as Readonly<Record<string, DataType<DataValue> | undefined>>)[name];
	assert(type?.types, `${name} is not a data type`);
	return type;
}

export const bytes = (hex: string): Uint8Array => Uint8Array.fromHex(hex);

/** The value reads as the vector tells, is written as the official implementation does, and survives our own framing. */
export function checkValue(type: DataType<DataValue>, value: DataValue, vector: Omit<DataCase, "serialized">): void {
	const { name, fields, wire } = vector;
	assert.equal(value.type, vector.type, name);
	assert.deepEqual(fieldsOf(type, value), fields, name);
	assertSameWire(decodeMsgpack(encodeAs(type, value)), toWire(wire), name);
	assert.deepEqual(fieldsOf(type, decodeV0(type, encodeV0(type, value))), fields, name);
}

/** The JSON form that the vectors give, without the `type` of the object itself. */
export function fieldsOf(type: DataType<DataValue>, value: DataValue): unknown {
	const { type: _, ...fields } = toFields(type, value) as Readonly<Record<string, unknown>>;
	return fields;
}
