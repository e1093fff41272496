import { Slices } from "@parallax/client";
import { type Case, ok } from "../../../crypto/test/suite/check.ts";

export const cases: readonly Case[] = [
	{
		name: "a message that came before is read during the next rest: a worker at work answers its page",
		async check() {
			const { port1, port2 } = new MessageChannel();
			let read = 0;
			port1.onmessage = () => read++;
			const slices = new Slices();
			for (let rests = 1; rests <= 100; rests++) {
				port2.postMessage(null);
				await slices.rest();
				// Another port may be served in the turn after: never later.
				ok(read >= rests - 1, `${rests} messages to be read, not ${read}`);
			}
		},
	},
];
