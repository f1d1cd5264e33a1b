// The folders of the web side import each other as docs/architecture.md draws them, and in no circle. A drawing is a
// `mermaid` block whose second line names the folder (`%% www/src`); its arrows are `a --> b & c`. A file in the
// folder itself goes by its own name.
import { readFileSync, readdirSync } from "node:fs";
import { dirname, join, normalize, relative } from "node:path";

const DRAWINGS = "docs/architecture.md";
const IMPORT = /^(?:import|export)\s(?:[^"';]*?\sfrom\s)?"(\.[^"]+)"/gm;

/** The arrows of a drawing: `from -> [to]`. */
function drawn(block) {
  const arrows = new Map();
  for (const [, from, to] of block.matchAll(/^\s*([\w/-]+) --> (.+)$/gm)) {
    arrows.set(from, [...(arrows.get(from) ?? []), ...to.split("&").map((name) => name.trim())]);
  }
  return arrows;
}

/** The arrows of the files: which folder imports which others. */
function found(root) {
  const nameOf = (path) => (dirname(path) === "." ? path.replace(/(\.\w+)+$/, "") : dirname(path));
  const arrows = new Map();
  for (const file of readdirSync(root, { recursive: true }).filter((name) => name.endsWith(".ts"))) {
    const from = nameOf(file);
    for (const [, target] of readFileSync(join(root, file), "utf8").matchAll(IMPORT)) {
      let path = relative(root, normalize(join(root, dirname(file), target)));
      // `./words` is the folder's index.
      if (readdirSync(root).includes(path)) path = join(path, "index.ts");
      const to = nameOf(path);
      if (to !== from) arrows.set(from, new Set([...(arrows.get(from) ?? []), to]));
    }
  }
  return arrows;
}

/** A way that leads back to where it began; undefined where there is none. */
function circle(arrows, at, way = []) {
  if (way.includes(at)) return [...way.slice(way.indexOf(at)), at];
  for (const to of arrows.get(at) ?? []) {
    const back = circle(arrows, to, [...way, at]);
    if (back !== undefined) return back;
  }
  return undefined;
}

const faults = [];
let count = 0;
for (const [, root, block] of readFileSync(DRAWINGS, "utf8").matchAll(/```mermaid\n[^\n]+\n\s*%% (\S+)\n([\s\S]*?)```/g)) {
  const [want, have] = [drawn(block), found(root)];
  for (const [from, all] of have) {
    count += all.size;
    for (const to of all) if (!want.get(from)?.includes(to)) faults.push(`${root}: ${from} imports ${to}, which is not drawn`);
  }
  for (const [from, all] of want) {
    for (const to of all) if (!have.get(from)?.has(to)) faults.push(`${root}: ${from} --> ${to} is drawn, and nothing imports it`);
  }
  const back = [...have.keys()].map((from) => circle(have, from)).find(Boolean);
  if (back !== undefined) faults.push(`${root}: a circle: ${back.join(" --> ")}`);
}
for (const fault of faults) console.error(`imports: ${fault}`);
console.log(`imports: ${count} arrows between folders, ${faults.length} faults`);
process.exitCode = faults.length === 0 && count > 0 ? 0 : 1;
