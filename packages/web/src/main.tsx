import "@fontsource-variable/inter/opsz.css";
import "@fontsource-variable/atkinson-hyperlegible-mono";
import "./design/tokens.css";
import "./design/base.css";
import { RouterProvider } from "@tanstack/react-router";
import { createRoot } from "react-dom/client";
import { core } from "./core/core.ts";
import { startTheme } from "./design/theme.ts";
import { loadAllTexts, startTranslations } from "./i18n/i18n.ts";
import { router } from "./routes/router.tsx";
import { startServiceWorker } from "./serviceWorker/update.ts";

const root = document.getElementById("root");
if (!root) throw new Error("index.html has no element #root");

startTheme();
await startTranslations();
createRoot(root).render(<RouterProvider router={router} />);
void prepareNext();
void startServiceWorker();

/** Loads what people may ask for on the first screen, once that screen has all that it needs itself. */
async function prepareNext(): Promise<void> {
	await core();
	await Promise.allSettled([import("./design/overlays.ts"), loadAllTexts()]);
}
