// TypeScript types from the JSON schemas, which are made from the Rust types, and the messages as a module: nothing is kept by hand.
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
}

/** The sentences of `messages/` for the elements: as a module, because not every bundler and no older browser imports JSON. */
export function writeMessages() {
  mkdirSync("npm/elements/generated", { recursive: true });
  const all = Object.fromEntries(["zh-CN", "en"].map((locale) => [locale, JSON.parse(readFileSync(`messages/${locale}.json`, "utf8"))]));
  writeFileSync(
    "npm/elements/generated/messages.ts",
    `/* Made by scripts/types.mjs from messages/. Changes here are lost. */
import type { Messages } from "exam-preflight";

export const MESSAGES: Record<${Object.keys(all).map((locale) => `"${locale}"`).join(" | ")}, Messages> = ${JSON.stringify(all, null, 2)};
`,
  );
}
