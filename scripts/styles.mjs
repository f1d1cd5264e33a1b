// Writes the elements' colours and controls as plain style sheets, which the page around them uses.
import { cpSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

export async function writeStyles() {
  cpSync("npm/elements/colours.css", "npm/dist/elements/colours.css");
  const { controls } = await import(pathToFileURL(join(process.cwd(), "npm/dist/elements/shared/style/controls.js")).href);
  const banner = "/* Made by scripts/styles.mjs from shared/style/controls.ts. Changes here are lost. */";
  writeFileSync("npm/dist/elements/controls.css", banner + controls.cssText.replaceAll("var(--_", "var(--exam-"));
}
