// A page with nothing on it but <exam-photo>: what any integrator's page would be. It proves that the element needs no
// other part of ours, and no style of the page.
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { serve } from "../../scripts/server.mjs";
import { inRoot } from "./files.mjs";
import { inputsFolder } from "./inputs.mjs";
import { patchFirst } from "./patches.mjs";

const PAGE = `<!doctype html><html lang="zh-CN"><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">
<title>exam-photo</title><link rel="icon" href="/icon.svg"><link rel="stylesheet" href="/page.css">
<main><h1>exam-photo</h1><exam-photo></exam-photo></main><script type="module" src="/js/app.js"></script>`;

/** The page's own style is two rules: no colour, no font of ours. */
const STYLE = "body { margin: 1rem } main { max-width: 66rem; margin: auto }";

const SCRIPT = `
import "exam-preflight/elements";
import { createPreflight } from "exam-preflight";
const element = document.querySelector("exam-photo");
window.changes = [];
window.reports = [];
document.addEventListener("securitypolicyviolation", (e) => window.reports.push(e.violatedDirective + " " + e.blockedURI));
element.addEventListener("photo-change", (e) => window.changes.push(e.detail));
element.locale = new URLSearchParams(location.search).get("lang") ?? "zh-CN";
document.documentElement.lang = element.locale;
window.preflight = await createPreflight({ policy: "hubei-2025" });
element.preflight = window.preflight;
`;

/** Builds the page once; `serve` opens a server on it, `remove` takes it away. */
export async function buildPhotoPage() {
  const folder = mkdtempSync(join(tmpdir(), "photo-page-"));
  await build({
    stdin: { contents: SCRIPT, resolveDir: inRoot("tests/browser"), loader: "ts" },
    outfile: join(folder, "js/app.js"),
    bundle: true,
    format: "esm",
    target: "es2022",
    logLevel: "error",
  });
  // esbuild leaves addresses alone: the package's folders are beside the bundle.
  cpSync(inRoot("npm/dist"), join(folder, "js"), { recursive: true });
  cpSync(inRoot("npm/wasm"), join(folder, "wasm"), { recursive: true });
  writeFileSync(join(folder, "index.html"), PAGE);
  writeFileSync(join(folder, "page.css"), STYLE);
  cpSync(inRoot("www/public/icon.svg"), join(folder, "icon.svg"));
  return {
    bytes: readFileSync(join(folder, "js/app.js")).length,
    /** `workers`: what is put before the worker's own text, one entry a start. */
    serve: (workers = []) =>
      serve({ "/": folder, "/inputs": inputsFolder() }, { routes: { "/js/worker.js": patchFirst(join(folder, "js/worker.js"), workers) } }),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
