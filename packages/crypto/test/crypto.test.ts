import { testOnNode } from "./nodeSuite.ts";

testOnNode("properties");
testOnNode("rsa");
