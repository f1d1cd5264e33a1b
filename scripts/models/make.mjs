// Makes the file of the face nets from the packages that models/package-lock.json names:
//   node scripts/models/make.mjs     models/built/face-model.bin, the same bytes each time
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { convertGraph, half } from "./convert.mjs";
import { MESH_ROWS } from "./mesh-rows.mjs";
import { readTflite } from "./tflite.mjs";

process.chdir(join(dirname(fileURLToPath(import.meta.url)), "../.."));
const OUT = "models/built/face-model.bin";
/** The word that the file begins with; `src/net/file.rs` has the same. */
const MAGIC = "EPF1";

const detector = model("face_detection/face_detection_short_range.tflite", "3bc182eb9f33925d9e58b5c8d59308a760f4adea8f282370e428c51212c26633");
const mesh = model("face_mesh/face_mesh_solution_packed_assets.data", "883b7411747bac657c30c462d305d312e9dec6adbf8b85e2f5d8d722fca9455d", 2_495_952);
const mask = model("selfie_segmentation/selfie_segmentation.tflite", "8d13b7fae74af625c641226813616a2117bd6bca19eb3b75574621fc08557f27");

// Tensors by their number in each file: what goes in, and what is asked for.
const rows = process.argv.includes("--whole") ? Array.from({ length: 1404 }, (_, row) => row) : MESH_ROWS;
const graphs = [
  // Scores and boxes of the coarse and of the fine squares.
  convertGraph(detector, { from: 0, to: [160, 166, 163, 169] }),
  // Points, the flag of a face, and the plane that eyes and lips are cut from.
  convertGraph(mesh, { from: 0, to: [186, 710, 35], rows: new Map([[186, rows]]) }),
  // The eye at the left of the picture, the other one, the lips. The irises are left out.
  convertGraph(mesh, { from: 200, to: [687] }),
  convertGraph(mesh, { from: 201, to: [693] }),
  convertGraph(mesh, { from: 199, to: [684] }),
  // How much each pixel belongs to a person, four pixels a place.
  convertGraph(mask, { from: 0, to: [248] }),
];
const bytes = Buffer.concat([
  Buffer.from(MAGIC), ...graphs, Buffer.from(half(rows.length)), ...rows.map((row) => Buffer.from(half(row))),
]);
mkdirSync(dirname(OUT), { recursive: true });
// Left alone where nothing changed, so that nothing is built again.
if (!existsSync(OUT) || !readFileSync(OUT).equals(bytes)) writeFileSync(OUT, bytes);
console.log(`${OUT}: ${bytes.length} bytes, SHA-256 ${sha256(bytes)}`);

/** A net of a package, or the part of a file that holds it. Other bytes than those that were looked at are refused. */
function model(path, hash, length) {
  const file = join("models/node_modules/@mediapipe", path);
  const bytes = readFileSync(file).subarray(0, length);
  if (sha256(bytes) !== hash) throw new Error(`${file} is not the file that was expected: its SHA-256 is ${sha256(bytes)}`);
  return readTflite(bytes);
}

function sha256(bytes) {
  return createHash("sha256").update(bytes).digest("hex");
}
