// The bytes that the receiver sends for the built page, by what the client accepts: counted on the connection, decoded, and
// held against the ceilings of npm/size-ceiling.json and www/size-ceiling.json. No browser: it would decode by itself.
import assert from "node:assert/strict";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { get } from "node:http";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { inRoot, readJson } from "./files.mjs";
import { startReceiver } from "./receiver.mjs";

const DIST = inRoot("www/dist");
const FILES = readdirSync(DIST, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => join(entry.parentPath, entry.name).slice(DIST.length + 1))
  .filter((name) => !/\.(br|gz)$/.test(name));
const CEILINGS = {
  ofFiles: readJson("npm/size-ceiling.json"),
  ofPage: readJson("www/size-ceiling.json"),
};
/** What a client says that it accepts, and the name, the extension and the decoder of what it should get. */
const CODINGS = [
  { accepts: "gzip, deflate, br, zstd", coding: "br", size: "brotli", extension: ".br", decode: brotliDecompressSync },
  { accepts: "gzip, deflate", coding: "gzip", size: "gzip", extension: ".gz", decode: gunzipSync },
  { accepts: undefined, coding: undefined, size: "raw", extension: "", decode: (bytes) => bytes },
];

let receiver;
before(async () => (receiver = await startReceiver()));
after(() => receiver?.close());

/** One request on a connection of its own; the body as it was sent. */
const ask = (path, headers = {}) =>
  new Promise((done, fail) => {
    get(`${receiver.url}/${path}`, { agent: false, headers }, (response) => {
      const chunks = [];
      response.on("data", (chunk) => chunks.push(chunk));
      response.on("end", () => done({ status: response.statusCode, headers: response.headers, body: Buffer.concat(chunks) }));
      response.on("error", fail);
    }).on("error", fail);
  });
/** The name without the hash that the build puts in: `exam_preflight_bg-CD8M2NuT.wasm` is `exam_preflight_bg.wasm`. */
const plainName = (name) => name.replace(/^assets\/(.*)-[\w-]{8}(\.\w+)$/, "$1$2");

for (const { accepts, coding, size, extension, decode } of CODINGS) {
  test(`a client that accepts ${accepts ?? "nothing"} gets each file with ${coding ?? "no coding"}`, async () => {
    const sent = new Map();
    for (const name of FILES) {
      const { status, headers, body } = await ask(name, accepts === undefined ? {} : { "Accept-Encoding": accepts });
      const raw = readFileSync(join(DIST, name));
      const hasVariant = existsSync(join(DIST, name + extension));
      assert.equal(status, 200, name);
      assert.equal(headers["content-encoding"], hasVariant ? coding : undefined, name);
      assert.equal(headers.vary, "accept-encoding", name);
      assert.equal(Number(headers["content-length"]), body.length, name);
      assert.ok((hasVariant ? decode(body) : body).equals(raw), `${name}: the file itself comes out`);
      assert.ok(body.length <= raw.length, name);
      if (coding === "br") assert.ok(raw.length < 1400 || hasVariant, `${name} is compressed`);
      sent.set(plainName(name), body.length);
    }
    for (const [name, ceiling] of Object.entries(CEILINGS.ofFiles)) {
      assert.ok(sent.has(name), `${name} is part of the page`);
      if (ceiling[size]) assert.ok(sent.get(name) <= ceiling[size], `${name}: ${sent.get(name)} bytes, at most ${ceiling[size]}`);
    }
    // The model comes with the first photo only; examples are shown one at a time.
    const page = [...sent].filter(([name]) => name !== "face-model.bin" && !name.startsWith("examples/"));
    const total = page.reduce((sum, [, bytes]) => sum + bytes, 0);
    console.log(`first visit, ${coding ?? "no coding"}: ${total} bytes`);
    assert.ok(total <= CEILINGS.ofPage.firstVisit[size], `first visit: ${total} bytes, at most ${CEILINGS.ofPage.firstVisit[size]}`);
  });
}

test("each variant has an ETag of its own, by which it is not sent again", async () => {
  const module = FILES.find((name) => name.endsWith(".wasm"));
  const tags = new Set();
  for (const { accepts } of CODINGS) {
    const wanted = accepts === undefined ? {} : { "Accept-Encoding": accepts };
    const { headers } = await ask(module, wanted);
    assert.equal(headers["cache-control"], "public, max-age=31536000, immutable");
    assert.ok(headers.etag, "an ETag");
    tags.add(headers.etag);
    const again = await ask(module, { ...wanted, "If-None-Match": headers.etag });
    assert.deepEqual([again.status, again.body.length, again.headers.vary], [304, 0, "accept-encoding"]);
  }
  assert.equal(tags.size, CODINGS.length);
});
