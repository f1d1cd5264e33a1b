// Builds the npm package in npm/: the module, its JavaScript, the types, and the data that travels along.
//   node scripts/build.mjs            build, print the sizes, hold them against npm/size-ceiling.json
//   node scripts/build.mjs --opt=-Os  the same with another optimisation, into target/size-trial
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { checkSizes } from "./sizes.mjs";
import { writeNotices } from "./notices.mjs";
import { writeStyles } from "./styles.mjs";
import { writeModules, writeTypes } from "./types.mjs";

process.chdir(join(dirname(fileURLToPath(import.meta.url)), ".."));
const option = (name, otherwise) =>
  process.argv.find((arg) => arg.startsWith(`--${name}=`))?.split("=")[1] ?? otherwise;
// Speed first: decoding and encoding are what a candidate waits for.
const optimise = option("opt", "-O3");
const isTrial = optimise !== "-O3";

const run = (command, args, env = {}) =>
  execFileSync(command, args, { stdio: "inherit", env: { ...process.env, ...env } });

/** The packages that the wasm build is made of, as cargo resolved them. */
const metadata = JSON.parse(
  execFileSync("cargo", ["metadata", "--format-version=1", "--locked", "--filter-platform=wasm32-unknown-unknown"], {
    maxBuffer: 1 << 28,
  }),
);

buildModule();
if (!isTrial) {
  copyData();
  writeNotices(metadata, "npm/THIRD-PARTY-NOTICES.txt");
  await writeTypes();
  writeModules();
  // The functions first: the elements import them by the package's own name, as any page does.
  run("npm/node_modules/.bin/tsc", ["--project", "npm"]);
  run("npm/node_modules/.bin/tsc", ["--project", "npm/elements"]);
  await writeStyles();
}
process.exitCode = checkSizes(isTrial ? "target/size-trial" : "npm/wasm", { hold: !isTrial }) ? 0 : 1;

/** wasm-pack makes the module and its JavaScript; wasm-opt of the pinned binaryen makes it small and fast. */
function buildModule() {
  const made = "target/wasm-pack";
  // The work is for one browser generation: SIMD has been in all engines since 2023 (Safari 16.4 was last).
  run(
    "wasm-pack",
    ["--log-level", "error", "build", "--target", "web", "--release", "--mode", "no-install", "--no-pack", "--no-opt",
      "--out-dir", made, "--out-name", "exam_preflight", "--", "--locked"],
    { RUSTFLAGS: "-C target-feature=+simd128" },
  );
  const out = isTrial ? "target/size-trial" : "npm/wasm";
  mkdirSync(out, { recursive: true });
  for (const file of readdirSync(made).filter((name) => /\.(js|ts)$/.test(name))) cpSync(join(made, file), join(out, file));

  // wasm-opt takes half a minute: only when the module or the way to optimise it changed.
  const raw = readFileSync(join(made, "exam_preflight_bg.wasm"));
  const stamp = createHash("sha256").update(raw).update(optimise).update(wasmOptVersion()).digest("hex");
  const stampFile = join(out, ".optimised");
  const target = join(out, "exam_preflight_bg.wasm");
  if (existsSync(target) && existsSync(stampFile) && readFileSync(stampFile, "utf8") === stamp) return;
  // The features that rustc itself turns on for wasm32, and SIMD.
  const features = ["simd", "bulk-memory", "bulk-memory-opt", "nontrapping-float-to-int", "sign-ext", "mutable-globals",
    "multivalue", "reference-types", "call-indirect-overlong"].map((name) => `--enable-${name}`);
  run("npm/node_modules/.bin/wasm-opt", [join(made, "exam_preflight_bg.wasm"), "-o", target, optimise, ...features]);
  writeFileSync(stampFile, stamp);
}

function wasmOptVersion() {
  return JSON.parse(readFileSync("npm/node_modules/binaryen/package.json", "utf8")).version;
}

/** Data that is kept elsewhere in the repository, or in another package, and never twice. */
function copyData() {
  cpSync("models/built/face-model.bin", "npm/wasm/face-model.bin");
  for (const licence of ["LICENSE-MIT", "LICENSE-APACHE"]) cpSync(licence, join("npm", licence));
  for (const folder of ["policies", "messages"]) {
    rmSync(join("npm", folder), { recursive: true, force: true });
    cpSync(folder, join("npm", folder), { recursive: true });
  }
}
