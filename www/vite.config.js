import { createHash } from "node:crypto";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { defineConfig } from "vite";

/**
 * Writes the service worker with the list of what it keeps: every built file, and what lies in `public`. Its name for the
 * build is a hash over all of it, so that any change is a new version and nothing else is.
 */
function serviceWorker() {
  let root;
  return {
    name: "service-worker",
    configResolved: (config) => (root = config.root),
    generateBundle: {
      // The page itself is written last.
      order: "post",
      handler(_options, bundle) {
        const hash = createHash("sha256");
        const files = new Map(Object.entries(bundle).map(([name, file]) => [name, file.code ?? file.source]));
        const folder = join(root, "public");
        for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
          const path = join(entry.parentPath ?? entry.path, entry.name);
          if (entry.isFile()) files.set(path.slice(folder.length + 1).replaceAll("\\", "/"), readFileSync(path));
        }
        const names = [...files.keys()].filter((name) => !name.endsWith(".map")).sort();
        for (const name of names) hash.update(name).update(files.get(name));
        const source = readFileSync(join(root, "src/draft/service-worker.js"), "utf8");
        // The page goes by the folder's own address: a server may send everyone there who asks for index.html.
        const kept = JSON.stringify(names.map((name) => (name === "index.html" ? "./" : name)));
        const constants = `const BUILD = "${hash.update(source).digest("hex").slice(0, 16)}";\nconst FILES = ${kept};\n`;
        this.emitFile({ type: "asset", fileName: "service-worker.js", source: constants + source });
      },
    },
  };
}

export default defineConfig({
  base: "./",
  // Inlined assets would be data: addresses, which the page's own policy forbids. The target is what the package needs.
  build: { target: ["chrome91", "firefox114", "safari16.4"], assetsInlineLimit: 0, modulePreload: { polyfill: false } },
  worker: { format: "es" },
  plugins: [serviceWorker()],
  // The package is linked here, with a lit of its own for its build; installed from a registry it takes the page's.
  resolve: { dedupe: ["lit", "lit-html", "lit-element", "@lit/reactive-element"] },
  // Vite's development server would move the package away from the files that it fetches.
  optimizeDeps: { exclude: ["exam-preflight"] },
});
