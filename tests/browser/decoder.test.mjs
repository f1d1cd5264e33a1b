// Our decoder beside Chromium's own, on real odd files: tags, colour profiles, unusual JPEGs and PNGs. Two decoders that
// nobody wrote together must see the same picture.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { serve } from "../../scripts/server.mjs";
import { openChromium } from "./browsers.mjs";
import { inRoot } from "./files.mjs";

const DATA = inRoot("../shared/data/exif");
const OURS = inRoot("target/decoded");
/**
 * Lowest PSNR in decibels. Of the JPEGs most are equal to the last bit, and colour profiles leave 51 dB and more. The
 * few PNGs with 16 bits or a profile of their own are rounded in another place, which leaves 34 dB. A picture that is
 * turned, shifted by a pixel or in other colours comes out below 25.
 */
const FLOOR_DB = { jpeg: 45, other: 32 };
/** Files where the two are known to differ, and why. */
const KNOWN = {
  "testimgari": "arithmetic coding: Chromium's library reads it, no camera and no other browser does",
};

/** A PNG may state a gamma of its own, which Chromium applies and we do not: test pictures do, photographs do not. */
function hasOddGamma(bytes) {
  const at = bytes.indexOf("gAMA", 0, "latin1");
  return at > 0 && bytes.indexOf("IDAT") > at && Math.abs(bytes.readUInt32BE(at + 4) - 45455) > 100 && bytes.indexOf("iCCP") < 0 && bytes.indexOf("sRGB") < 0;
}

const skip = existsSync(DATA) ? false : "../shared/data/exif is not there";

test("the odd pictures look as they do in Chromium", { skip, timeout: 600_000 }, async () => {
  const files = readdirSync(DATA).filter((name) => /\.(jpe?g|png|webp)$/i.test(name)).sort();
  assert.ok(files.length > 50, `only ${files.length} files`);
  rmSync(OURS, { recursive: true, force: true });
  mkdirSync(OURS, { recursive: true });
  const args = ["run", "--quiet", "--locked", "--features", "cli", "--example", "decode", "--", ...files.map((name) => join(DATA, name)), "--out", OURS];
  const said = execFileSync("cargo", args, { cwd: inRoot("."), encoding: "utf8", maxBuffer: 1 << 26 });
  const facts = new Map(said.trim().split("\n").map((line) => [line.split("\t")[0], line]));

  const server = await serve({ "/data": DATA, "/ours": OURS }, {
    routes: { "/": (_, response) => response.writeHead(200, { "Content-Type": "text/html" }).end("<!doctype html>") },
  });
  const browser = await openChromium();
  const rows = [];
  try {
    const page = await browser.newPage();
    await page.goto(`${server.url}/`);
    for (const name of files) {
      const hasOurs = existsSync(join(OURS, `${name}.ppm`));
      const result = await page.evaluate(compare, { name, hasOurs });
      rows.push({ name, ...result, fact: facts.get(name) ?? "" });
    }
  } finally {
    await browser.close();
    await server.close();
  }

  for (const { name, psnr, ours, theirs } of rows) {
    console.log(`${psnr === null ? "   -" : psnr.toFixed(1).padStart(5)} dB  ${name}${psnr === null ? `  ours ${ours}, Chromium ${theirs}` : ""}`);
  }
  const known = (name) => Object.keys(KNOWN).some((part) => name.includes(part)) || hasOddGamma(readFileSync(join(DATA, name)));
  const compared = rows.filter(({ psnr }) => psnr !== null);
  const low = compared.filter(({ psnr, name }) => psnr < (/\.jpe?g$/i.test(name) ? FLOOR_DB.jpeg : FLOOR_DB.other) && !known(name));
  const missing = rows.filter(({ ours, theirs, name }) => ours === "none" && theirs !== "none" && !known(name));
  console.log(`${compared.length} of ${rows.length} compared; lowest ${Math.min(...compared.map(({ psnr }) => psnr)).toFixed(1)} dB`);
  assert.deepEqual(low.map(({ name, psnr }) => `${name}: ${psnr.toFixed(1)} dB`), []);
  assert.deepEqual(missing.map(({ name, fact }) => `${name}: Chromium shows it, we do not: ${fact}`), []);
  assert.ok(compared.length > 50, "too few to say anything");
});

/** In the page: both pictures on white, and the peak signal-to-noise ratio of their difference; 99 where there is none. */
async function compare({ name, hasOurs }) {
  const theirs = await fetch(`/data/${encodeURIComponent(name)}`).then((r) => r.blob()).then(createImageBitmap).catch(() => null);
  const size = (picture) => (picture ? `${picture.width}x${picture.height}` : "none");
  if (!hasOurs) return { psnr: null, ours: "none", theirs: size(theirs) };
  const ppm = new Uint8Array(await (await fetch(`/ours/${encodeURIComponent(name)}.ppm`)).arrayBuffer());
  const [width, height] = new TextDecoder().decode(ppm.subarray(3, 30)).split(/\s/).map(Number);
  const ours = ppm.subarray(ppm.length - width * height * 3);
  if (theirs === null || theirs.width !== width || theirs.height !== height) {
    return { psnr: theirs === null ? null : 0, ours: `${width}x${height}`, theirs: size(theirs) };
  }
  const context = new OffscreenCanvas(width, height).getContext("2d");
  context.fillStyle = "#fff";
  context.fillRect(0, 0, width, height);
  context.drawImage(theirs, 0, 0);
  const rgba = context.getImageData(0, 0, width, height).data;
  let sum = 0;
  for (let i = 0, j = 0; i < ours.length; i += 3, j += 4) {
    for (let c = 0; c < 3; c++) sum += (ours[i + c] - rgba[j + c]) ** 2;
  }
  const mean = sum / ours.length;
  return { psnr: mean === 0 ? 99 : Math.min(99, 10 * Math.log10(255 ** 2 / mean)), ours: `${width}x${height}`, theirs: size(theirs) };
}
