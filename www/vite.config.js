import { defineConfig } from "vite";

export default defineConfig({
  base: "./",
  // Inlined assets would be data: addresses, which the page's own policy forbids.
  build: { target: "es2022", assetsInlineLimit: 0, modulePreload: { polyfill: false } },
  worker: { format: "es" },
  // Vite's development server would move the package away from the files that it fetches.
  optimizeDeps: { exclude: ["exam-preflight"] },
});
