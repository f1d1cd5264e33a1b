// The inputs that the benches make once in the page, and keep; and the routes by which they come and go.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { inRoot } from "../../tests/browser/files.mjs";

export const MADE = inRoot("target/bench");
mkdirSync(MADE, { recursive: true });

/** The picture that the page makes its large ones of. */
export const send = (path) => (_request, response) => response.writeHead(200, { "Content-Type": "image/jpeg" }).end(readFileSync(path));

/** Keeps what the page made, under the name that it gives. */
export function save(request, response) {
  const chunks = [];
  request.on("data", (chunk) => chunks.push(chunk));
  request.on("end", () => {
    writeFileSync(join(MADE, request.headers["x-name"]), Buffer.concat(chunks));
    response.end();
  });
}
