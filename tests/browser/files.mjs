// Paths in the repository.
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export { existsSync } from "node:fs";
export const root = join(dirname(fileURLToPath(import.meta.url)), "../..");
export const inRoot = (...path) => join(root, ...path);
export const readJson = (...path) => JSON.parse(readFileSync(inRoot(...path), "utf8"));

/** One star in one folder name is all that is needed here; Node 20 has no glob. */
export function globSync(pattern) {
  const [before, after] = pattern.split("*");
  return readdirSync(before).map((name) => before + name + after).filter((path) => existsSync(path));
}

/** The package's worker as the page's build has it: its file, and its address on the page. */
export function builtWorker() {
  const name = readdirSync(inRoot("www/dist/assets")).find((name) => name.startsWith("worker-"));
  return { path: inRoot("www/dist/assets", name), address: `/assets/${name}` };
}
