// In a fresh worker: the package's core, and what the browser offers by itself.
import { init, inspectMaterial, policy, preparePhoto } from "/npm/dist/core.js";
import initWasm from "/npm/wasm/exam_preflight.js";

const POLICY = "hubei-2025";

const jobs = {
  compare: async ({ name, rounds }) => compare(await fetched(`/made/${name}`), rounds),
  memory: async ({ name }) => memory(await fetched(`/made/${name}`), prepared),
  inspect: ({ urls, rounds }) => inspect(urls, rounds),
  inspectMemory: async ({ url }) => memory(await fetched(url), (bytes) => inspectMaterial(bytes, DIPLOMA)),
};

const DIPLOMA = { policy: POLICY, kind: "diploma" };

onmessage = async ({ data }) => {
  try {
    postMessage({ value: await jobs[data.kind](data) });
  } catch (e) {
    postMessage({ error: String(e.stack ?? e.message ?? e) });
  }
};

async function fetched(url) {
  return (await fetch(url)).blob();
}

async function memory(blob, work) {
  await init();
  const wasm = await initWasm();
  const opened = wasm.memory.buffer.byteLength;
  work(new Uint8Array(await blob.arrayBuffer()));
  // It never shrinks, so what it is now is what it was at most.
  return { input: blob.size, opened, peak: wasm.memory.buffer.byteLength };
}

function prepared(bytes) {
  const { jpeg, report } = ours(bytes);
  if (jpeg === null) throw new Error(`no photo: ${JSON.stringify(report.findings)}`);
}

/** The median of each step for every document. */
async function inspect(urls, rounds) {
  await init();
  const pictures = [];
  for (const url of urls) {
    const bytes = new Uint8Array(await (await fetched(url)).arrayBuffer());
    const runs = [];
    for (let i = 0; i <= rounds; i++) runs.push(timed((onProgress) => inspectMaterial(bytes, { ...DIPLOMA, onProgress })));
    // The first warms up.
    pictures.push({ url, ...medians(runs.slice(1)) });
  }
  return pictures;
}

async function compare(blob, rounds) {
  await init();
  const spec = policy(POLICY).photo;
  const first = ours(new Uint8Array(await blob.arrayBuffer()));
  const { crop } = first.report.measured;
  if (!crop || first.jpeg === null) throw new Error(`no photo: ${JSON.stringify(first.report.findings)}`);
  const firstNative = await native(blob, crop, spec);
  const runs = { ours: [], native: [] };
  for (let i = 0; i < rounds; i++) {
    runs.ours.push(await timedOurs(blob));
    runs.native.push((await native(blob, crop, spec)).times);
  }
  return {
    bytes: blob.size,
    width: first.report.input.widthPx,
    height: first.report.input.heightPx,
    crop: `${Math.round(crop.width)} x ${Math.round(crop.height)}`,
    output: { ours: first.jpeg.length, native: firstNative.size },
    ours: medians(runs.ours),
    native: medians(runs.native),
  };
}

function ours(bytes, onProgress) {
  return preparePhoto(bytes, { policy: POLICY, onProgress });
}

/** What comes before the first step is the bytes' way into the module. */
async function timedOurs(blob) {
  const start = performance.now();
  const bytes = new Uint8Array(await blob.arrayBuffer());
  return timed((onProgress) => ours(bytes, onProgress), start);
}

/** Each step lasts until the next one begins. */
function timed(work, start = performance.now()) {
  const marks = [["read", start]];
  work((step) => marks.push([step, performance.now()]));
  const end = performance.now();
  const steps = {};
  marks.forEach(([name, at], i) => {
    steps[name] = (steps[name] ?? 0) + (marks[i + 1]?.[1] ?? end) - at;
  });
  return { steps, total: end - start };
}

/** Decode, draw the same crop, and try qualities until the largest file that fits is found. Nothing is checked. */
async function native(blob, crop, spec) {
  const start = performance.now();
  const bitmap = await createImageBitmap(blob);
  const decoded = performance.now();
  const canvas = new OffscreenCanvas(spec.widthPx, spec.heightPx);
  const context = canvas.getContext("2d");
  context.imageSmoothingQuality = "high";
  context.drawImage(bitmap, crop.left, crop.top, crop.width, crop.height, 0, 0, spec.widthPx, spec.heightPx);
  // Drawing may be put off until the pixels are wanted: one is.
  context.getImageData(0, 0, 1, 1);
  const drawn = performance.now();
  let [low, high, best] = [0, 1, undefined];
  for (let i = 0; i < 7; i++) {
    const quality = (low + high) / 2;
    const made = await canvas.convertToBlob({ type: "image/jpeg", quality });
    if (made.size <= spec.maxBytes) [low, best] = [quality, made];
    else high = quality;
  }
  const end = performance.now();
  bitmap.close();
  const steps = {
    "createImageBitmap": decoded - start,
    "drawImage": drawn - decoded,
    "convertToBlob, 7 qualities": end - drawn,
  };
  return { times: { steps, total: end - start }, size: best?.size };
}

function medians(runs) {
  const median = (values) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)];
  const names = [...new Set(runs.flatMap(({ steps }) => Object.keys(steps)))];
  return {
    steps: Object.fromEntries(names.map((name) => [name, median(runs.map(({ steps }) => steps[name] ?? 0))])),
    total: median(runs.map(({ total }) => total)),
  };
}
