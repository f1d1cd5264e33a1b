// In the page: makes the inputs, and hands the measuring to workers.
globalThis.bench = {
  /** A phone's photo: the portrait on a larger sheet, with the grain of a sensor, as many bytes as such photos have. */
  async make({ name, width, height, bytes }) {
    const portrait = await createImageBitmap(await (await fetch("/portrait.jpg")).blob());
    const canvas = new OffscreenCanvas(width, height);
    const context = canvas.getContext("2d", { willReadFrequently: true });
    const scale = Math.max(width / portrait.width, height / portrait.height);
    const [w, h] = [portrait.width * scale, portrait.height * scale];
    context.imageSmoothingQuality = "high";
    context.drawImage(portrait, (width - w) / 2, (height - h) / 2, w, h);
    let seed = 1;
    const random = () => (seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0) / 2 ** 32;
    for (let top = 0; top < height; top += 256) {
      const rows = Math.min(256, height - top);
      const image = context.getImageData(0, top, width, rows);
      for (let i = 0; i < image.data.length; i += 4) {
        // Two throws: nearly bell-shaped, standard deviation about 3 of 255.
        const grain = (random() + random() - 1) * 7.5;
        for (let c = 0; c < 3; c++) image.data[i + c] += grain;
      }
      context.putImageData(image, 0, top);
    }
    let [low, high, best] = [0.4, 0.99, undefined];
    for (let i = 0; i < 6; i++) {
      const quality = (low + high) / 2;
      const blob = await canvas.convertToBlob({ type: "image/jpeg", quality });
      if (blob.size <= bytes) [low, best] = [quality, blob];
      else high = quality;
    }
    best ??= await canvas.convertToBlob({ type: "image/jpeg", quality: low });
    await fetch("/save", { method: "POST", headers: { "x-name": name }, body: best });
  },

  compare: (job) => inWorker({ kind: "compare", ...job }),
  memory: (job) => inWorker({ kind: "memory", ...job }),
  inspect: (job) => inWorker({ kind: "inspect", ...job }),
  inspectMemory: (job) => inWorker({ kind: "inspectMemory", ...job }),
};

function inWorker(job) {
  return new Promise((done, fail) => {
    const worker = new Worker("bench-worker.js", { type: "module" });
    worker.onmessage = ({ data }) => {
      worker.terminate();
      if (data.error) fail(new Error(data.error));
      else done(data.value);
    };
    worker.onerror = (event) => fail(new Error(event.message));
    worker.postMessage(job);
  });
}
