// The size of a candidate's download: bytes raw, with gzip -9 and with brotli 11, held against npm/size-ceiling.json.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

export const gzip = (bytes) => gzipSync(bytes, { level: 9 });
export const brotli = (bytes) =>
  brotliCompressSync(bytes, {
    params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length },
  });

export function sizes(bytes) {
  return { raw: bytes.length, gzip: gzip(bytes).length, brotli: brotli(bytes).length };
}

/** Prints a line a file. False when a ceiling is passed, or a file with a ceiling is missing. */
export function checkSizes(folder, { hold }) {
  const ceilings = JSON.parse(readFileSync("npm/size-ceiling.json", "utf8"));
  let isHeld = true;
  for (const [name, ceiling] of Object.entries(ceilings)) {
    const path = join(folder, name);
    if (!existsSync(path)) {
      if (hold) console.error(`size: ${path} is missing`);
      isHeld &&= !hold;
      continue;
    }
    const have = sizes(readFileSync(path));
    const parts = Object.entries(have).map(([kind, bytes]) => {
      const limit = ceiling[kind];
      if (hold && limit !== undefined && bytes > limit) {
        isHeld = false;
        return `${kind} ${bytes} PASSES ITS CEILING ${limit}`;
      }
      return `${kind} ${bytes}${limit === undefined ? "" : ` (ceiling ${limit})`}`;
    });
    console.log(`size: ${name}: ${parts.join(", ")}`);
  }
  return isHeld;
}
