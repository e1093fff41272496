import { readFileSync } from "node:fs";
import { invitedCaller, MemoryCertificateStorage, realPace, Session, UserGuestGreeting } from "@parallax/client";
import { systemNetwork } from "@parallax/client/node";
import { decodeBare, EmailAddress, InvitationAddr, LocalDevice } from "@parallax/protocol";
import { actAsGuest, actAsHost, readAloud } from "../../test/greeting/people.ts";
import type { GreetingFigures } from "./client.ts";

// One greeting, both sides in this process, with people who answer at once: `greet.ts DEVICE`.
const device = decodeBare(LocalDevice, readFileSync(process.argv[2] ?? ""));
const network = systemNetwork("bench");
const session = Session.open(network, device, new MemoryCertificateStorage());
const email = EmailAddress.parse("newcomer@bench.invalid");
const invitation = await session.inviteUser(email, false);
if (invitation.status !== "ok") throw new Error(invitation.status);
const { server, organizationId, token } = InvitationAddr.parse(invitation.link);
const caller = invitedCaller(network, server, organizationId, token);
const pace = { ...realPace, throttle: 50 };

const [cpu, start] = [process.cpuUsage(), performance.now()];
const host = session.greetUser(token, email, { pace });
const guest = new UserGuestGreeting({ server, organizationId, caller }, [device.user_id], { pace });
function people(): void {
	actAsHost(host, readAloud(guest));
	actAsGuest(guest, readAloud(host));
}
host.subscribe(() => queueMicrotask(people));
guest.subscribe(() => queueMicrotask(people));
const ends = await Promise.all([host.run(), guest.run()]);
if (ends.some(({ step }) => step !== "finished")) throw new Error("The greeting did not finish");
const { user, system } = process.cpuUsage(cpu);
const figures: GreetingFigures = {
	cpuSeconds: (user + system) / 1e6,
	wallSeconds: (performance.now() - start) / 1000,
};
await session.close();
process.stdout.write(JSON.stringify(figures));
