// Six or more equal lines in two places of the web side are a fault, unless docs/architecture.md names both files in the
// table of copies, with the reason. Indentation does not count, nor do lines without a letter.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

const ROOTS = ["npm/src", "npm/elements", "www", "receiver/review", "scripts", "tests/browser"];
const TEXT = /\.(ts|mjs|js|css|html|sh)$/;
const LEAST = 6;

/** Pairs of files that the table names: a row with two files and a reason. */
function namedCopies() {
  const rows = readFileSync("docs/architecture.md", "utf8").matchAll(/^\| `([^`]+)` and `([^`]+)` \| \S.*\|$/gm);
  return new Set([...rows].map(([, a, b]) => pairOf(a, b)));
}

function pairOf(a, b) {
  return [a, b].sort().join(" and ");
}

/** The lines of a file that have a letter, each with its number. */
function linesOf(path) {
  return readFileSync(path, "utf8")
    .split("\n")
    .map((text, i) => ({ text: text.trim(), number: i + 1 }))
    .filter(({ text }) => /\p{L}/u.test(text));
}

const files = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard", ...ROOTS], { encoding: "utf8" }).split("\n").filter((path) => TEXT.test(path));
const seen = new Map();
const copies = new Map();
for (const path of files) {
  const lines = linesOf(path);
  for (let i = 0; i + LEAST <= lines.length; i++) {
    const group = lines.slice(i, i + LEAST);
    const key = group.map(({ text }) => text).join("\n");
    const first = seen.get(key);
    if (first === undefined) seen.set(key, { path, at: group[0].number });
    // One entry for a pair of files: its first group is enough to find the rest.
    else copies.set(pairOf(first.path, path), copies.get(pairOf(first.path, path)) ?? `${first.path}:${first.at} and ${path}:${group[0].number}`);
  }
}
const named = namedCopies();
const faults = [
  ...[...copies].filter(([pair]) => !named.has(pair)).map(([, where]) => `${where} are equal for ${LEAST} lines or more`),
  ...[...named].filter((pair) => !copies.has(pair)).map((pair) => `docs/architecture.md names ${pair}, which have no equal lines`),
];
for (const fault of faults) console.error(`copies: ${fault}`);
console.log(`copies: ${files.length} files, ${copies.size} pairs with equal lines, ${faults.length} faults`);
process.exitCode = faults.length === 0 && files.length > 0 ? 0 : 1;
