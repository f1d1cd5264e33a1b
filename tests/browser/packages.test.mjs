// The packed tarball, installed in throw-away projects and used once in each, as integrators would.
// Every page is served under the strict policy; a console error or a request to another origin fails the test.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { build } from "esbuild";
import { serve } from "../../scripts/server.mjs";
import { openChromium } from "./browsers.mjs";
import { inRoot } from "./files.mjs";
import { inputsFolder, portraitPath } from "./inputs.mjs";
import { watch } from "./watch.mjs";

const PROJECTS = inRoot("target/packages");
const bin = (path) => inRoot("tests/browser/node_modules", path);
const run = (cwd, command, args) => execFileSync(command, args, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });

let tarball;
let browser;

before(async () => {
  rmSync(PROJECTS, { recursive: true, force: true });
  mkdirSync(PROJECTS, { recursive: true });
  const [packed] = JSON.parse(run(inRoot("npm"), "npm", ["pack", "--json", "--pack-destination", PROJECTS]));
  tarball = join(PROJECTS, packed.filename);
  browser = await openChromium();
});
after(() => browser?.close());

/** The examples of both READMEs, by the comment in their first line: what is printed there is what runs here. */
function readme(name) {
  const texts = ["README.md", "npm/README.md"].map((path) => readFileSync(inRoot(path), "utf8"));
  const blocks = texts.flatMap((text) => [...text.matchAll(/```(?:js|html)\n([\s\S]*?)```/g)].map(([, code]) => code));
  const found = new Set(blocks.filter((code) => code.split("\n", 1)[0].includes(name)));
  assert.equal(found.size, 1, `${found.size} different examples start with ${name}`);
  return [...found][0];
}

/** A project with the tarball installed and nothing else of ours. */
function project(name, files) {
  const folder = join(PROJECTS, name);
  mkdirSync(folder, { recursive: true });
  const manifest = { name: `try-${name}`, private: true, type: "module" };
  for (const [path, text] of Object.entries({ "package.json": JSON.stringify(manifest), ...files })) {
    mkdirSync(join(folder, path, ".."), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  run(folder, "npm", ["install", "--offline", "--no-audit", "--no-fund", "--loglevel=error", tarball]);
  return folder;
}

/** Serves a built project, lets it prepare one portrait, and looks at what it shows. */
async function use(folders) {
  const { verdict, bytes } = await shown(folders);
  assert.match(verdict, /^(ready|blocked)$/);
  assert.ok(Number(bytes) > 10_000 && Number(bytes) < 30_000, `a photo of ${bytes} bytes`);
}

/** Result that a project's page writes into its own attributes. */
async function shown(folders) {
  const routes = { "/portrait.jpg": send(portraitPath()), "/certificate.jpg": send(join(inputsFolder(), "page-lying.jpg")), "/favicon.ico": sendNothing };
  const server = await serve(folders, { routes });
  const page = await browser.newPage();
  const seen = watch(page, server.url);
  try {
    await page.goto(`${server.url}/`);
    await page.waitForFunction(() => Object.keys(document.body.dataset).length > 0, null, { timeout: 60_000 });
    assert.equal(await page.evaluate(() => document.body.dataset.error), undefined);
    seen.assertClean();
    return await page.evaluate(() => ({ ...document.body.dataset }));
  } finally {
    await page.close();
    await server.close();
  }
}

function sendNothing(_request, response) {
  response.writeHead(204).end();
}

function send(path) {
  return (_request, response) => response.writeHead(200, { "Content-Type": "image/jpeg" }).end(readFileSync(path));
}

const page = (script) => `<!doctype html><meta charset="utf-8"><title>try</title>
<body><script type="module" src="${script}"></script>`;

test("the tarball holds what it should and nothing else", () => {
  const [{ files }] = JSON.parse(run(inRoot("npm"), "npm", ["pack", "--json", "--dry-run"]));
  const paths = files.map(({ path }) => path);
  for (const needed of ["dist/index.js", "dist/index.d.ts", "dist/worker.js", "dist/core.js", "dist/describe.js",
    "dist/elements/index.js", "dist/elements/index.d.ts", "dist/elements/material/thumbnail-worker.js",
    "dist/elements/colours.css", "dist/elements/controls.css", "wasm/exam_preflight_bg.wasm",
    "wasm/face-model.bin", "policies/hubei-2025.json", "messages/zh-CN.json", "messages/en.json", "policy.schema.json",
    "report.schema.json", "THIRD-PARTY-NOTICES.txt", "README.md", "LICENSE-MIT", "LICENSE-APACHE"]) {
    assert.ok(paths.includes(needed), `${needed} is missing`);
  }
  assert.deepEqual(paths.filter((path) => /^(src|node_modules|\.)|tsconfig|size-ceiling|\.optimised/.test(path)), []);
  const notices = readFileSync(inRoot("npm/THIRD-PARTY-NOTICES.txt"), "utf8");
  assert.match(notices, /@mediapipe\/face_mesh [\d.]+ \(Apache-2.0\), Copyright The MediaPipe Authors[\s\S]*Apache License/);
});

test("Vite: the README's example, built", async () => {
  const folder = project("vite", { "index.html": page("/app.js"), "app.js": readme("app.js") });
  run(folder, process.execPath, [bin("vite/bin/vite.js"), "build", "--logLevel=warn"]);
  await use({ "/": join(folder, "dist") });
  const scripts = readdirSync(join(folder, "dist/assets")).filter((name) => name.endsWith(".js"));
  for (const name of scripts) assert.doesNotMatch(readFileSync(join(folder, "dist/assets", name), "utf8"), /lit-html|litElement/, name);
});

test("the elements with lit beside them: built by Vite, and imported in Node without a window", async () => {
  const folder = project("elements", {
    "index.html": page("/app.js"),
    "app.js": `
      import { createPreflight } from "exam-preflight";
      import "exam-preflight/elements";
      import "exam-preflight/elements/colours.css";
      const photo = document.createElement("exam-photo");
      document.body.append(photo);
      try {
        photo.preflight = await createPreflight({ policy: "hubei-2025" });
        photo.addEventListener("photo-change", ({ detail }) => (document.body.dataset.verdict = detail.report.verdict));
        const response = await fetch("/portrait.jpg");
        const file = new File([await response.blob()], "portrait.jpg", { type: "image/jpeg" });
        const clipboardData = new DataTransfer();
        clipboardData.items.add(file);
        photo.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, composed: true, cancelable: true }));
      } catch (e) {
        document.body.dataset.error = String(e);
      }
    `,
    "try.js": `
      const { ExamPhoto, ExamMaterial } = await import("exam-preflight/elements");
      if ("window" in globalThis || "document" in globalThis) throw new Error("a window");
      console.log(typeof ExamPhoto, typeof ExamMaterial);
    `,
  });
  // As `npm install lit` would, without the network.
  for (const name of ["lit", "lit-html", "lit-element", "@lit", "@lit-labs"]) {
    cpSync(inRoot("npm/node_modules", name), join(folder, "node_modules", name), { recursive: true });
  }
  assert.equal(run(folder, process.execPath, ["try.js"]), "function function\n");
  run(folder, process.execPath, [bin("vite/bin/vite.js"), "build", "--logLevel=warn"]);
  assert.match((await shown({ "/": join(folder, "dist") })).verdict, /^(ready|blocked)$/);
});

test("Vite: the README's example of documents: a turned page is repaired, the gate says what is missing", async () => {
  const folder = project("documents", { "index.html": page("/documents.js"), "documents.js": readme("documents.js") });
  run(folder, process.execPath, [bin("vite/bin/vite.js"), "build", "--logLevel=warn"]);
  const [verdict, bytes, gate] = (await shown({ "/": join(folder, "dist") })).documents.split(" ");
  assert.deepEqual([verdict, gate], ["ready", "blocked"]);
  assert.ok(Number(bytes) > 50_000 && Number(bytes) <= 500_000, `a page of ${bytes} bytes`);
});

test("webpack", async () => {
  const folder = project("webpack", {
    "dist/index.html": page("/main.js"),
    "src/index.js": readme("app.js"),
    "webpack.config.js": 'export default { mode: "production", performance: false, output: { publicPath: "/" } };',
  });
  run(folder, process.execPath, [bin("webpack-cli/bin/cli.js"), "build"]);
  await use({ "/": join(folder, "dist") });
});

test("esbuild: it leaves addresses alone, so the package's folders are copied beside the bundle", async () => {
  const folder = project("esbuild", { "dist/index.html": page("/js/app.js"), "app.js": readme("app.js") });
  await build({
    absWorkingDir: folder,
    entryPoints: ["app.js"],
    outfile: "dist/js/app.js",
    bundle: true,
    format: "esm",
    logLevel: "error",
  });
  const installed = join(folder, "node_modules/exam-preflight");
  cpSync(join(installed, "dist"), join(folder, "dist/js"), { recursive: true });
  cpSync(join(installed, "wasm"), join(folder, "dist/wasm"), { recursive: true });
  await use({ "/": join(folder, "dist") });
});

test("no bundler: <script type=module> and the package's folder on the server", async () => {
  const example = readme("app.js").replace('from "exam-preflight"', 'from "/exam-preflight/dist/index.js"');
  const folder = project("plain", { "public/index.html": page("/app.js"), "public/app.js": example });
  await use({ "/": join(folder, "public"), "/exam-preflight": join(folder, "node_modules/exam-preflight") });
});

test("Node: exam-preflight/core, by the README's example, in a folder as `npm init` makes it", () => {
  const folder = project("node", { "check.mjs": readme("check.mjs"), "package.json": JSON.stringify({ name: "try-node", type: "commonjs" }) });
  cpSync(portraitPath(), join(folder, "portrait.jpg"));
  const said = run(folder, process.execPath, ["check.mjs", "portrait.jpg"]);
  assert.match(said, /^(ready|blocked) \d+ bytes\n/);
  assert.equal(readFileSync(join(folder, "photo.jpg")).readUInt16BE(0), 0xffd8);
});

test("Node: importing is free of side effects, and every entry resolves", () => {
  const folder = project("entries", {
    "try.js": `
      import { createRequire } from "node:module";
      import { existsSync } from "node:fs";
      import { fileURLToPath } from "node:url";
      const before = Object.keys(globalThis).join();
      const { createPreflight } = await import("exam-preflight");
      const core = await import("exam-preflight/core");
      if (Object.keys(globalThis).join() !== before) throw new Error("a global was added");
      for (const entry of ["wasm", "face-model", "policies/hubei-2025.json", "messages/zh-CN.json", "messages/en.json",
        "policy.schema.json", "report.schema.json"]) {
        if (!existsSync(fileURLToPath(import.meta.resolve("exam-preflight/" + entry)))) throw new Error(entry);
      }
      // Without workers the client says so and names the other entry.
      await createPreflight({ policy: "hubei-2025" }).then(
        () => { throw new Error("a client without a worker"); },
        (e) => { if (e.code !== "worker.failed" || !/exam-preflight\\/core/.test(e.message)) throw e; },
      );
      await Promise.all([core.init(), core.init()]);
      core.initSync(new Uint8Array());
      try { core.policy("no-such-policy"); throw new Error("accepted"); } catch (e) { if (e.code !== "misuse") throw e; }
      console.log(core.policyIds().join());
    `,
  });
  assert.match(run(folder, process.execPath, ["try.js"]), /hubei-2025/);
});

test("Node: initSync from bytes, without a single await", () => {
  const folder = project("sync", {
    "try.js": `
      import { initSync, preparePhoto } from "exam-preflight/core";
      import { readFileSync } from "node:fs";
      import { fileURLToPath } from "node:url";
      const asset = (entry) => readFileSync(fileURLToPath(import.meta.resolve("exam-preflight/" + entry)));
      initSync(asset("wasm"), asset("face-model"));
      initSync(asset("wasm"), asset("face-model"));
      const steps = [];
      const { report } = preparePhoto(readFileSync("portrait.jpg"), { policy: "hubei-2025", onProgress: (s) => steps.push(s) });
      console.log(report.verdict, steps.join());
    `,
  });
  cpSync(portraitPath(), join(folder, "portrait.jpg"));
  assert.match(run(folder, process.execPath, ["try.js"]), /^(ready|blocked) decode,.*encode,judge\n$/);
});

test("TypeScript: the types hold in a strict project", () => {
  const folder = project("types", {
    "try.ts": `
      import { createPreflight, describe, PreflightError, type Finding, type PhotoReport } from "exam-preflight";
      import { init, preparePhoto } from "exam-preflight/core";
      export async function photo(file: File): Promise<PhotoReport> {
        const preflight = await createPreflight({ policy: "hubei-2025" });
        const { report, jpeg } = await preflight.preparePhoto(file, { crop: { left: 0, top: 0, width: 413, height: 531 } });
        const first: Finding | undefined = report.findings[0];
        // @ts-expect-error: codes are a closed list, so that a misspelt one does not compile
        if (first?.code === "photo.face.non") console.log(describe(first, {}, "en").text, jpeg?.size);
        return report;
      }
      export const core = async (bytes: Uint8Array) => {
        await init();
        return preparePhoto(bytes, { policy: "hubei-2025" }).report.output?.widthPx;
      };
      export const isOurs = (e: unknown) => e instanceof PreflightError && e.code;
    `,
  });
  run(folder, process.execPath, [bin("typescript/bin/tsc"), "--noEmit", "--strict", "--module", "esnext", "--target", "es2022",
    "--moduleResolution", "bundler", "--lib", "es2022,dom", "--types", "", "try.ts"]);
});
