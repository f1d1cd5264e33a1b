// Writes a variant with Brotli and one with gzip beside each file of a folder: FILE.br, FILE.gz. The receiver sends what the
// client accepts. A variant that is not shorter is left out; variants of an earlier build are removed first.
//   node scripts/compress.mjs FOLDER
import { readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotli, gzip } from "./sizes.mjs";

const folder = process.argv[2];
if (!folder) throw new Error("usage: node scripts/compress.mjs FOLDER");
const encoders = { br: brotli, gz: gzip };

const files = readdirSync(folder, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => join(entry.parentPath, entry.name));
const isVariant = (path) => /\.(br|gz)$/.test(path);
files.filter(isVariant).forEach((path) => rmSync(path));

const totals = { raw: 0, br: 0, gz: 0 };
for (const path of files.filter((path) => !isVariant(path))) {
  const bytes = readFileSync(path);
  totals.raw += bytes.length;
  for (const [extension, encode] of Object.entries(encoders)) {
    const encoded = encode(bytes);
    totals[extension] += Math.min(encoded.length, bytes.length);
    if (encoded.length < bytes.length) writeFileSync(`${path}.${extension}`, encoded);
  }
}
console.log(`compressed: ${folder}: ${totals.raw} bytes raw, ${totals.gz} with gzip, ${totals.br} with brotli`);
