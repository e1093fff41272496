import { readFileSync } from "node:fs";
import { Session } from "@parallax/client";
import { SqliteCertificateStorage, systemNetwork } from "@parallax/client/node";
import { decodeBare, LocalDevice } from "@parallax/protocol";
import type { LoginFigures } from "./client.ts";

// From an unlocked device to all certificates known: `login.ts DEVICE DATABASE`.
const [devicePath = "", databasePath = ""] = process.argv.slice(2);
const device = decodeBare(LocalDevice, readFileSync(devicePath));
const start = performance.now();
const session = Session.open(systemNetwork("bench"), device, await SqliteCertificateStorage.open(databasePath));
const certificates = await session.certificates.poll();
await session.ownProfile();
const figures: LoginFigures = {
	seconds: (performance.now() - start) / 1000,
	certificates,
	peakMiB: process.resourceUsage().maxRSS / 1024,
};
await session.close();
process.stdout.write(JSON.stringify(figures));
