// TypeScript types from the JSON schemas, constants from npm/constants.json, both made from Rust, and the messages as a
// module: nothing is kept by hand.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const MADE = [
  { from: "npm/policy.schema.json", to: "policy.ts", root: "Policy" },
  { from: "npm/report.schema.json", to: "report.ts", root: "Report" },
];

export async function writeTypes() {
  const { compile } = createRequire(join(process.cwd(), "npm/package.json"))("json-schema-to-typescript");
  mkdirSync("npm/src/generated", { recursive: true });
  for (const { from, to, root } of MADE) {
    const schema = JSON.parse(readFileSync(from, "utf8"));
    const types = await compile({ ...schema, title: root }, root, {
      additionalProperties: false,
      bannerComment: `/* Made by scripts/types.mjs from ${from}. Changes here are lost. */`,
    });
    // `ReportOfPhotoMeasured` is how Rust spells `Report<PhotoMeasured>`.
    writeFileSync(join("npm/src/generated", to), types.replace(/ReportOf(\w+?)Measured/g, "$1Report"));
  }
  writeConstants();
}

/** `photoSteps: { doc, value }` becomes `export const PHOTO_STEPS`. */
function writeConstants() {
  const from = "npm/constants.json";
  const lines = Object.entries(JSON.parse(readFileSync(from, "utf8"))).map(([name, { doc, value }]) => {
    const constant = name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();
    return `/** ${doc} */\nexport const ${constant} = ${JSON.stringify(value)} as const;\n`;
  });
  const banner = `/* Made by scripts/types.mjs from ${from}. Changes here are lost. */\n`;
  writeFileSync("npm/src/generated/constants.ts", [banner, ...lines].join("\n"));
}

/**
 * Modules for the elements, from files that other front ends read as they are: the sentences of `messages/`, because not
 * every bundler and no older browser imports JSON; and the colours of `colours.css`, so that each is written once.
 */
export function writeModules() {
  mkdirSync("npm/elements/generated", { recursive: true });
  const locales = ["zh-CN", "en"];
  const messages = locales.map((locale) => [locale, JSON.parse(readFileSync(`messages/${locale}.json`, "utf8"))]);
  const type = `Readonly<Record<${locales.map((locale) => `"${locale}"`).join(" | ")}, Messages>>`;
  write("messages", "messages/", [
    'import type { Messages } from "exam-preflight";\n',
    `export const MESSAGES: ${type} = ${JSON.stringify(Object.fromEntries(messages), null, 2)};`,
  ]);

  const [light, dark] = readFileSync("npm/elements/colours.css", "utf8").split("@media (prefers-color-scheme: dark)");
  const colours = (css) => new Map([...css.matchAll(/--exam-([\w-]+): (#\w+);/g)].map(([, name, colour]) => [name, colour]));
  const ofDark = colours(dark);
  const table = [...colours(light)].map(([name, colour]) => [name, colour, ofDark.get(name)]);
  const sans = /--exam-sans:([^;]+);/.exec(light)?.[1].replace(/\s+/g, " ").trim();
  if (table.length !== ofDark.size || sans === undefined) throw new Error("colours.css: a colour is light or dark only");
  write("colours", "npm/elements/colours.css", [
    `/** Name, light, dark. */\nexport const COLOURS: readonly (readonly [string, string, string])[] = ${JSON.stringify(table, null, 2)};`,
    `\nexport const SANS = ${JSON.stringify(sans)};`,
  ]);
}

function write(name, from, lines) {
  const banner = `/* Made by scripts/types.mjs from ${from}. Changes here are lost. */`;
  writeFileSync(`npm/elements/generated/${name}.ts`, `${[banner, ...lines].join("\n")}\n`);
}
