// Both languages say the same things with the same placeholders, nothing that is no code, and everything about the
// photo. Codes of parts that are not built yet are counted, not refused. The page's own words are held by their type.
import { readFileSync } from "node:fs";

const read = (path) => JSON.parse(readFileSync(path, "utf8"));
const codes = read("npm/report.schema.json").$defs.Code.enum;
const languages = { "zh-CN": read("messages/zh-CN.json"), en: read("messages/en.json") };
const placeholders = (sentence) => [...sentence.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort().join();

const faults = [];
const keys = codes.flatMap((code) => [code, `${code}.hint`]);
const all = [...new Set(Object.values(languages).flatMap(Object.keys))];
const isPhoto = (key) => key.startsWith("photo.") || key.startsWith("file.unreadable") || key.startsWith("file.format");
for (const [language, sentences] of Object.entries(languages)) {
  for (const key of new Set([...all, ...keys.filter(isPhoto)])) if (!sentences[key]) faults.push(`${language}: no sentence for ${key}`);
}
for (const key of all) if (!keys.includes(key) && !key.startsWith("verdict.")) faults.push(`${key} is no code`);
for (const key of all) {
  const [zh, en] = [languages["zh-CN"][key] ?? "", languages.en[key] ?? ""];
  if (placeholders(zh) !== placeholders(en)) faults.push(`${key}: {${placeholders(zh)}} in zh-CN, {${placeholders(en)}} in en`);
}
for (const fault of faults) console.error(`words: ${fault}`);
const unworded = codes.filter((code) => !all.includes(code));
if (unworded.length > 0) console.log(`words: no sentence yet for ${unworded.join(", ")}`);
console.log(`words: ${codes.length} codes in ${Object.keys(languages).length} languages, ${faults.length} faults`);
process.exitCode = faults.length === 0 && codes.length > 0 ? 0 : 1;
