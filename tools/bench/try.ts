import { officialInMemory, oursOnSqlite, oursOnPostgres } from "./targets.ts"; import { measure, residentMiB } from "./load.ts"; import { BenchOrganization } from "./organization.ts"; import {authenticatedCommands, encodeRequest, DateTime} from "@parallax/protocol"; import { measureFanOut } from "./sse.ts"; import { startPostgres } from "../../packages/server/test/support/postgres.ts";
const pgs = process.argv[2]==="pg" ? await startPostgres(["fsync=on"]) : undefined;
const t=pgs? await oursOnPostgres(await pgs.createDatabase()) : await oursOnSqlite(); const {commands}=authenticatedCommands;
console.log("idle",residentMiB(t.pid));
try {
const o=await BenchOrganization.create(t.port,"A"); await o.createInvitations(100); console.log("inv");
console.log("invite_list",await measure(t.port,16,3,async(c)=>{await c.post(o.path,o.headers(),encodeRequest(commands.invite_list,{}))}));
const ws=await Promise.all(Array.from({length:16},(_, i)=>BenchOrganization.create(t.port,"W"+i)));
console.log("user_create",await measure(t.port,16,3,(c,i)=>ws[i]!.createUser(c)));
console.log("certget new",await measure(t.port,16,3,async(c)=>{await c.post(o.path,o.headers(),encodeRequest(commands.certificate_get,{common_after:DateTime.parse("2100-01-01T00:00:00Z"),sequester_after:null,shamir_recovery_after:null,realm_after:new Map()}))}));
const big=await BenchOrganization.create(t.port,"Big"); let s=performance.now(); await big.createUsers(1000); console.log("seq create/s", 1000/((performance.now()-s)/1000));
console.log("certget all",await measure(t.port,16,3,async(c)=>{await c.post(big.path,big.headers(),encodeRequest(commands.certificate_get,{common_after:null,sequester_after:null,shamir_recovery_after:null,realm_after:new Map()}))}));
console.log(await measureFanOut(t,ws[0]!,500,10));
} finally { await t.stop(); await pgs?.stop(); }
