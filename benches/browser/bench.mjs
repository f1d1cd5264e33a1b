// Ours beside the browser's own way, in one headless Chromium and one worker, turn by turn; and the peak memory.
//   make bench            or, once built:  node benches/browser/bench.mjs [--rounds=9] [--strict]
// --strict ends with an error where a target is missed. The figures also go to test-results/bench.json.
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { serve } from "../../scripts/server.mjs";
import { openChromium } from "../../tests/browser/browsers.mjs";
import { inRoot } from "../../tests/browser/files.mjs";
import { portraitPath } from "../../tests/browser/inputs.mjs";
import { MADE, save, send } from "./made.mjs";

/** What the project asks of itself. */
const TARGETS = { photoRatio: 0.8, riverRatio: 1.4, peakMiB: 64 };
const REAL_PORTRAIT = inRoot("../shared/data/portraits/HivisionIDPhotos__test4__09039150.jpg");
const MEGAPIXELS = { 12: [3024, 4032], 24: [4284, 5712], 48: [6048, 8064] };

const flag = (name) => process.argv.find((arg) => arg.startsWith(`--${name}`));
const rounds = Number(flag("rounds")?.split("=")[1] ?? 9);
const isReal = existsSync(REAL_PORTRAIT);
if (!isReal) console.log("the real portrait is not there: measuring on the generated one");

const server = await serve(
  { "/npm": inRoot("npm"), "/bench": inRoot("benches/browser"), "/made": MADE },
  { routes: { "/portrait.jpg": send(isReal ? REAL_PORTRAIT : portraitPath()), "/save": save } },
);
const browser = await openChromium();
try {
  const page = await browser.newPage();
  page.on("console", (message) => message.type() === "error" && console.error(message.text()));
  await page.goto(`${server.url}/bench/bench.html`);

  const files = {};
  for (const [mp, [width, height]] of Object.entries(MEGAPIXELS)) {
    const name = `${isReal ? "real" : "generated"}-${mp}mp.jpg`;
    if (!existsSync(`${MADE}/${name}`)) await page.evaluate((job) => bench.make(job), { name, width, height, bytes: 290_000 * mp });
    files[mp] = name;
  }
  const result = await page.evaluate((job) => bench.compare(job), { name: files[12], rounds });
  const memory = {};
  for (const [mp, name] of Object.entries(files)) memory[mp] = await page.evaluate((job) => bench.memory(job), { name });
  report(result, memory);
} finally {
  await browser.close();
  await server.close();
}

function report({ bytes, width, height, ours, native, crop, output }, memory) {
  const ms = (value) => `${value.toFixed(1).padStart(9)} ms`;
  const sum = (names) => names.reduce((total, name) => total + (ours.steps[name] ?? 0), 0);
  const photo = sum(["read", "decode", "crop", "resize", "encode"]);
  const peak = Math.max(...Object.values(memory).map(({ peak }) => peak)) / 2 ** 20;
  const figures = {
    machine: `${cpus().length} x ${cpus()[0].model}`,
    browser: browser.version(),
    input: { bytes, width, height, isReal },
    rounds,
    ours,
    native,
    photoMs: photo,
    photoRatio: photo / native.total,
    riverRatio: ours.total / native.total,
    peakMiB: peak,
    memory,
  };
  console.log(`\n${figures.machine}; headless Chromium ${figures.browser}`);
  console.log(`${width} x ${height} px, ${bytes} bytes; medians of ${rounds}, turn by turn in one worker; crop ${crop}`);
  console.log(`output: ours ${output.ours} bytes, the browser's ${output.native} bytes\n`);
  const table = (title, { steps, total }) => {
    console.log(title);
    for (const [name, value] of [...Object.entries(steps), ["all", total]]) console.log(`  ${name.padEnd(28)}${ms(value)}`);
  };
  table("ours", ours);
  table("the browser's own way", native);
  console.log();

  let isMet = true;
  const met = (value, target) => {
    isMet &&= value <= target;
    return `(target at most ${target}: ${value <= target ? "met" : "MISSED"})`;
  };
  console.log(`ratio, decode, crop, resize, encode: ${figures.photoRatio.toFixed(2)} ${met(figures.photoRatio, TARGETS.photoRatio)}`);
  console.log(`ratio, the whole river: ${figures.riverRatio.toFixed(2)} ${met(figures.riverRatio, TARGETS.riverRatio)}`);
  for (const [mp, { input, opened, peak }] of Object.entries(memory)) {
    const mib = (n) => (n / 2 ** 20).toFixed(1);
    console.log(
      `peak wasm memory, ${mp} megapixels, ${input} bytes: ${mib(peak)} MiB, ` +
        `${mib(opened)} of it before the photo ${met(peak / 2 ** 20, TARGETS.peakMiB)}`,
    );
  }
  mkdirSync(inRoot("test-results"), { recursive: true });
  writeFileSync(inRoot("test-results/bench.json"), JSON.stringify(figures, null, 2));
  if (flag("strict") && !isMet) process.exitCode = 1;
}
