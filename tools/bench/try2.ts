import { measure } from "./load.ts"; import { BenchOrganization } from "./organization.ts"; import {authenticatedCommands, encodeRequest, DateTime} from "@parallax/protocol";
const {commands}=authenticatedCommands; const port=7799;
const o=await BenchOrganization.create(port,"A"); await o.createInvitations(100);
console.log("invite_list",await measure(port,16,5,async(c)=>{await c.post(o.path,o.headers(),encodeRequest(commands.invite_list,{}))}));
