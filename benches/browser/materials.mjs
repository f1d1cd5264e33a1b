// How long a verdict on a document picture takes once it is decoded, in headless Chromium, and the peak memory.
//   node benches/browser/materials.mjs [--rounds=5] [--limit=N] [--slowest=N] [--strict]
// Real documents where they are beside the repository, else drawn ones. --strict ends with an error where a target is missed.
import { existsSync, readdirSync } from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";
import { serve } from "../../scripts/server.mjs";
import { openChromium } from "../../tests/browser/browsers.mjs";
import { inRoot } from "../../tests/browser/files.mjs";
import { inputsFolder } from "../../tests/browser/inputs.mjs";
import { MADE, save, send } from "./made.mjs";

/** What the project asks of itself: the slowest picture's verdict, and the memory of the largest. */
const TARGETS = { verdictMs: 40, peakMiB: 64 };
const REAL = inRoot("../shared/data/documents");
const LARGE = { name: "document-48mp.jpg", width: 6048, height: 8064, bytes: 12_000_000 };

const flag = (name) => process.argv.find((arg) => arg.startsWith(`--${name}`));
const number = (name, otherwise) => Number(flag(name)?.split("=")[1] ?? otherwise);
const isPicture = (name) => /\.(jpe?g|png)$/i.test(name);
const isReal = existsSync(REAL);
const folder = isReal ? REAL : inputsFolder();
if (!isReal) console.log("no real documents here: measuring on drawn ones");
const names = readdirSync(folder).filter(isPicture).filter((name) => isReal || name.startsWith("page")).slice(0, number("limit", 100));

const server = await serve(
  { "/npm": inRoot("npm"), "/bench": inRoot("benches/browser"), "/documents": folder, "/made": MADE },
  { routes: { "/portrait.jpg": send(join(inputsFolder(), "page.jpg")), "/save": save } },
);
const browser = await openChromium();
try {
  const page = await browser.newPage();
  page.on("console", (message) => message.type() === "error" && console.error(message.text()));
  await page.goto(`${server.url}/bench/bench.html`);
  if (!existsSync(join(MADE, LARGE.name))) await page.evaluate((job) => bench.make(job), LARGE);
  const urls = names.map((name) => `/documents/${encodeURIComponent(name)}`);
  const pictures = await page.evaluate((job) => bench.inspect(job), { urls, rounds: number("rounds", 5) });
  const memory = await page.evaluate((job) => bench.inspectMemory(job), { url: `/made/${LARGE.name}` });
  report(pictures, memory);
} finally {
  await browser.close();
  await server.close();
}

function report(pictures, { input, opened, peak }) {
  const at = (values, share) => values.sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(share * values.length))];
  const row = (title, of) => {
    const values = pictures.map(({ steps }) => of(steps) ?? 0);
    console.log(`${title.padEnd(34)}${[0.5, 0.9, 1].map((share) => `${at(values, share).toFixed(1).padStart(9)} ms`).join("")}`);
    return at(values, 1);
  };
  console.log(`\n${cpus().length} x ${cpus()[0].model}; headless Chromium ${browser.version()}`);
  console.log(`${pictures.length} documents, the median of each`.padEnd(34) + ["median", "90 %", "most"].map((word) => word.padStart(12)).join(""));
  row("decode", (steps) => steps.decode);
  const verdict = row("orientation", (steps) => steps.orient);
  row("clarity, codes, fingerprint", (steps) => steps.judge);
  const slowest = pictures.map(({ steps }, i) => ({ name: names[i], ms: steps.orient ?? 0 })).sort((a, b) => b.ms - a.ms);
  for (const { name, ms } of slowest.slice(0, number("slowest", 0))) console.log(`  ${ms.toFixed(1).padStart(6)} ms  ${name}`);
  const peakMiB = peak / 2 ** 20;
  const met = (value, target) => `(target at most ${target}: ${value <= target ? "met" : "MISSED"})`;
  console.log(`\nverdict, slowest ${verdict.toFixed(1)} ms ${met(verdict, TARGETS.verdictMs)}`);
  console.log(`peak wasm memory, 48 megapixels, ${input} bytes: ${peakMiB.toFixed(1)} MiB, ${(opened / 2 ** 20).toFixed(1)} of it before ${met(peakMiB, TARGETS.peakMiB)}`);
  if (flag("strict") && (verdict > TARGETS.verdictMs || peakMiB > TARGETS.peakMiB)) process.exitCode = 1;
}
