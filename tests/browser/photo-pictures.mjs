// Portraits for the photo element, drawn from the generated one: larger, turned, with an orientation tag.
import { readFileSync } from "node:fs";
import { portraitPath } from "./inputs.mjs";

/**
 * The generated portrait as a file that the browser writes: of another height, turned clockwise.
 * Only tests draw on a canvas; the page never does.
 */
export async function redrawn(page, { heightPx = 1200, turnedCw = 0, type = "image/jpeg" } = {}) {
  const source = readFileSync(portraitPath()).toString("base64");
  const base64 = await page.evaluate(
    async ([source, heightPx, turnedCw, type]) => {
      const bytes = Uint8Array.from(atob(source), (c) => c.charCodeAt(0));
      const bitmap = await createImageBitmap(new Blob([bytes]));
      const [w, h] = [Math.round((heightPx * bitmap.width) / bitmap.height), heightPx];
      const canvas = turnedCw % 180 === 0 ? new OffscreenCanvas(w, h) : new OffscreenCanvas(h, w);
      const context = canvas.getContext("2d");
      context.translate(canvas.width / 2, canvas.height / 2);
      context.rotate((turnedCw * Math.PI) / 180);
      context.drawImage(bitmap, -w / 2, -h / 2, w, h);
      const blob = await canvas.convertToBlob({ type, quality: 0.92 });
      const url = await new Promise((done) => {
        const reader = new FileReader();
        reader.onload = () => done(reader.result);
        reader.readAsDataURL(blob);
      });
      return url.slice(url.indexOf(",") + 1);
    },
    [source, heightPx, turnedCw, type],
  );
  return Buffer.from(base64, "base64");
}

/** How far clockwise the pixels lie in a file whose tag says how to set them upright. */
export const LIES_CW = { 1: 0, 3: 180, 6: 270, 8: 90 };

/** The JPEG with an EXIF block that holds an orientation and nothing else. */
export function tagged(jpeg, orientation) {
  const tiff = Buffer.from("49492a0008000000010012010300010000000000000000000000", "hex");
  tiff.writeUInt16LE(orientation, 18);
  const body = Buffer.concat([Buffer.from("Exif\0\0", "latin1"), tiff]);
  const marker = Buffer.from([0xff, 0xe1, 0, 0]);
  marker.writeUInt16BE(body.length + 2, 2);
  return Buffer.concat([jpeg.subarray(0, 2), marker, body, jpeg.subarray(2)]);
}
