// Both languages have a sentence and a hint for every code, with the same placeholders, all of them documented parameters
// of the code, and nothing that is no code. The page's own words are held by their type.
// The package's docs name every error code, and every property, event and custom property of the elements.
// The terms of docs/glossary.md hold in everything that people read.
import { readFileSync } from "node:fs";
import { documentedParams } from "./codes.mjs";
import { elementFaults, errorCodeFaults } from "./documented.mjs";
import { glossaryFaults } from "./glossary.mjs";

const read = (path) => JSON.parse(readFileSync(path, "utf8"));
const codes = read("npm/report.schema.json").$defs.Code.enum;
const languages = { "zh-CN": read("messages/zh-CN.json"), en: read("messages/en.json") };
const placeholders = (sentence) => [...sentence.matchAll(/\{(\w+%?)\}/g)].map(([, name]) => name).sort().join();

const faults = [];
const keys = codes.flatMap((code) => [code, `${code}.hint`]);
const all = [...new Set(Object.values(languages).flatMap(Object.keys))];
const besides = ["verdict.", "word."];
// Other sentences for a warning.
const variants = keys.map((key) => key.replace(/(\.hint)?$/, ".warning$1"));
for (const [language, sentences] of Object.entries(languages)) {
  for (const key of new Set([...all, ...keys])) if (!sentences[key]) faults.push(`${language}: no sentence for ${key}`);
}
for (const key of all) if (!keys.includes(key) && !variants.includes(key) && !besides.some((start) => key.startsWith(start))) faults.push(`${key} is no code`);
for (const key of all) {
  const [zh, en] = [languages["zh-CN"][key] ?? "", languages.en[key] ?? ""];
  if (placeholders(zh) !== placeholders(en)) faults.push(`${key}: {${placeholders(zh)}} in zh-CN, {${placeholders(en)}} in en`);
}
const documented = documentedParams();
for (const key of all) {
  const params = documented.get(key.replace(/(\.warning)?(\.hint)?$/, ""));
  const unknown = placeholders(languages["zh-CN"][key] ?? "").split(",").filter((name) => name && !params?.includes(name.replace("%", "")));
  if (unknown.length > 0) faults.push(`${key}: {${unknown}} is not documented in src/finding.rs`);
}
faults.push(...errorCodeFaults(), ...elementFaults());
const { texts, terms, faults: wrongTerms } = glossaryFaults();
faults.push(...wrongTerms);
for (const fault of faults) console.error(`words: ${fault}`);
console.log(`words: ${codes.length} codes in ${Object.keys(languages).length} languages; ${terms} terms held in ${texts} texts; ${faults.length} faults`);
process.exitCode = faults.length === 0 && codes.length > 0 && terms > 0 && texts > 500 ? 0 : 1;
