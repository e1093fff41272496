import "@fontsource-variable/inter/opsz.css";
import "@fontsource-variable/atkinson-hyperlegible-mono";
import "./design/tokens.css";
import "./design/base.css";
import { RouterProvider } from "@tanstack/react-router";
import { createRoot } from "react-dom/client";
import { startTheme } from "./design/theme.ts";
import { startTranslations } from "./i18n/i18n.ts";
import { router } from "./routes/router.tsx";
import { startServiceWorker } from "./serviceWorker/update.ts";

const root = document.getElementById("root");
if (!root) throw new Error("index.html has no element #root");

startTheme();
await startTranslations();
createRoot(root).render(<RouterProvider router={router} />);
// It fetches, meanwhile, what people may ask for next.
void startServiceWorker();
