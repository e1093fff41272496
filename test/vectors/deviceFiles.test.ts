import assert from "node:assert/strict";
import { test } from "node:test";
import { decrypt } from "@parallax/crypto";
import {
	DeviceFile,
	decodeBare,
	decodeMsgpack,
	encodeBare,
	encodeMsgpack,
	LocalDevice,
	SecretKey,
	type Wire,
	WireMap,
} from "@parallax/protocol";
import { bytes, type DataCase, dataTypeNamed, fieldsOf } from "./dataSupport.ts";
import { assertSameWire, loadVectors, toWire } from "./support.ts";

interface DeviceFileCase extends DataCase {
	readonly file: string;
	readonly ciphertext_key: string;
	readonly totp_opaque_key?: string;
	readonly device_msgpack: string;
}

interface LocalDeviceCase extends DataCase {
	readonly encrypted_msgpack: string;
	readonly key: string;
}

const files = loadVectors<DeviceFileCase>("client-device-files.json");
const devices = loadVectors<LocalDeviceCase>("client-local-device.json");

test("client-local-device.json: a device is read and written as the official implementation does", () => {
	assert(devices.length > 0);
	for (const vector of devices) {
		const cleartext = decrypt(new SecretKey(bytes(vector.key)), bytes(vector.encrypted_msgpack));
		const device = decodeBare(LocalDevice, cleartext);
		assert.deepEqual(fieldsOf(dataTypeNamed("LocalDevice"), device), vector.fields);
		assert.deepEqual(encodeBare(LocalDevice, device).toHex(), vector.msgpack, "down to the order of the fields");
	}
});

test("client-device-files.json: every format is read and written as the official implementation does", () => {
	assert(files.length > 0);
	for (const vector of files) {
		const file = decodeBare(DeviceFile, bytes(vector.file));
		assert.equal(file.type, vector.type);
		assert.deepEqual(fieldsOf(dataTypeNamed(vector.class), file), vector.fields, vector.name);
		assertSameWire(decodeMsgpack(encodeBare(DeviceFile, file)), toWire(vector.wire), vector.name);
	}
});

test("client-device-files.json: each file holds its device, under the key of its protection", () => {
	for (const { file, ciphertext_key, totp_opaque_key, device_msgpack, name } of files) {
		const { ciphertext } = decodeBare(DeviceFile, bytes(file));
		const inner = totp_opaque_key ? decrypt(new SecretKey(bytes(totp_opaque_key)), ciphertext) : ciphertext;
		const device = decodeBare(LocalDevice, decrypt(new SecretKey(bytes(ciphertext_key)), inner));
		assert.deepEqual(encodeBare(LocalDevice, device).toHex(), device_msgpack, name);
	}
});

test("the arrays that early betas wrote read as the maps of today", () => {
	const passwords = files.filter((vector) => vector.class === "DeviceFilePassword" && !vector.totp_opaque_key);
	assert(passwords.length > 0);
	for (const { file } of passwords) {
		const today = decodeBare(DeviceFile, bytes(file));
		const values = positional(decodeMsgpack(bytes(file)), ["totp_opaque_key_id"]);
		assert.deepEqual(decodeBare(DeviceFile, encodeMsgpack(values)), today);
	}
	for (const { msgpack } of devices) {
		const values = positional(decodeMsgpack(bytes(msgpack)), []);
		const device = decodeBare(LocalDevice, encodeMsgpack(values));
		assert.deepEqual(encodeBare(LocalDevice, device).toHex(), msgpack);
	}
});

/** The values of a map, and of the maps in it, in their order. */
function positional(wire: Wire, without: readonly string[]): Wire {
	if (!(wire instanceof WireMap)) return wire;
	return wire.entries.filter(([key]) => !without.includes(key as string)).map(([, value]) => positional(value, []));
}
