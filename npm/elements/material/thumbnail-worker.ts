/** Decodes and reduces a picture for showing, away from the page: a 12-megapixel photo costs the page no long task. */
const scope = self as unknown as {
  onmessage: ((event: MessageEvent<{ id: number; blob: Blob; widthPx: number }>) => void) | null;
  postMessage(message: { id: number; bitmap: ImageBitmap | null }, transfer: Transferable[]): void;
};

// One at a time: each takes the memory of a whole decoded picture.
let last: Promise<void> = Promise.resolve();

scope.onmessage = ({ data: { id, blob, widthPx } }) => {
  last = last.then(async () => {
    const bitmap = await createImageBitmap(blob, { resizeWidth: widthPx, resizeQuality: "medium" }).catch(() => null);
    scope.postMessage({ id, bitmap }, bitmap ? [bitmap] : []);
  });
};

export {};
