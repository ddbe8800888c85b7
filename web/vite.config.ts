import { fileURLToPath } from "node:url";
import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vite";
import { world } from "./plugins/world.ts";

// The back end serves what is built; in development, `npx vite` asks a running `multipolar serve` for data.
const backEnd = process.env["MULTIPOLAR_API"] ?? "http://127.0.0.1:8737";

export default defineConfig({
  root: fileURLToPath(new URL(".", import.meta.url)),
  plugins: [world(), svelte({ compilerOptions: { runes: true } })],
  build: {
    outDir: fileURLToPath(new URL("../src/multipolar/web/static", import.meta.url)),
    emptyOutDir: true,
    target: "es2022",
    assetsInlineLimit: 0, // data: addresses would need an exception in the content security policy
    modulePreload: { polyfill: false }, // as above: the polyfill is an inline script
    chunkSizeWarningLimit: 700,
  },
  server: { proxy: { "/api": backEnd } },
});
