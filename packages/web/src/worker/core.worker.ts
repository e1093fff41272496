/** The worker of one page: everything but drawing happens here. */
import { expose } from "comlink";
import type { Core } from "../core/api.ts";
import { facade } from "./facade.ts";
import { WebCore } from "./webCore.ts";

// A rejection that nobody handles is a bug: the page shows it, as it shows every other error of this worker.
addEventListener("unhandledrejection", ({ reason }) => reportError(reason));

expose(
	facade<Core>(new WebCore(location.origin), {
		devices: true,
		watchDevices: true,
		networkChanged: true,
		lookedAt: true,
		readLink: true,
		passwordStrength: true,
		server: true,
		createOrganization: true,
		invitation: true,
		join: true,
		logIn: true,
		session: true,
		exportDevice: true,
		importDevice: true,
		forgetDevice: true,
	}),
);
postMessage("ready");
