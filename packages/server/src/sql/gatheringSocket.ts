import { Socket } from "node:net";

type Written = (error?: Error | null) => void;

/** What is written in one turn leaves as one: statements that are given together cost one call of the system, not one each. */
export class GatheringSocket extends Socket {
	#gathers = false;

	override write(chunk: Uint8Array | string, written?: Written): boolean;
	override write(chunk: Uint8Array | string, encoding?: BufferEncoding, written?: Written): boolean;
	override write(chunk: Uint8Array | string, second?: BufferEncoding | Written, written?: Written): boolean {
		if (!this.#gathers) {
			this.#gathers = true;
			this.cork();
			process.nextTick(() => {
				this.#gathers = false;
				this.uncork();
			});
		}
		return typeof second === "string" ? super.write(chunk, second, written) : super.write(chunk, second);
	}
}
