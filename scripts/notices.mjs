// The licence texts of everything that is inside the module, from the packages themselves.
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** Licence files as packages name them. */
const LICENCE_FILE = /^(licen[cs]e|copying|notice|unlicense)/i;

export function writeNotices(metadata, target) {
  const rule = "=".repeat(78);
  // Most packages carry the same few texts to the letter: each is given once.
  const namesByText = new Map();
  for (const { name, version, license, manifest_path } of insideModule(metadata)) {
    if (license === null) throw new Error(`${name} ${version} states no licence`);
    const folder = dirname(manifest_path);
    const files = readdirSync(folder).filter((file) => LICENCE_FILE.test(file)).sort();
    const texts = files.map((file) => readFileSync(join(folder, file), "utf8").trim());
    if (texts.length === 0) texts.push("The package has no licence file; its manifest names the licence.");
    for (const text of texts) namesByText.set(text, [...(namesByText.get(text) ?? []), `${name} ${version} (${license})`]);
  }
  const apache = readFileSync("LICENSE-APACHE", "utf8").trim();
  namesByText.set(apache, [...(namesByText.get(apache) ?? []), ...netPackages()]);
  const sections = [...namesByText].map(([text, names]) => `${rule}\n${names.join("\n")}\n${rule}\n\n${text}\n`);
  const head =
    "exam_preflight_bg.wasm is made from the Rust packages below, and from Rust's standard library (MIT OR Apache-2.0).\n" +
    "face-model.bin is made from nets of the npm packages below whose names begin with @mediapipe. Copyright The MediaPipe\n" +
    "Authors, Apache License 2.0. They were changed: outputs without use were left out, and weights rounded to 8 bits.\n";
  writeFileSync(target, [head, ...sections].join("\n"));
}

/** The packages of the nets for faces. Their manifests name the licence; its text is not in them. */
function netPackages() {
  const { packages } = JSON.parse(readFileSync("models/package-lock.json", "utf8"));
  const nets = Object.entries(packages).filter(([path]) => path !== "");
  return nets.map(([path, { version, license }]) => `${path.replace("node_modules/", "")} ${version} (${license}), Copyright The MediaPipe Authors`);
}

/** All that the crate links, from the root along normal dependencies; macros and build scripts leave nothing behind. */
function insideModule({ packages, resolve }) {
  const byId = new Map(packages.map((one) => [one.id, one]));
  const nodes = new Map(resolve.nodes.map((node) => [node.id, node]));
  const isMacro = (id) => byId.get(id).targets.some((target) => target.kind.includes("proc-macro"));
  const seen = new Set();
  const visit = (id) => {
    if (seen.has(id) || isMacro(id)) return;
    seen.add(id);
    for (const dep of nodes.get(id).deps) {
      if (dep.dep_kinds.some(({ kind }) => kind === null)) visit(dep.pkg);
    }
  };
  visit(resolve.root);
  seen.delete(resolve.root);
  return [...seen].map((id) => byId.get(id)).sort((a, b) => (a.name < b.name ? -1 : 1));
}
