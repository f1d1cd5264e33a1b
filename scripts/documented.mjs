// Names of the package's interface that its docs must have: error codes, and properties, events and custom properties of the
// elements. What the docs say about them is for people; that none is left out is held here.
import { readFileSync, readdirSync } from "node:fs";

const read = (path) => readFileSync(path, "utf8");
const README = read("npm/README.md");
const all = (text, pattern) => [...text.matchAll(pattern)].map(([, name]) => name);
const missing = (names, where, has) => names.filter((name) => !has(name)).map((name) => `${where}: nothing about ${name}`);

/** Error codes: Rust's `ThrownCode` and those that the type `ErrorCode` adds; all thrown, all explained, and no other explained. */
export function errorCodeFaults() {
  const source = read("npm/src/errors.ts");
  const [, added] = source.match(/^export type ErrorCode = \(typeof THROWN_CODES\)\[number\] \|(.*);$/m) ?? [];
  if (added === undefined) return ["npm/src/errors.ts: no type ErrorCode with the codes of the module"];
  const made = [...JSON.parse(read("npm/constants.json")).thrownCodes.value, ...all(added, /"([\w.]+)"/g)];
  const explained = all(source, /^ \* - `([\w.]+)`:/gm);
  const thrown = [
    ...all(read("src/wasm.rs"), /\bThrownCode::([A-Z]\w+)/g).map((name) => name.replace(/(?<=.)[A-Z]/g, ".$&").toLowerCase()),
    ...sources("npm/src").flatMap((path) => all(read(path), /new PreflightError\(\s*"([\w.]+)"/g)),
  ];
  return [
    ...made.filter((code) => !thrown.includes(code)).map((code) => `npm/src/errors.ts: nothing throws the error ${code}`),
    ...missing(made, "npm/src/errors.ts", (code) => explained.includes(code)),
    ...missing(made, "npm/README.md", (code) => README.includes(`\`${code}\``)),
    ...explained.filter((code) => !made.includes(code)).map((code) => `npm/src/errors.ts: there is no error ${code}`),
  ];
}

function sources(folder) {
  return readdirSync(folder).filter((name) => name.endsWith(".ts")).map((name) => `${folder}/${name}`);
}

/** Properties and events of the two elements, and the custom properties of the colours: in the head of each, and in the README. */
export function elementFaults() {
  const styles = [...new Set(all(read("npm/elements/colours.css"), /^\s+(--exam-[\w-]+):/gm))];
  return ["photo/exam-photo", "material/exam-material"].flatMap((name) => {
    const path = `npm/elements/${name}.ts`;
    const source = read(path);
    const head = source.slice(0, source.indexOf("*/"));
    const properties = all(source, /^ {2}@property\([^\n]*\) (\w+)/gm);
    const attributes = all(source, /^ {2}@property\((?:\{ type: \w+ \})?\) (\w+)/gm);
    const events = all(source, /new CustomEvent\("([\w-]+)"/g);
    if (properties.length < 5 || events.length === 0 || styles.length < 10) return [`${path}: its interface was not found`];
    return [
      ...missing(properties, path, (property) => head.includes(`@prop ${property} - `)),
      ...missing(attributes, path, (attribute) => new RegExp(`@attr ${attribute}\\b`).test(head)),
      ...missing(events, path, (event) => head.includes(`@event ${event} - `)),
      ...missing(styles, path, (style) => new RegExp(`@cssproperty .*${style.replace(/-back$/, "")}[, ]`).test(head)),
      ...missing([...properties, ...events], "npm/README.md", (member) => README.includes(`| \`${member}\` |`)),
      ...missing(styles, "npm/README.md", (style) => README.includes(`\`${style.replace(/-back$/, "")}\``)),
    ];
  });
}
