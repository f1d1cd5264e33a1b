// The generated pictures: `cargo test --test golden` draws them. No real face lies in the repository.
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { inRoot } from "./files.mjs";

/** Folder of the generated portraits and pages; they are drawn first where they are missing. */
export function inputsFolder() {
  const folder = join(process.env.CARGO_TARGET_DIR ?? inRoot("target"), "inputs");
  if (!["portrait.jpg", "page.jpg"].every((name) => existsSync(join(folder, name)))) {
    const args = ["test", "--locked", "--features", "face-model", "--test", "golden", "--test", "golden_materials"];
    execFileSync("cargo", args, { cwd: inRoot("."), stdio: ["ignore", "ignore", "inherit"] });
  }
  return folder;
}

/** A portrait that becomes a photo without an error. */
export const portraitPath = () => join(inputsFolder(), "portrait.jpg");
