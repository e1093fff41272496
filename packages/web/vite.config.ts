import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

export default defineConfig({
	base: "/client/",
	plugins: [react()],
	build: { target: "esnext", modulePreload: { polyfill: false } },
	worker: { format: "es" },
});
