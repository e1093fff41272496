/**
 * MessagePack values as they stand on the wire (types.md §1), before any schema gives them a meaning.
 * Integers are `number` while they are safe, `bigint` beyond; floats are kept apart from integers.
 */
export type Wire = null | boolean | number | bigint | string | Uint8Array | Float | Ext | readonly Wire[] | WireMap;

/** A MessagePack float. Distinct from `number`, which always stands for an integer. */
export class Float {
	readonly value: number;
	constructor(value: number) {
		this.value = value;
	}
}

/** A MessagePack extension value. */
export class Ext {
	readonly type: number;
	readonly data: Uint8Array;
	constructor(type: number, data: Uint8Array) {
		this.type = type;
		this.data = data;
	}
}

/** A MessagePack map: keys may be of any type, may repeat, and keep their order. */
export class WireMap {
	readonly entries: (readonly [Wire, Wire])[];
	constructor(entries: (readonly [Wire, Wire])[]) {
		this.entries = entries;
	}
}
