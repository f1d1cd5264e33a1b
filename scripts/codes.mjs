// The finding codes and the parameters that src/finding.rs documents for each: `Code -> ["bytes", "maxBytes"]`.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const SOURCE = fileURLToPath(new URL("../src/finding.rs", import.meta.url));

export function documentedParams() {
  const codes = readFileSync(SOURCE, "utf8").split("\ncodes! {")[1].split("\n}")[0];
  const params = new Map();
  let doc = "";
  for (const line of codes.split("\n")) {
    const code = /^ {4}\w+ = "([^"]+)",/.exec(line)?.[1];
    if (code === undefined) {
      doc += line.replace(/^\s*\/\/\//, "");
      continue;
    }
    const told = doc.split("Params:")[1] ?? "";
    params.set(code, [...told.matchAll(/`(\w+)`/g)].map(([, name]) => name));
    doc = "";
  }
  return params;
}
