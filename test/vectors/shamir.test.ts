import { testOnNode } from "../../packages/crypto/test/nodeSuite.ts";

testOnNode("shamir");
