// Builds the page beside this file, with nothing of www but the element and its drawings, and returns its folder.
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "vite";
import { inRoot } from "../../files.mjs";

export async function buildMaterialsPage() {
  const outDir = mkdtempSync(join(tmpdir(), "materials-page-"));
  await build({
    configFile: false,
    root: inRoot("tests/browser/materials/page"),
    base: "./",
    publicDir: inRoot("www/public"),
    logLevel: "error",
    // As www/vite.config.js has it: inlined assets would be data: addresses, which the policy forbids.
    build: { target: "es2022", assetsInlineLimit: 0, modulePreload: { polyfill: false }, outDir, emptyOutDir: true },
    worker: { format: "es" },
  });
  const worker = readdirSync(join(outDir, "assets")).find((name) => name.startsWith("worker-"));
  return { folder: outDir, worker: join(outDir, "assets", worker), remove: () => rmSync(outDir, { recursive: true }) };
}
