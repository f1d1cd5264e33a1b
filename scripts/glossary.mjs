// Reads docs/glossary.md, gathers every text that people read, and finds the words that the glossary has others for.
import { readFileSync, readdirSync } from "node:fs";

/** Word tables in TypeScript and JavaScript: every string in them is read by people, but for what `strings` leaves out. */
const TABLES = [
  ...["www/src/words", "npm/elements/material/words", "npm/elements/photo/words"].flatMap((folder) => [`${folder}/zh-CN.ts`, `${folder}/en.ts`]),
  "npm/elements/shared/findings.ts",
  "receiver/review/review.js",
  "src/bin/exam-preflight/text.rs",
  "src/rules/checklist/words.rs",
  "src/rules/checklist/document.rs",
];

/** Sentences in the wording of others, where their own words stay. */
const QUOTED = new Set(["basis", "notes", "source"]);

/** A figure or a name stands there. */
const PLACEHOLDER = /\$?\{[^}]*\}/g;

const isChinese = (text) => /[\u3400-\u9fff]/.test(text);

export function glossaryFaults() {
  const terms = readTerms();
  const texts = [...jsonTexts(), ...TABLES.flatMap(tableTexts)];
  const faults = texts.flatMap(({ where, text }) =>
    terms
      .filter((term) => term.isIn(text))
      .map(({ wrong, right }) => `${where}: ${JSON.stringify(wrong)} in ${JSON.stringify(text)}; docs/glossary.md has ${right}`),
  );
  return { terms: terms.length, texts: texts.length, faults };
}

/** The last column of the table: each word with the one to use in its place. */
function readTerms() {
  const rows = readFileSync("docs/glossary.md", "utf8").split("\n").filter((line) => /^\| (?!中文|-)/.test(line));
  return rows.flatMap((row) => {
    const [, chinese, english, , not] = row.split("|").map((cell) => cell.trim());
    return not
      .split(",")
      .map((word) => word.trim())
      .filter((word) => word !== "")
      .map((wrong) => {
        const right = isChinese(wrong) ? chinese : english;
        // A unit differs by its case alone; everything else is found whatever its case.
        const flags = wrong.toLowerCase() === right.toLowerCase() ? "" : "i";
        const pattern = isChinese(wrong) ? new RegExp(wrong) : new RegExp(`\\b${wrong}\\b`, flags);
        return { wrong, right, isIn: (text) => pattern.test(text) };
      });
  });
}

/** Policies and messages. */
function jsonTexts() {
  const found = [];
  const visit = (where, value, key) => {
    if (QUOTED.has(key)) return;
    if (typeof value === "string") {
      if (key === "zh-CN" || key === "en" || where.startsWith("messages/")) found.push({ where, text: value.replace(PLACEHOLDER, "") });
    } else if (value !== null && typeof value === "object") {
      for (const [name, inner] of Object.entries(value)) visit(`${where} ${name}`, inner, name);
    }
  };
  for (const folder of ["policies", "messages"]) {
    for (const name of readdirSync(folder)) visit(`${folder}/${name}`, JSON.parse(readFileSync(`${folder}/${name}`, "utf8")), "");
  }
  return found;
}

/** The strings of a source file that are sentences or words: without comments, imports, names and placeholders. */
function tableTexts(path) {
  const source = readFileSync(path, "utf8")
    .replace(/^\s*\/\/.*$|\/\*[\s\S]*?\*\//gm, "")
    .replace(/^\s*(import|use|mod) .*$/gm, "");
  const strings = [...source.matchAll(/"((?:[^"\\\n]|\\.)*)"|`((?:[^`\\]|\\.)*)`/g)].map(([, plain, template]) => plain ?? template);
  return strings
    .map((text) => text.replace(PLACEHOLDER, ""))
    .filter((text) => isChinese(text) || /[A-Za-z]{2,} |^[A-Z][a-z]+/.test(text))
    .map((text) => ({ where: path, text }));
}
