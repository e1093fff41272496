import { decodeMsgpack, encodeAs, type Type, type Wire } from "@parallax/protocol";

/** What a peer reads when it is sent this value. */
export function toWire<T>(type: Type<T>, value: T): Wire {
	return decodeMsgpack(encodeAs(type, value));
}
