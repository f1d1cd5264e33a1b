// The generated pictures: `cargo test --test golden` draws them. No real face lies in the repository.
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { inRoot } from "./files.mjs";

/** Where they lie; drawn first where they are missing. */
export function inputsFolder() {
  const folder = join(process.env.CARGO_TARGET_DIR ?? inRoot("target"), "inputs");
  if (!existsSync(join(folder, "portrait.jpg"))) {
    const args = ["test", "--locked", "--features", "face-model", "--test", "golden"];
    execFileSync("cargo", args, { cwd: inRoot("."), stdio: ["ignore", "ignore", "inherit"] });
  }
  return folder;
}

/** A portrait that becomes a photo without an error. */
export const portraitPath = () => join(inputsFolder(), "portrait.jpg");
