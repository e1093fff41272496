import type { Case } from "./suite/check.ts";
import { derivation } from "./suite/derivation.ts";
import { greeting } from "./suite/greeting.ts";
import { password } from "./suite/password.ts";
import { primitives } from "./suite/primitives.ts";
import { properties } from "./suite/properties.ts";
import { rsa } from "./suite/rsa.ts";
import { shamir } from "./suite/shamir.ts";
import { token } from "./suite/token.ts";
import { totp } from "./suite/totp.ts";

/** Everything expected of this package, for both libraries under it: Node's in node:test, the browser's in Chromium. */
export const suite = {
	primitives,
	derivation,
	greeting,
	password,
	shamir,
	totp,
	token,
	rsa,
	properties,
} satisfies Record<string, readonly Case[]>;
