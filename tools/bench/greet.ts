import { readFileSync } from "node:fs";
import { decodeBare, LocalDevice } from "@parallax/protocol";
import { letIn, logIn } from "../../test/support/meeting.ts";
import type { GreetingFigures } from "./client.ts";

// One greeting, both sides in this process, with people who answer at once: `greet.ts DEVICE`.
const session = await logIn(decodeBare(LocalDevice, readFileSync(process.argv[2] ?? "")));
const [cpu, start] = [process.cpuUsage(), performance.now()];
await letIn(session, "newcomer@bench.invalid", "Newcomer", "STANDARD");
const { user, system } = process.cpuUsage(cpu);
const figures: GreetingFigures = {
	cpuSeconds: (user + system) / 1e6,
	wallSeconds: (performance.now() - start) / 1000,
};
await session.close();
process.stdout.write(JSON.stringify(figures));
