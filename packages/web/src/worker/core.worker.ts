/** The worker of one page: everything but drawing happens here. */
import { expose } from "comlink";
import { WebCore } from "./webCore.ts";

// A rejection that nobody handles is a bug: the page shows it, as it shows every other error of this worker.
addEventListener("unhandledrejection", ({ reason }) => reportError(reason));

expose(new WebCore(location.origin));
postMessage("ready");
